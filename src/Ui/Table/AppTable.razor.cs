using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Huitang.Ui;

/// <summary>A list by pages from the server. Where it stands (page, size, order) is in the address; which columns show is kept in the browser.</summary>
/// <typeparam name="TRow">Type of a row.</typeparam>
public sealed partial class AppTable<TRow>
{
    private static readonly int[] Sizes = [10, 20, 50, 100];

    private readonly List<AppColumn<TRow>> _columns = [];
    private readonly Dictionary<object, TRow> _selected = [];
    private Dictionary<string, bool> _chosen = [];
    private TableRequest _request = new();
    private TablePage<TRow>? _page;
    private AppMenu? _menu;
    private bool _loading;
    private bool _started;
    private object? _filter;
    private CancellationTokenSource? _load;

    [Inject] private JsUi Js { get; set; } = default!;

    [Inject] private UrlState Url { get; set; } = default!;

    /// <summary>Id of the table within the product: key of the column choice and prefix of element ids.</summary>
    [Parameter, EditorRequired] public string Id { get; set; } = "";

    /// <summary>Fetches a page.</summary>
    [Parameter, EditorRequired] public Func<TableRequest, CancellationToken, Task<TablePage<TRow>>> Load { get; set; } = default!;

    /// <summary>Whether the first page is fetched before the page is sent; <see cref="Load"/> then reads through <see cref="FirstReads"/>.</summary>
    [Parameter] public bool Ahead { get; set; }

    /// <summary>What identifies a row; selection is kept by it.</summary>
    [Parameter, EditorRequired] public Func<TRow, object> Key { get; set; } = default!;

    /// <summary>The columns, as <see cref="AppColumn{TRow}"/>.</summary>
    [Parameter, EditorRequired] public RenderFragment? Columns { get; set; }

    /// <summary>Name of a row, for screen readers.</summary>
    [Parameter] public Func<TRow, string>? RowName { get; set; }

    /// <summary>Name of the list, for screen readers.</summary>
    [Parameter] public string? Label { get; set; }

    /// <summary>The filters in force, as a value: when it changes, the table goes to page 1 and loads anew.</summary>
    [Parameter] public object? Filter { get; set; }

    /// <summary>Whether any filter is set: decides which of the two empty states shows.</summary>
    [Parameter] public bool Filtered { get; set; }

    /// <summary>Clears the filters, offered when they leave nothing.</summary>
    [Parameter] public EventCallback OnClearFilters { get; set; }

    /// <summary>Whether rows can be chosen.</summary>
    [Parameter] public bool Selectable { get; set; }

    /// <summary>Small buttons for the chosen rows.</summary>
    [Parameter] public RenderFragment<IReadOnlyCollection<TRow>>? BulkActions { get; set; }

    /// <summary>Told when the choice changes.</summary>
    [Parameter] public EventCallback<IReadOnlyCollection<TRow>> SelectionChanged { get; set; }

    /// <summary>At most two links or small text buttons at the end of a row.</summary>
    [Parameter] public RenderFragment<TRow>? RowActions { get; set; }

    /// <summary>Acts behind the three dots of a row; asked when opened.</summary>
    [Parameter] public Func<TRow, IReadOnlyList<AppMenuItem>>? Menu { get; set; }

    /// <summary>Sort column at first; null for the list's own order.</summary>
    [Parameter] public string? Sort { get; set; }

    /// <summary>Order of <see cref="Sort"/>.</summary>
    [Parameter] public bool Descending { get; set; }

    /// <summary>Rows per page at first.</summary>
    [Parameter] public int PageSize { get; set; } = 20;

    /// <summary>Whether page, size and order are kept in the address; off for a second table of a page and in drawers.</summary>
    [Parameter] public bool InAddress { get; set; } = true;

    /// <summary>Says how many there are; "共 N 条" when absent.</summary>
    [Parameter] public Func<int, string>? CountText { get; set; }

    /// <summary>What is empty, when nothing exists yet.</summary>
    [Parameter] public string? EmptyTitle { get; set; }

    /// <summary>What to do then.</summary>
    [Parameter] public string? EmptyText { get; set; }

    /// <summary>In place of the empty state, when nothing exists yet.</summary>
    [Parameter] public RenderFragment? Empty { get; set; }

    /// <summary>At the right of the bar above the table.</summary>
    [Parameter] public RenderFragment? Toolbar { get; set; }

    /// <summary>The chosen rows, over all pages.</summary>
    public IReadOnlyCollection<TRow> Selected => [.. _selected.Values];

    private bool Interactive => RendererInfo.IsInteractive;

    private bool HasActions => RowActions is not null || Menu is not null;

    private List<AppColumn<TRow>> VisibleColumns => _columns.Where(Shown).ToList();

    private bool AllPicked => _page is { Rows.Count: > 0 } && _page.Rows.All(r => _selected.ContainsKey(Key(r)));

    private bool SomePicked => !AllPicked && _page is not null && _page.Rows.Any(r => _selected.ContainsKey(Key(r)));

    /// <summary>Fetches the present page again.</summary>
    public Task ReloadAsync() => LoadAsync(_request);

    /// <summary>Forgets which rows were chosen.</summary>
    public async Task ClearSelection()
    {
        _selected.Clear();
        await SelectionChanged.InvokeAsync(Selected);
        StateHasChanged();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _load?.Cancel();
        _load?.Dispose();
    }

