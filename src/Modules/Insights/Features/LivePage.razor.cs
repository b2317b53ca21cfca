using System.Globalization;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Insights.Features;

/// <summary>The present day, looked at once a second; the meetings running now come from where they run.</summary>
public sealed partial class LivePage
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private (CultureInfo, CultureInfo) _language;
    private ILiveOverviewWatch? _watch;
    private IReadOnlyList<LiveMeetingLine> _live = [];
    private DateTimeOffset? _liveAt;
    private TodaySoFar? _today;
    private (TodaySoFar?, int) _drawn;
    private ChartData _chart = new([], []);
    private Guid? _department;
    private Series _series;
    private bool _minutes;
    private bool _part;
    private int _fromHour;
    private int _toHour = 24;
    private PageState _state = PageState.Ready;
    private string? _error;

    /// <summary>What the chart shows.</summary>
    private enum Series
    {
        Running,
        People,
        Opened,
        Joined,
        Shared,
    }

    [Inject] private UseCases UseCases { get; set; } = default!;
    [Inject] private FirstReads Reads { get; set; } = default!;
    [Inject] private IErrorTexts ErrorTexts { get; set; } = default!;
    [Inject] private LiveFigures Feed { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private Viewer Viewer { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    private bool Late => _today is { Standing.Behind: true } || (_liveAt is { } at && Time.GetUtcNow() - at > StaleAfter);

    private static IReadOnlyList<AppOption<Series?>> AllSeries => [.. Enum.GetValues<Series>().Select(s => new AppOption<Series?>(s, NameOf(s)))];

    private string Info => _series switch
    {
        Series.Running => Texts.course_running_info,
        Series.People => Texts.course_people_info,
        Series.Opened => InsightWords.Define(Metric.Meetings),
        Series.Joined => Texts.course_joined_info,
        _ => InsightWords.Define(Metric.Shares),
    };

    private string? Inside => _today is { } t ? string.Format(CultureInfo.CurrentCulture, Texts.internal_external, InsightWords.Number(t.Totals.PersonsInternal), InsightWords.Number(t.Totals.PersonsExternal)) : null;

    private string? People => _today is { } t ? $"/console/insights/usage/people?from={InsightRoutes.Text(t.Day)}&to={InsightRoutes.Text(t.Day)}&active=1{Scope}" : null;

    private string Scope => _department is { } d ? $"&dept={d:D}" : "";

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        Leave();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _language = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        _department = Guid.TryParse(Url.Get("dept"), out var department) ? department : null;
        (_series, _minutes) = (Url.GetEnum<Series>("show") ?? Series.Running, Url.Get("by") == "minute");
        (_fromHour, _toHour) = (Math.Clamp(Url.GetNumber("h1", 0), 0, 23), Math.Clamp(Url.GetNumber("h2", 24), 1, 24));
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        // What is refused is told once the page looks for itself.
        var order = new GetToday(_department);
        var asked = Reads.ReadAsync(RendererInfo, order, () => UseCases.RunAsync(order));
        if (!await FirstReads.ThereAsync(RendererInfo, asked) || (await asked).Value is not { } today) return;
        _today = today;
        Draw(force: true);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await OpenAsync();
        StateHasChanged();
        _ = FollowAsync(_closing.Token);
    }

    private async Task OpenAsync()
    {
        Leave();
        var (watch, refused) = await Feed.WatchAsync(CancellationToken.None);
        // Whoever manages a part has its figures, without the board of the whole enterprise.
        if (refused is not null && refused.Code == CommonErrors.PartOnly.Code)
        {
            (_part, _state, _error) = (true, PageState.Ready, null);
            await PullAsync();
            return;
        }

        if (refused is not null)
        {
            (_state, _error) = (refused.Kind == ErrorKind.Forbidden ? PageState.NoPermission : PageState.Failed, ErrorTexts.For(refused));
            return;
        }

        if (_closing.IsCancellationRequested)
        {
            watch!.Dispose();
            return;
        }

        (_watch, _state, _error) = (watch, PageState.Ready, null);
        watch!.Refreshed += Refresh;
        await PullAsync();
    }

    private void Leave()
    {
        _part = false;
        if (_watch is null) return;
        _watch.Refreshed -= Refresh;
        _watch.Dispose();
        _watch = null;
    }

    // Comes from a thread that serves all consoles: it knows nothing of this person's language.
    private void Refresh() => _ = InvokeAsync(() =>
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = _language;
        TakeLive();
        StateHasChanged();
    });

    private void TakeLive()
    {
        if (_watch is null) return;
        (_live, _liveAt) = (_watch.Meetings, _watch.AsOf);
    }

    private async Task FollowAsync(CancellationToken ended)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), Time);
        try
        {
            while (await beat.WaitForNextTickAsync(ended)) await InvokeAsync(PullAsync);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was closed.
        }
    }

    private async Task PullAsync()
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = _language;
        if (_watch is null && !_part) return;
        TakeLive();
        var found = await UseCases.RunAsync(new GetToday(_department));
        if (found.Error is { } refused)
        {
            Leave();
            (_state, _error) = (refused.Kind == ErrorKind.Forbidden ? PageState.NoPermission : PageState.Failed, ErrorTexts.For(refused));
        }
        else
        {
            _today = found.Value;
            Draw(force: false);
        }

        StateHasChanged();
    }

    private async Task SetDepartmentAsync(Guid? department)
    {
        _department = department;
        Url.Set(("dept", department?.ToString("D")));
        await PullAsync();
    }

    private void Choose(Series series, bool minutes, int from, int to)
    {
        (_series, _minutes, _fromHour, _toHour) = (series, minutes, from, to);
        Url.Set(("show", series == Series.Running ? null : series.ToString().ToLowerInvariant()), ("by", minutes ? "minute" : null), ("h1", from == 0 ? null : Digit(from)), ("h2", to == 24 ? null : Digit(to)));
        Draw(force: true);
    }

    /// <summary>Draws anew when a minute has gone by or figures changed; a canvas that is drawn each second would only flicker.</summary>
    private void Draw(bool force)
    {
        if (_today is not { } today) return;
        var elapsed = (int)Math.Max(0, (Time.GetUtcNow() - today.From).TotalMinutes);
        if (!force && _drawn.Item2 == elapsed && _drawn.Item1?.Course is { } old && today.Course is { } now && Of(old).SequenceEqual(Of(now))) return;
        _drawn = (today, elapsed);
        var series = today.Course is { } course ? Of(course) : [];
        var until = Math.Min(elapsed, (_toHour * 60) - 1);
        var (labels, values) = (new List<string>(), new List<double?>());
        var step = _minutes ? 1 : 60;
        for (var m = _fromHour * 60; m <= until; m += step)
        {
            labels.Add($"{m / 60:00}:{m % 60:00}");
            var part = series.Skip(m).Take(Math.Min(step, until - m + 1)).DefaultIfEmpty();
            values.Add(_series is Series.Running or Series.People ? part.Max() : part.Sum());
        }

        _chart = new ChartData(labels, [new ChartSeries(NameOf(_series), values)], _series switch { Series.People => Texts.unit_people, Series.Joined or Series.Shared => Texts.unit_times, _ => Texts.unit_meetings });
    }

    private int[] Of(DayCourse course) => _series switch { Series.Running => course.Running, Series.People => course.People, Series.Opened => course.Opened, Series.Joined => course.Joined, _ => course.Shared };

    private static string NameOf(Series series) => series switch
    {
        Series.Running => Texts.course_running, Series.People => Texts.course_people, Series.Opened => Texts.course_opened, Series.Joined => Texts.course_joined, _ => InsightWords.Name(Metric.Shares),
    };

    private string? Yesterday(Func<Totals, int> of) => _today is { } t ? string.Format(CultureInfo.CurrentCulture, Texts.yesterday_was, InsightWords.Number(of(t.Yesterday))) : null;

    private string? Rooms(string more = "") => _today is { } t ? $"/console/insights/rooms?from={InsightRoutes.Text(t.Day)}&to={InsightRoutes.Text(t.Day)}{more}{Scope}" : null;

    private static IReadOnlyList<AppOption<int?>> HourChoices(int from, int to) => [.. Enumerable.Range(from, Math.Max(1, to - from + 1)).Select(h => new AppOption<int?>(h, $"{h:00}:00"))];

    private static string Number(int n) => InsightWords.Number(n);

    private static string Digit(int n) => n.ToString(CultureInfo.InvariantCulture);
}
