using System.Globalization;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Downloads.Features;

/// <summary>Saved reports and the form that makes them.</summary>
public sealed partial class ReportsPage
{
    private const string Fixed = "fixed";
    private static readonly int[] s_weekdays = [1, 2, 3, 4, 5, 6, 0];

    private readonly FormErrors _errors = new();
    private readonly Dictionary<string, string?> _values = [];
    private AppTable<SavedLine>? _table;
    private AppForm? _form;
    private string? _query;
    private bool _everybody;
    private bool _open;
    private SavedLine? _editing;
    private IReadOnlyList<ReportOffer>? _offers;
    private string _zone = "";
    private string? _report;
    private string? _span;
    private DateSpan? _days;
    private readonly List<ReportDepartment> _department = [];
    private ExportFormat _format;
    private string? _name;
    private ScheduleChoice _when = ScheduleChoice.None;
    private bool _mail = true;

    [CascadingParameter] private Actor Me { get; set; } = Actor.Anonymous;

    private ReportOffer? Offer => _offers?.FirstOrDefault(o => o.Code == _report);

    private IReadOnlyList<AppOption<string>> Offered => [.. (_offers ?? []).Select(o => new AppOption<string>(o.Code, $"{DownloadWords.Kind(o.Kind)} · {o.Name}"))];

    private static IReadOnlyList<AppOption<string>> Spans => [.. ReportCriteria.Spans.Select(s => new AppOption<string>(s, DownloadWords.Span(s))), new(Fixed, Texts.span_fixed)];

    private static IReadOnlyList<AppOption<ExportFormat>> Formats => [new(ExportFormat.Xlsx, Texts.format_xlsx), new(ExportFormat.Csv, Texts.format_csv), new(ExportFormat.Parquet, Texts.format_parquet)];

    private static IReadOnlyList<AppOption<Every?>> Rhythms =>
        [new(Every.None, Texts.every_none), new(Every.Day, Texts.every_day), new(Every.Workday, Texts.every_workday), new(Every.Week, Texts.every_week), new(Every.Month, Texts.every_month), new(Every.Cron, Texts.every_cron)];

    // The week begins on Monday.
    private static IReadOnlyList<AppOption<int?>> Weekdays => [.. s_weekdays.Select(d => new AppOption<int?>(d, DownloadWords.Weekday(d)))];