    internal void Add(AppColumn<TRow> column) => _columns.Add(column);

    internal void Remove(AppColumn<TRow> column) => _columns.Remove(column);

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        var size = InAddress ? Url.GetNumber("size", PageSize) : PageSize;
        var sort = InAddress ? Url.Get("sort") : null;
        _request = new TableRequest(
            InAddress ? Math.Max(1, Url.GetNumber("page", 1)) : 1,
            Sizes.Contains(size) ? size : PageSize,
            sort?.TrimStart('-') ?? Sort,
            sort is null ? Descending : sort.StartsWith('-'));
        _filter = Filter;
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (!_started)
        {
            // While a page that will become interactive is rendered beforehand, the skeleton is enough, unless what is read then is handed on; the query runs once.
            var sent = !Interactive && AssignedRenderMode is not null;
            if (sent && !Ahead) return;
            _started = true;
            var content = LoadAsync(_request);
            if (sent) await FirstReads.ThereAsync(RendererInfo, content);
            else await content;
        }
        else if (!Equals(_filter, Filter))
        {
            _filter = Filter;
            await GoAsync(_request with { Number = 1 });
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await Js.ReadAsync(ColumnsKey) is not { } stored) return;
        try
        {
            _chosen = JsonSerializer.Deserialize<Dictionary<string, bool>>(stored) ?? [];
        }
        catch (JsonException)
        {
            // Not ours, or of an older version: the defaults stand.
        }

        if (_chosen.Count > 0) StateHasChanged();
    }

    private string ColumnsKey => "ht.columns." + Id;

    private async Task LoadAsync(TableRequest request)
    {
        if (_load is not null) await _load.CancelAsync();
        _load?.Dispose();
        _load = new CancellationTokenSource();
        var mine = _load.Token;
        // An order the list does not know, from an edited address, falls back to its own.
        if (request.Sort is { } sort && _columns.Count > 0 && !_columns.Any(c => c.Sortable && c.Id == sort)) request = request with { Sort = Sort, Descending = Descending };
        _request = request;
        _loading = true;
        StateHasChanged();
        try
        {
            var page = await Load(request, mine);
            if (mine.IsCancellationRequested) return;
            var last = Math.Max(1, (page.Total + request.Size - 1) / request.Size);
            if (page.Error is null && page.Rows.Count == 0 && request.Number > last)
            {
                _request = request with { Number = last };
                page = await Load(_request, mine);
                if (mine.IsCancellationRequested) return;
            }

            _page = page;
            foreach (var row in page.Rows)
            {
                if (_selected.ContainsKey(Key(row))) _selected[Key(row)] = row;
            }
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            return;
        }

        _loading = false;
        StateHasChanged();
    }

    private async Task GoAsync(TableRequest request)
    {
        if (InAddress) Url.Set(Address(request));
        await LoadAsync(request);
    }

    private Task SortAsync(AppColumn<TRow> column) => GoAsync(Sorted(column));

    private TableRequest Sorted(AppColumn<TRow> column) =>
        _request with { Number = 1, Sort = column.Id, Descending = _request.Sort == column.Id && !_request.Descending };

    private string SortAddress(AppColumn<TRow> column) => Url.With(Address(Sorted(column)));

    private string PageAddress(TableRequest request) => Url.With(Address(request));

    private (string, string?)[] Address(TableRequest request) =>
    [
        ("page", request.Number == 1 ? null : request.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("size", request.Size == PageSize ? null : request.Size.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("sort", request.Sort == Sort && request.Descending == Descending ? null : (request.Descending ? "-" : "") + request.Sort),
    ];

    private string? Direction(AppColumn<TRow> column) =>
        _request.Sort == column.Id ? _request.Descending ? "descending" : "ascending" : column.Sortable ? "none" : null;

    private static string? CellClass(AppColumn<TRow> column) => column.Numeric ? "app-num" : column.Main ? "app-main" : null;

    private string Name(TRow row) => RowName?.Invoke(row) ?? _columns.FirstOrDefault(c => c.Main)?.Value?.Invoke(row) ?? "";

    private bool Shown(AppColumn<TRow> column) => column.Main || (_chosen.TryGetValue(column.Id, out var shown) ? shown : !column.Hidden);

    private async Task ToggleAsync(AppColumn<TRow> column)
    {
        _chosen[column.Id] = !Shown(column);
        await Js.StoreAsync(ColumnsKey, JsonSerializer.Serialize(_chosen));
    }

    private async Task ResetColumnsAsync()
    {
        _chosen = [];
        await Js.StoreAsync(ColumnsKey, "{}");
        await Js.HideAsync(Id + "-columns");
        StateHasChanged();
    }

    private Task Pick(TRow row)
    {
        if (!_selected.Remove(Key(row))) _selected[Key(row)] = row;
        return SelectionChanged.InvokeAsync(Selected);
    }

    private Task PickAll()
    {
        var all = AllPicked;
        foreach (var row in _page?.Rows ?? [])
        {
            if (all) _selected.Remove(Key(row));
            else _selected[Key(row)] = row;
        }

        return SelectionChanged.InvokeAsync(Selected);
    }
}
