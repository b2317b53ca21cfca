using System.Globalization;
using System.Text.Json;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Audit.Features;

/// <summary>One of the three logs.</summary>
public sealed partial class LogView
{
    private AppTable<Act>? _table;
    private Chosen _filter = new();
    private Act? _shown;
    private string? _objectName;
    private bool _integrity;
    private bool _naming;
    private string? _viewName;
    private List<SavedView> _views = [];
    private IReadOnlyList<AppOption<string?>> _categories = [];
    private IReadOnlyList<AppOption<string?>> _actions = [];

    /// <summary>Which log.</summary>
    [Parameter, EditorRequired] public AuditLogKind Log { get; set; }

    private string Purpose => Log switch { AuditLogKind.Member => Texts.members_purpose, AuditLogKind.SignIn => Texts.sign_ins_purpose, _ => Texts.audit_purpose };

    private string EmptyTitle => Log switch { AuditLogKind.Member => Texts.members_empty, AuditLogKind.SignIn => Texts.sign_ins_empty, _ => Texts.audit_empty };

    private string EmptyHint => Log switch { AuditLogKind.Member => Texts.members_empty_hint, AuditLogKind.SignIn => Texts.sign_ins_empty_hint, _ => Texts.audit_empty_hint };

    private string WhoText => Log switch { AuditLogKind.Member => Texts.search_member, AuditLogKind.SignIn => Texts.search_account, _ => Texts.search_actor };

    private string WhatText => Log switch { AuditLogKind.Member => Texts.search_meeting, AuditLogKind.SignIn => Texts.search_request, _ => Texts.search_object };

    private string ViewsKey => "ht.audit-views." + Log;

    private static IReadOnlyList<AppOption<OutcomeFilter?>> Outcomes =>
        [new(OutcomeFilter.Done, Texts.outcome_done), new(OutcomeFilter.Refused, Texts.outcome_is_refused), new(OutcomeFilter.Failed, Texts.outcome_failed), new(OutcomeFilter.Open, Texts.outcome_open)];

    private static IReadOnlyList<AppOption<NetworkPlace?>> Places =>
        [new(NetworkPlace.Internal, Texts.place_internal), new(NetworkPlace.External, Texts.place_external), new(NetworkPlace.Unknown, Texts.place_unknown)];

