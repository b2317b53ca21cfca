using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Quality;

/// <summary>Quality of everybody in a media room, over or live. The open drawer is in the address.</summary>
public sealed partial class QualityPanel
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private AppTable<PersonQuality>? _table;
    private SeriesDrawer? _drawer;
    private RoomQuality? _quality;
    private DateTimeOffset? _asOf;
    private string? _error;
    private bool _refused;
    private string? _search;
    private string? _only;
    private Guid? _open;
    private Guid _loaded;

    /// <summary>The media room.</summary>
    [Parameter, EditorRequired] public Guid Room { get; set; }

    /// <summary>Fetches anew every ten seconds.</summary>
    [Parameter] public bool Live { get; set; }

    private static IReadOnlyList<AppOption<string>> Filters =>
    [
        new("alarm", Texts.quality_health_alarm), new("network", Texts.quality_poor_network), new("audio", Texts.quality_poor_audio), new("video", Texts.quality_poor_video), new("share", Texts.quality_poor_share),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Room) return;
        _loaded = Room;
        _open = Guid.TryParse(Url.Get("person"), out var open) ? open : null;
        await LoadAsync();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && Live) _ = RefreshAsync(_stop.Token);
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Every, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                await InvokeAsync(async () =>
                {
                    await LoadAsync();
                    StateHasChanged();
                    if (_table is not null) await _table.ReloadAsync();
                    if (_drawer is not null) await _drawer.ReloadAsync();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page has gone.
        }
    }

    private async Task LoadAsync()
    {
        var result = await UseCases.RunAsync(new GetQuality(new MediaRoomId(Room)));
        _refused = result.Error?.Kind == ErrorKind.Forbidden;
        _error = result.Error is { } e ? ErrorTexts.For(e) : null;
        if (result.Value is null) return;
        _quality = result.Value;
        _asOf = Time.GetUtcNow();
    }

    private Task<TablePage<PersonQuality>> PageAsync(TableRequest request, CancellationToken ct)
    {
        var fit = _quality!.People.Where(p => _search is null || p.Name.Contains(_search, StringComparison.CurrentCultureIgnoreCase)).Where(p => _only switch
        {
            "alarm" => p.Report.Health == 2, "network" => p.Report.Network >= 3, "audio" => p.Report.Audio >= 3, "video" => p.Report.Video >= 3, "share" => p.Report.Share >= 3, _ => true,
        }).ToList();
        Func<PersonQuality, IComparable> key = p => request.Sort switch
        {
            "name" => p.Name, "health" => p.Report.Health, "network-grade" => p.Report.Network, "audio" => p.Report.Audio, "video" => p.Report.Video, "share" => p.Report.Share, _ => p.JoinedAt,
        };
        var sorted = request.Descending ? fit.OrderByDescending(key) : fit.OrderBy(key);
        return Task.FromResult(new TablePage<PersonQuality>(sorted.Skip((request.Number - 1) * request.Size).Take(request.Size).ToList(), fit.Count));
    }

    private static string Summary(RoomQuality quality) =>
        string.Format(CultureInfo.CurrentCulture, Texts.quality_summary, quality.People.Count(p => p.Report.Samples > 0), quality.People.Count(p => p.Report.Health == 2));

    private Task OpenAsync(Guid? participation)
    {
        _open = participation;
        Url.Set(("person", participation?.ToString("D")), ("module", null));
        return Task.CompletedTask;
    }
}
