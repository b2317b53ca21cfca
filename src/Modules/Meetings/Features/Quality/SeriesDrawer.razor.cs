using System.Globalization;
using Huitang.Meetings.Contracts;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Quality;

/// <summary>The series of one participation as charts.</summary>
public sealed partial class SeriesDrawer
{
    private readonly Dictionary<string, ChartData> _charts = [];
    private PersonSeries? _series;
    private string? _error;
    private Guid? _loaded;

    /// <summary>The participation; null while closed.</summary>
    [Parameter] public Guid? Participation { get; set; }

    /// <summary>Of a running meeting.</summary>
    [Parameter] public bool Live { get; set; }

    /// <summary>Told when it closes.</summary>
    [Parameter] public EventCallback OnClose { get; set; }

    /// <summary>Fetches the series again, if one is shown.</summary>
    public async Task ReloadAsync()
    {
        if (Participation is not { } id) return;
        var result = await UseCases.RunAsync(new GetQualitySeries(new ParticipationId(id)));
        _error = result.Error is { } e ? ErrorTexts.For(e) : null;
        if (result.Value is not null)
        {
            _series = result.Value;
            _charts.Clear();
        }

        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Participation) return;
        _loaded = Participation;
        _series = null;
        _error = null;
        await ReloadAsync();
    }

    private async Task ChangedAsync(bool open)
    {
        if (!open) await OnClose.InvokeAsync();
    }

    // Kept until the next fetch, so that a render without news does not draw anew.
    private ChartData Data(SeriesChart chart)
    {
        if (!_charts.TryGetValue(chart.Id, out var data)) _charts[chart.Id] = data = chart.Draw(_series!.Samples, Viewer);
        return data;
    }

    private static string Figures(PersonSeries series, SeriesChart chart) => string.Join(" · ", chart.Lines
        .Where(l => series.Person.Report.Metrics.ContainsKey(l.Metric))
        .Select(l => (Name: l.Name(), Sum: series.Person.Report.Metrics[l.Metric]))
        .Select(l => string.Format(CultureInfo.CurrentCulture, Texts.quality_figures, l.Name, N(l.Sum.Min), N(l.Sum.Mean), N(l.Sum.Max))));

    private static string N(double number) => number.ToString("#,0.#", CultureInfo.CurrentCulture);

    private IReadOnlyList<(string, string?)> Facts(PersonSeries s) =>
    [
        (Texts.ended_col_device, $"{Ended.EndedWords.Device(s.Person.Device)} · {s.Person.Browser}"), (Texts.ended_col_network, Ended.EndedWords.Network(s.Person.Network)), (Texts.quality_col_link, QualityWords.Link(s.Person.Report.Link)),
        (Texts.ended_col_join, Viewer.Text(s.Person.JoinedAt, "yyyy-MM-dd HH:mm:ss")), (Texts.ended_col_leave, s.Person.LeftAt is { } left ? Viewer.Text(left, "yyyy-MM-dd HH:mm:ss") : null),
        (Texts.quality_network, QualityWords.Grade(s.Person.Report.Network)), (Texts.quality_audio, QualityWords.Grade(s.Person.Report.Audio)),
        (Texts.quality_video, QualityWords.Grade(s.Person.Report.Video)), (Texts.quality_share, QualityWords.Grade(s.Person.Report.Share)),
        (Texts.quality_col_problems, QualityWords.Problems(s.Person.Report)),
    ];
}
