using System.Globalization;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Downloads.Features;

/// <summary>The list of downloads. What waits or is being written is watched while the page is open.</summary>
public sealed partial class DownloadsPage
{
    private static readonly TimeSpan s_watch = TimeSpan.FromSeconds(1);
    private const int MostFetched = 10;

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<Guid, DownloadLine> _live = [];
    private AppTable<DownloadLine>? _table;
    private Shown _shown = new();
    private DownloadLine? _detail;
    private bool _everybody;
    private IReadOnlyList<AppOption<Guid?>> _creators = [];

    private static IReadOnlyList<AppOption<ReportKind?>> Kinds => [.. Enum.GetValues<ReportKind>().Select(k => new AppOption<ReportKind?>(k, DownloadWords.Kind(k)))];

    private static IReadOnlyList<AppOption<JobState?>> States => [.. Enum.GetValues<JobState>().Select(s => new AppOption<JobState?>(s, DownloadWords.State(s)))];

    [CascadingParameter] private Actor Me { get; set; } = Actor.Anonymous;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _everybody = Me.Holds(DownloadsPermissions.All);
        _shown = new Shown(
            Url.Get("q"), Url.GetEnum<ReportKind>("kind"), Url.GetEnum<JobState>("state"), Guid.TryParse(Url.Get("creator"), out var creator) ? creator : null,
            Day("from") is { } from && Day("to") is { } to && from <= to ? new DateSpan(from, to) : null, Guid.TryParse(Url.Get("job"), out var job) ? job : null);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        if (Url.Get("started") is not null)
        {
            Toasts.Show(Texts.said_queued);
            Url.Set(("started", null));
        }

        if (_everybody)
        {
            _creators = [.. ((await UseCases.RunAsync(new ListDownloadCreators())).Value ?? []).Select(c => new AppOption<Guid?>(c.Id.Value, c.Name))];
            StateHasChanged();
        }