    private static IReadOnlyList<AppOption<string?>> Methods => AuditWords.Methods.Select(m => new AppOption<string?>(m, AuditWords.Method(m)!)).ToList();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _categories = Words.Categories(Log);
        _filter = Read();
        _actions = Words.Actions(Log, _filter.Category);
        if (Guid.TryParse(Url.Get("entry"), out var entry)) await ShowAsync(entry);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await Js.ReadAsync(ViewsKey) is not { } stored) return;
        try
        {
            _views = JsonSerializer.Deserialize<List<SavedView>>(stored) ?? [];
        }
        catch (JsonException)
        {
            // Not ours, or of an older version.
        }

        StateHasChanged();
    }

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed;

    private static string CountText(int total) => total > ActQuery.CountedAtMost
        ? string.Format(CultureInfo.CurrentCulture, Texts.more_than, ActQuery.CountedAtMost.ToString("N0", CultureInfo.CurrentCulture))
        : string.Format(CultureInfo.CurrentCulture, Texts.total, total.ToString("N0", CultureInfo.CurrentCulture));

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private DateOnly? Day(string key) => DateOnly.TryParseExact(Url.Get(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private Chosen Read()
    {
        var read = new Chosen(
            Url.Get("who"), Url.Get("q"), Url.Get("category"), Url.Get("action"), Url.GetEnum<OutcomeFilter>("outcome"), Url.GetEnum<NetworkPlace>("place"), Url.Get("method"), Url.Get("ip"), Url.Get("object"),
            Guid.TryParse(Url.Get("actor"), out var actor) ? actor : null);
        return Day("from") is { } from && Day("to") is { } to && from <= to ? read with { Span = new DateSpan(from, to) } : read;
    }

    private (string Key, string? Value)[] Address() => Address(_filter);

    private static (string Key, string? Value)[] Address(Chosen chosen) =>
    [
        ("who", chosen.Who), ("q", chosen.Text), ("category", chosen.Category), ("action", chosen.Action), ("outcome", chosen.Outcome?.ToString().ToLowerInvariant()), ("place", chosen.Place?.ToString().ToLowerInvariant()),
        ("method", chosen.Method), ("ip", chosen.Ip), ("object", chosen.Object), ("actor", chosen.Actor?.ToString()), ("from", Iso(chosen.Span?.From)), ("to", Iso(chosen.Span?.To)),
    ];

    private void Set(Chosen chosen)
    {
        if (chosen.Category != _filter.Category) _actions = Words.Actions(Log, chosen.Category);
        _filter = chosen;
        Url.Set([.. Address(), ("page", null)]);
    }

    private async Task ShowAsync(Guid id)
    {
        var found = await UseCases.RunAsync(new GetAct(id));
        if (found.Error is { Kind: not ErrorKind.Forbidden } error) Toasts.ShowError(ErrorTexts.For(error));
        // The address stays as it is: a change of it would close the drawer again. A link to the entry is in the drawer.
        if (found.Value is not null) _shown = found.Value;
    }

    private void Hide()
    {
        _shown = null;
        if (Url.Get("entry") is not null) Url.Set(("entry", null));
    }

    private void OnlyObject(Act act)
    {
        _objectName = AuditWords.Object(act);
        Hide();
        Set(new Chosen { Object = $"{act.ObjectType}/{act.ObjectId}" });
    }

    private void OnlyActor(Act act)
    {
        Hide();
        Set(new Chosen { Actor = act.ActorId });
    }

    private string Summary(Act act) => act.Changes.Count == 0
        ? "–"
        : string.Join("; ", act.Changes.Take(3).Select(c => $"{AuditWords.Field(c.Field)}: {AuditWords.Value(c.From, at => Viewer.Text(at))} → {AuditWords.Value(c.To, at => Viewer.Text(at))}"));

    private async Task<TablePage<Act>> LoadAsync(TableRequest request, CancellationToken ct)
    {
        var values = Address().ToDictionary(a => a.Key, a => a.Value);
        var result = await UseCases.RunAsync(new ListActs(Log, new PageRequest(request.Number, request.Size), AuditRoutes.Filter(values.GetValueOrDefault, Viewer)), ct);
        if (result.Error is { } error) return error.Kind == ErrorKind.Forbidden ? TablePage.NoPermission<Act>() : TablePage.Failed<Act>(ErrorTexts.For(error));
        return new TablePage<Act>(result.Value!.Rows, result.Value.Total);
    }

    private string ExportAddress(string format) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/console/audit/export",
        new[] { ("log", Log.ToString().ToLowerInvariant()), ("format", format), ("zone", Viewer.Zone.Id) }.Concat(Address()!).Where(a => a.Item2 is not null).ToDictionary(a => a.Item1, a => (string?)a.Item2));

    private IReadOnlyList<AppMenuItem> ViewItems() =>
    [
        .. _views.Select(view => new AppMenuItem(view.Name, Href: LogTitles.Path(Log) + view.Query)),
        new(Texts.view_save, OnClick: () =>
        {
            (_naming, _viewName) = (true, null);
            StateHasChanged();
            return Task.CompletedTask;
        }, Disabled: _filter == new Chosen()),
        .. _views.Select(view => new AppMenuItem(string.Format(CultureInfo.CurrentCulture, Texts.view_delete, view.Name), OnClick: () => StoreAsync(_views.Where(v => v != view).ToList(), Texts.view_deleted), Danger: true)),
    ];

    private async Task SaveViewAsync()
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("", Address().Where(a => a.Value is not null).ToDictionary(a => a.Key, a => a.Value));
        _naming = false;
        await StoreAsync([.. _views.Where(v => v.Name != _viewName!.Trim()), new SavedView(_viewName!.Trim(), query)], Texts.view_saved);
    }

    private async Task StoreAsync(List<SavedView> views, string said)
    {
        _views = views;
        await Js.StoreAsync(ViewsKey, JsonSerializer.Serialize(_views));
        Toasts.Show(said);
        StateHasChanged();
    }

    /// <summary>What is chosen in the bar.</summary>
    private sealed record Chosen(
        string? Who = null, string? Text = null, string? Category = null, string? Action = null, OutcomeFilter? Outcome = null, NetworkPlace? Place = null, string? Method = null, string? Ip = null,
        string? Object = null, Guid? Actor = null, DateSpan? Span = null);

    /// <summary>Filters kept under a name in the browser.</summary>
    private sealed record SavedView(string Name, string Query);
}