    private static IReadOnlyList<AppOption<int?>> Monthdays => [.. Enumerable.Range(1, 28).Select(d => new AppOption<int?>(d, DownloadWords.Monthday(d))), new(0, DownloadWords.Monthday(0))];

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _everybody = Me.Holds(DownloadsPermissions.All);
        _query = Url.Get("q");
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Url.Get("new") is null) return;
        var report = Url.Get("report");
        Url.Set(("new", null), ("report", null));
        await OpenAsync(null);
        if (report is not null && _offers!.Any(o => o.Code == report)) _report = report;
        StateHasChanged();
    }

    private async Task<TablePage<SavedLine>> LoadAsync(TableRequest request, CancellationToken ct)
    {
        var found = await UseCases.RunAsync(new ListSavedReports(_query, new PageRequest(request.Number, request.Size, request.Sort, request.Descending)), ct);
        if (found.Error is { } e) return e.Kind == ErrorKind.Forbidden ? TablePage.NoPermission<SavedLine>() : TablePage.Failed<SavedLine>(ErrorTexts.For(e));
        return new TablePage<SavedLine>(found.Value!.Rows, found.Value.Total);
    }

    private List<AppMenuItem> MenuOf(SavedLine row)
    {
        List<AppMenuItem> items = [];
        if (row.Own) items.Add(new(Texts.edit, Icon: AppIcons.Edit, OnClick: () => OpenAsync(row)));
        items.Add(new(Texts.files_of, Icon: AppIcons.Download, Href: "/console/downloads?q=" + Uri.EscapeDataString(row.Name)));
        if (row.Cron is not null) items.Add(new(row.Paused ? Texts.resume : Texts.pause, Icon: row.Paused ? AppIcons.Play : AppIcons.Clock, OnClick: () => PauseAsync(row)));
        items.Add(new(Texts.delete, Icon: AppIcons.Delete, OnClick: () => DeleteAsync(row), Danger: true));
        return items;
    }

    private async Task OpenAsync(SavedLine? row)
    {
        var offered = await UseCases.RunAsync(new ListReports());
        (_offers, _zone) = (offered.Value?.Reports ?? [], offered.Value?.Zone ?? "");
        _errors.Clear();
        _values.Clear();
        _department.Clear();
        if (Guid.TryParse(row?.Criteria.Get("dept"), out var id)) _department.AddRange((await UseCases.RunAsync(new FindReportDepartments(null, id))).Value ?? []);
        (_editing, _report, _name, _format, _span, _days) = (row, row?.Report, row?.Name, row?.Format ?? ExportFormat.Xlsx, null, null);
        (_when, _mail) = (ScheduleChoice.Of(row?.Cron), row?.Mail ?? true);
        foreach (var (key, value) in row?.Criteria.Values ?? new Dictionary<string, string>()) _values[key] = value;
        _span = row?.Criteria.Get("span") ?? (row?.Criteria.Get("from") is null ? null : Fixed);
        if (_span == Fixed && Day(row!.Criteria.Get("from")) is { } from && Day(row.Criteria.Get("to")) is { } to) _days = new DateSpan(from, to);
        _open = true;
        StateHasChanged();
    }

    private void Choose(string? report)
    {
        if (_report == report) return;
        _report = report;
        _values.Clear();
        _department.Clear();
        (_span, _days) = (null, null);
    }

    private async Task<IReadOnlyList<ReportDepartment>> FindDepartmentsAsync(string query) => (await UseCases.RunAsync(new FindReportDepartments(query))).Value ?? [];

    private void SetTime(string? text)
    {
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) _when = _when with { Time = time };
    }

    private ReportCriteria Criteria() => ReportCriteria.Of(
    [
        .. _values.Where(v => v.Key is not ("span" or "from" or "to" or "dept")).Select(v => (v.Key, v.Value)), ("dept", _department.FirstOrDefault()?.Id.ToString("D")),
        ("span", _span == Fixed ? null : _span), ("from", _span == Fixed ? Iso(_days?.From) : null), ("to", _span == Fixed ? Iso(_days?.To) : null),
    ]);

    private async Task SaveAsync()
    {
        var saved = await UseCases.RunAsync(new SaveReport(_editing?.Id, _editing?.Version ?? 0, _name, _report ?? "", Criteria(), _format, _when.Cron, _mail));
        if (saved.Error is { } e)
        {
            _errors.Add(e.Field, ErrorTexts.For(e));
            return;
        }

        _open = false;
        Toasts.Show(Texts.said_saved);
        await _table!.ReloadAsync();
    }

    private async Task StartAsync()
    {
        _errors.Clear();
        var queued = await UseCases.RunAsync(new SubmitReport(_report ?? "", Criteria(), _format, null));
        if (queued.Error is { } e) _errors.Add(e.Field, ErrorTexts.For(e));
        else Nav.NavigateTo($"/console/downloads?started={queued.Value:D}");
    }

    private async Task RunAsync(SavedLine row)
    {
        var queued = await UseCases.RunAsync(new RunSavedReport(row.Id));
        if (queued.Error is { } e) Toasts.ShowError(DownloadWords.Reason(e, ErrorTexts, Catalog));
        else Nav.NavigateTo($"/console/downloads?started={queued.Value:D}");
    }

    private async Task PauseAsync(SavedLine row)
    {
        var done = await UseCases.RunAsync(new PauseSavedReport(row.Id, !row.Paused));
        if (done.Error is { } e) Toasts.ShowError(ErrorTexts.For(e));
        else Toasts.Show(row.Paused ? Texts.said_resumed : Texts.said_paused);
        await _table!.ReloadAsync();
    }

    private async Task DeleteAsync(SavedLine row)
    {
        if (!(await Confirms.AskAsync(new ConfirmRequest(string.Format(CultureInfo.CurrentCulture, Texts.delete_title, row.Name), Texts.delete, Texts.saved_delete_effect))).Yes) return;
        var done = await UseCases.RunAsync(new DeleteSavedReport(row.Id));
        if (done.Error is { } e) Toasts.ShowError(ErrorTexts.For(e));
        else Toasts.Show(Texts.said_deleted);
        await _table!.ReloadAsync();
    }

    private void Set(string? query)
    {
        _query = query;
        Url.Set(("q", query), ("page", null));
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000 ? day : null;

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