        await WatchAsync();
    }

    // Rows as they are now: the list holds what it read, this what was heard since.
    private DownloadLine Live(DownloadLine row) => _live.GetValueOrDefault(row.Id, row);

    private async Task WatchAsync()
    {
        var stop = _gone.Token;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(s_watch, Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            var open = _live.Values.Where(d => d.Open).Select(d => d.Id).ToList();
            if (stop.IsCancellationRequested || open.Count == 0) continue;
            var heard = (await UseCases.RunAsync(new WatchDownloads(open), stop)).Value ?? [];
            if (stop.IsCancellationRequested) return;
            var ended = false;
            foreach (var line in heard)
            {
                _live[line.Id] = line;
                ended |= !line.Open;
                if (line is { Own: true, State: JobState.Done }) Toasts.Show(Format(Texts.said_done, line.FileName));
                if (line is { Own: true, State: JobState.Failed }) Toasts.ShowWarning(Format(Texts.said_failed, line.FileName));
            }

            foreach (var lost in open.Except(heard.Select(h => h.Id))) ended |= _live.Remove(lost);
            if (ended && _table is not null) await _table.ReloadAsync();
            else StateHasChanged();
        }
    }

    private async Task<TablePage<DownloadLine>> LoadAsync(TableRequest request, CancellationToken ct)
    {
        var filter = new DownloadFilter(
            _shown.Query, _shown.Kind, _shown.State, _shown.Creator is { } c ? new UserId(c) : null,
            _shown.Span is { } s ? Viewer.Moment(s.From.ToDateTime(TimeOnly.MinValue)) : null, _shown.Span is { } t ? Viewer.Moment(t.To.AddDays(1).ToDateTime(TimeOnly.MinValue)) : null, _shown.Job);
        var found = await UseCases.RunAsync(new ListDownloads(filter, new PageRequest(request.Number, request.Size, request.Sort, request.Descending)), ct);
        if (found.Error is { } e) return e.Kind == ErrorKind.Forbidden ? TablePage.NoPermission<DownloadLine>() : TablePage.Failed<DownloadLine>(ErrorTexts.For(e));
        _live.Clear();
        foreach (var line in found.Value!.Rows) _live[line.Id] = line;
        return new TablePage<DownloadLine>(found.Value.Rows, found.Value.Total);
    }

    private List<AppMenuItem> MenuOf(DownloadLine row)
    {
        var now = Live(row);
        List<AppMenuItem> items = [new(Texts.details, Icon: AppIcons.Info, OnClick: () => ShowAsync(now))];
        if (now.State == JobState.Done) items.Add(new(Texts.download, Icon: AppIcons.Download, OnClick: () => FetchAsync([now])));
        if (now.Sha256 is { } sha) items.Add(new(Texts.copy_sha, Icon: AppIcons.Copy, OnClick: () => Js.CopyAsync(sha)));
        if (now.Open) items.Add(new(Texts.cancel_job, Icon: AppIcons.Stop, OnClick: () => CancelAsync([now])));
        else
        {
            if (now.State != JobState.Done) items.Add(new(Texts.retry, Icon: AppIcons.Refresh, OnClick: () => RetryAsync([now])));
            items.Add(new(Texts.delete, Icon: AppIcons.Delete, OnClick: () => DeleteAsync([now]), Danger: true));
        }

        return items;
    }

    private Task ShowAsync(DownloadLine row)
    {
        _detail = row;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task FetchAsync(IReadOnlyCollection<DownloadLine> rows)
    {
        var first = true;
        foreach (var row in rows.Where(r => Live(r).State == JobState.Done).Take(MostFetched))
        {
            // One after the other: a browser drops a navigation that another follows at once.
            if (!first) await Task.Delay(s_watch, Time);
            first = false;
            var link = await UseCases.RunAsync(new IssueDownloadLink(row.Id));
            if (link.Error is { } e) Toasts.ShowError(DownloadWords.Reason(e, ErrorTexts, Catalog));
            else Nav.NavigateTo(link.Value!, forceLoad: true);
        }

        if (first) Toasts.ShowWarning(ErrorTexts.For(DownloadErrors.NotReady));
    }

    private Task RetryAsync(IReadOnlyCollection<DownloadLine> rows) => ActAsync(new RetryDownloads([.. rows.Select(r => r.Id)]), Texts.said_retried);

    private async Task CancelAsync(IReadOnlyCollection<DownloadLine> rows)
    {
        if (!await AskAsync(rows, Texts.cancel_title, Texts.cancel_many_title, Texts.cancel_job, Texts.cancel_effect)) return;
        await ActAsync(new CancelDownloads([.. rows.Select(r => r.Id)]), Texts.said_cancelled);
    }

    private async Task DeleteAsync(IReadOnlyCollection<DownloadLine> rows)
    {
        if (!await AskAsync(rows, Texts.delete_title, Texts.delete_many_title, Texts.delete, Texts.delete_effect)) return;
        await ActAsync(new DeleteDownloads([.. rows.Select(r => r.Id)]), Texts.said_deleted);
    }

    private async Task<bool> AskAsync(IReadOnlyCollection<DownloadLine> rows, string one, string many, string verb, string effect)
    {
        var title = rows.Count == 1 ? Format(one, rows.First().FileName) : Format(many, rows.Count);
        return (await Confirms.AskAsync(new ConfirmRequest(title, verb, effect) { Items = rows.Count == 1 ? [] : [.. rows.Select(r => r.FileName)] })).Yes;
    }

    private async Task ActAsync(IUseCase<int> act, string said)
    {
        var done = await UseCases.RunAsync(act);
        if (done.Error is { } e) Toasts.ShowError(DownloadWords.Reason(e, ErrorTexts, Catalog));
        else Toasts.Show(said);
        if (_table is null) return;
        await _table.ClearSelection();
        await _table.ReloadAsync();
    }

    private IReadOnlyList<(string, string?)> FactsOf(DownloadLine d) =>
    [
        (Texts.col_report, d.Report), (Texts.col_kind, DownloadWords.Kind(d.Kind)), (Texts.col_creator, d.CreatorName), (Texts.col_created, Viewer.Text(d.CreatedAt, "yyyy-MM-dd HH:mm:ss")), (Texts.col_took, DownloadWords.Took(d.Took)),
        (Texts.col_rows, d.Rows.ToString("N0", CultureInfo.CurrentCulture)), (Texts.col_size, DownloadWords.Size(d.Size)), (Texts.col_format, DownloadWords.Format(d.Format)), (Texts.col_zone, d.Zone),
        (Texts.col_expires, d.ExpiresAt is { } at ? Viewer.Text(at) : null), (Texts.col_criteria, d.Criteria),
    ];

    private void Set(Shown shown)
    {
        _shown = shown;
        Url.Set(
            ("q", shown.Query), ("kind", shown.Kind?.ToString().ToLowerInvariant()), ("state", shown.State?.ToString().ToLowerInvariant()), ("creator", shown.Creator?.ToString("D")), ("from", Iso(shown.Span?.From)), ("to", Iso(shown.Span?.To)),
            ("job", shown.Job?.ToString("D")), ("page", null));
    }

    private DateOnly? Day(string key) => DateOnly.TryParseExact(Url.Get(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000 ? day : null;

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Format(string text, object value) => string.Format(CultureInfo.CurrentCulture, text, value);

    private sealed record Shown(string? Query = null, ReportKind? Kind = null, JobState? State = null, Guid? Creator = null, DateSpan? Span = null, Guid? Job = null);
}
