using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Live;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Control;

/// <summary>The running meetings of the enterprise, pushed. Filters and order are in the address.</summary>
public sealed partial class LiveListPage
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private CancellationToken _closed;
    private IReadOnlyList<LiveTable<LiveSummary>.Column> _columns = [];
    private LiveTable<LiveSummary>? _table;
    private OutcomeBox? _outcome;
    private BoardWatch? _watch;
    private LiveSight? _sight;
    private IReadOnlyList<LiveSummary> _all = [];
    private LiveFilter _filter = new();
    private (string? Sort, bool Descending) _order;
    private PageState _state = PageState.Loading;
    private string? _error;
    private bool _control;
    private bool _stale;
    private (CultureInfo, CultureInfo) _language;

    [Inject] private LiveFeed Feed { get; set; } = default!;
    [Inject] private UseCases UseCases { get; set; } = default!;
    [Inject] private IErrorTexts ErrorTexts { get; set; } = default!;
    [Inject] private IToasts Toasts { get; set; } = default!;
    [Inject] private IConfirms Confirms { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private Viewer Viewer { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    private DateTimeOffset? AsOf => _watch?.Copy.AsOf;

    private static IReadOnlyList<AppOption<LiveGrade?>> Grades => Enum.GetValues<LiveGrade>().Select(g => new AppOption<LiveGrade?>(g, LiveWords.Grade((int)g))).ToList();

    private static IReadOnlyList<AppOption<MeetingType?>> Types => Enum.GetValues<MeetingType>().Select(t => new AppOption<MeetingType?>(t, MeetingWords.Type(t))).ToList();

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
        _closed = _closing.Token;
        _language = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        _columns = MakeColumns();
        _filter = LiveRoutes.Filter(Url.Get);
        _order = (Url.Get("sort"), Url.Get("desc") == "1");
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await OpenAsync();
        StateHasChanged();
        await PullAsync();
        _ = WatchOverAsync(_closed);
    }

    private static string Number(int n) => n.ToString("N0", CultureInfo.CurrentCulture);

    private async Task OpenAsync()
    {
        Leave();
        var rights = await Feed.RightsAsync(_closed);
        if (rights.Error is { } refused)
        {
            (_state, _error) = (refused.Kind == ErrorKind.Forbidden ? PageState.NoPermission : PageState.Failed, ErrorTexts.For(refused));
            return;
        }

        var opened = await Feed.ListAsync(_closed);
        if (_closed.IsCancellationRequested) opened.Value?.Dispose();
        if (opened.Value is not { } watch || _closed.IsCancellationRequested) return;
        _sight = new LiveSight(rights.Value!, UseCases, Time);
        (_control, _watch, _state, _error) = (rights.Value!.Control, watch, PageState.Ready, null);
        watch.Copy.Refreshed += Refresh;
    }

    private void Leave()
    {
        if (_watch is null) return;
        _watch.Copy.Refreshed -= Refresh;
        _watch.Dispose();
        _watch = null;
    }

    // Comes from a thread that serves all consoles, at most once a second: it knows nothing of this person's language.
    private void Refresh() => _ = InvokeAsync(async () =>
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = _language;
        await PullAsync();
    });

    private async Task PullAsync()
    {
        if (_watch is null) return;
        _all = await _sight!.OfAsync(_watch.Copy.Meetings, _closed);
        _stale = IsStale;
        StateHasChanged();
        if (_table is not null) await _table.Show(_filter.Of(_all, _order.Sort, _order.Descending));
    }

    private bool IsStale => _watch is not null && Time.GetUtcNow() - _watch.Copy.AsOf > StaleAfter;

    /// <summary>Notices when refreshes stop coming, and when the right to look was taken away.</summary>
    private async Task WatchOverAsync(CancellationToken ended)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(2), Time);
        try
        {
            for (var n = 1; await beat.WaitForNextTickAsync(ended); n++)
            {
                if (n % 15 == 0 && (await Feed.RightsAsync(ended)).Error is not null) await InvokeAsync(OpenAsync);
                else if (_stale == IsStale) continue;
                await InvokeAsync(() =>
                {
                    _stale = IsStale;
                    StateHasChanged();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was closed.
        }
    }

    private Task Set(LiveFilter filter)
    {
        _filter = filter;
        Url.Set(("q", filter.Search), ("quality", filter.Grade?.ToString().ToLowerInvariant()), ("locked", Flag(filter.Locked)), ("sharing", Flag(filter.Sharing)), ("type", filter.Type?.ToString().ToLowerInvariant()));
        return PullAsync();
    }

    private static string? Flag(bool? on) => on switch { true => "1", false => "0", _ => null };

    private Task SortedAsync((string? Sort, bool Descending) order)
    {
        _order = order;
        return PullAsync();
    }

    private string ExportAddress(string format) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/console/live/export", new Dictionary<string, string?>
    {
        ["format"] = format, ["q"] = _filter.Search, ["quality"] = _filter.Grade?.ToString(), ["locked"] = Flag(_filter.Locked), ["sharing"] = Flag(_filter.Sharing), ["type"] = _filter.Type?.ToString(),
        ["zone"] = Viewer.Zone.Id, ["sort"] = _order.Sort, ["desc"] = _order.Descending ? "1" : null,
    }.Where(p => p.Value is not null));

    private IReadOnlyList<AppMenuItem> MenuOf(LiveSummary m) =>
    [
        new(Texts.live_mute_all, () => MuteAsync([m]), AppIcons.MicOff),
        m.Locked ? new(Texts.live_unlock, () => LockAsync([m], false), AppIcons.Lock) : new(Texts.live_lock, () => LockAsync([m], true), AppIcons.Lock),
        new(Texts.live_end, () => EndAsync([m]), AppIcons.CallEnd, Danger: true),
    ];

    private Task MuteAsync(IReadOnlyList<LiveSummary> meetings) =>
        ForEachAsync(meetings, m => new MuteEveryone(m.Id, true), Texts.live_mute_all, Texts.live_done_mute_all, m => new UnmuteEveryone(m.Id));

    private Task LockAsync(IReadOnlyList<LiveSummary> meetings, bool on) =>
        ForEachAsync(meetings, m => new LockMeeting(m.Id, on), on ? Texts.live_lock : Texts.live_unlock, on ? Texts.live_done_lock : Texts.live_done_unlock, m => new LockMeeting(m.Id, !on));

    private async Task EndAsync(IReadOnlyList<LiveSummary> meetings)
    {
        var people = meetings.Sum(m => m.People);
        var answer = await Confirms.AskAsync(meetings.Count == 1
            ? new(LiveWords.Text(Texts.live_end_title, LiveWords.Subject(meetings[0])), Texts.live_end, LiveWords.Text(Texts.live_end_effect, people))
            : new(LiveWords.Text(Texts.live_end_many_title, meetings.Count), Texts.live_end, LiveWords.Text(Texts.live_end_effect, people))
            {
                Items = meetings.Select(LiveWords.Subject).ToList(), Type = meetings.Count.ToString(CultureInfo.InvariantCulture),
            });
        if (answer.Yes) await ForEachAsync(meetings, m => new EndMeeting(m.Id), Texts.live_end, Texts.live_done_end, null);
    }

    private async Task ForEachAsync(IReadOnlyList<LiveSummary> meetings, Func<LiveSummary, IMeetingOrder> order, string title, string done, Func<LiveSummary, IMeetingOrder>? undo)
    {
        var lines = new List<(string Name, string? Error, string Note)>();
        var good = new List<LiveSummary>();
        foreach (var meeting in meetings)
        {
            var result = await UseCases.RunAsync(order(meeting));
            lines.Add((LiveWords.Subject(meeting), result.Error is { } error ? ErrorTexts.For(error) : null, done));
            if (result.Ok) good.Add(meeting);
        }

        if (lines.Count == 1 && lines[0].Error is { } refused) Toasts.ShowError(refused);
        else if (undo is not null && good.Count > 0) Toasts.Show(done, async () => await ForEachAsync(good, undo, Texts.live_undone, Texts.live_undone, null));
        else if (lines.Count == 1) Toasts.Show(done);
        if (lines.Count > 1)
        {
            _outcome!.Show(title, lines);
            _table!.Unselect();
        }

        await PullAsync();
    }
}
