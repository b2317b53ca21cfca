using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Control;

/// <summary>A pushed list with sorting, columns, selection and a row menu.</summary>
/// <typeparam name="TRow">Type of a row.</typeparam>
public sealed partial class LiveTable<TRow>
{
    private readonly HashSet<object> _picked = [];
    private readonly HashSet<string> _toggled = [];
    private AppMenu? _menu;
    private IReadOnlyList<TRow> _rows = [];
    private string? _sort;
    private bool _descending;
    private bool _frozen;

    /// <summary>A column.</summary>
    /// <param name="Id">Stable id, in the address when sorted by.</param>
    /// <param name="Title">Head.</param>
    public sealed record Column(string Id, string Title)
    {
        /// <summary>Plain text of a cell; also the tooltip of the main column.</summary>
        public Func<TRow, string?>? Text { get; init; }

        /// <summary>Content of a cell in place of the text.</summary>
        public RenderFragment<TRow>? Cell { get; init; }

        /// <summary>Numbers stand at the right.</summary>
        public bool Numeric { get; init; }

        /// <summary>The one column that is always there and takes the space.</summary>
        public bool Main { get; init; }

        /// <summary>Whether the list can be sorted by it.</summary>
        public bool Sortable { get; init; } = true;

        /// <summary>Not shown until chosen.</summary>
        public bool Hidden { get; init; }

        /// <summary>Left out on narrow screens.</summary>
        public bool Wide { get; init; }
    }

    /// <summary>Id of the list; the chosen columns are kept under it in the browser.</summary>
    [Parameter, EditorRequired] public string Id { get; set; } = "";

    /// <summary>What the order's parameters in the address begin with, where a page has several lists.</summary>
    [Parameter] public string Param { get; set; } = "";

    /// <summary>Name for screen readers.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>Columns.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<Column> Columns { get; set; } = [];

    /// <summary>What identifies a row.</summary>
    [Parameter, EditorRequired] public Func<TRow, object> Key { get; set; } = default!;

    /// <summary>Name of a row for screen readers.</summary>
    [Parameter, EditorRequired] public Func<TRow, string> Name { get; set; } = default!;

    /// <summary>Whether rows can be selected.</summary>
    [Parameter] public bool Selectable { get; set; }

    /// <summary>Buttons for the selected rows.</summary>
    [Parameter] public RenderFragment<IReadOnlyList<TRow>>? BulkActions { get; set; }

    /// <summary>Buttons of a row.</summary>
    [Parameter] public RenderFragment<TRow>? RowActions { get; set; }

    /// <summary>Menu of a row.</summary>
    [Parameter] public Func<TRow, IReadOnlyList<AppMenuItem>>? Menu { get; set; }

    /// <summary>At the right above the list.</summary>
    [Parameter] public RenderFragment? Toolbar { get; set; }

    /// <summary>When there are no rows.</summary>
    [Parameter] public RenderFragment? Empty { get; set; }

    /// <summary>Height in pixels.</summary>
    [Parameter] public int Height { get; set; } = 520;

    /// <summary>Told when the order changes: column (null for the list's own order) and direction. The page shows the rows anew.</summary>
    [Parameter] public EventCallback<(string? Sort, bool Descending)> OnSort { get; set; }

    private IEnumerable<Column> Visible => Columns.Where(Shown);

    private List<TRow> Picked => _rows.Where(r => _picked.Contains(Key(r))).ToList();

    /// <summary>Shows these rows; those already there keep their place while the pointer is over the list.</summary>
    public Task Show(IReadOnlyList<TRow> rows) => InvokeAsync(() =>
    {
        _rows = _frozen ? InPlace(rows) : rows;
        if (_picked.Count > 0) _picked.IntersectWith(_rows.Select(Key));
        StateHasChanged();
    });

    /// <summary>Selects nothing.</summary>
    public void Unselect() => _picked.Clear();

    /// <inheritdoc/>
    protected override void OnInitialized() => (_sort, _descending) = (Url.Get(Param + "sort"), Url.Get(Param + "desc") == "1");

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await Js.ReadAsync($"live-columns-{Id}") is not { Length: > 0 } kept) return;
        _toggled.UnionWith(kept.Split(',').Where(id => Columns.Any(c => c.Id == id)));
        StateHasChanged();
    }

    private bool Shown(Column column) => column.Main || column.Hidden == _toggled.Contains(column.Id);

    private static string? Class(Column column) => (column.Numeric, column.Main, column.Wide) switch
    {
        (true, _, true) => "app-num app-wide", (true, _, _) => "app-num", (_, true, _) => "app-main", (_, _, true) => "app-wide", _ => null,
    };

    private IReadOnlyList<TRow> InPlace(IReadOnlyList<TRow> rows)
    {
        var now = rows.ToDictionary(Key);
        var staying = _rows.Select(Key).Where(now.ContainsKey).ToList();
        var known = staying.ToHashSet();
        return [.. staying.Select(k => now[k]), .. rows.Where(r => !known.Contains(Key(r)))];
    }

    private async Task Freeze(bool on)
    {
        if (_frozen == on) return;
        _frozen = on;
        if (!on) await OnSort.InvokeAsync((_sort, _descending));
    }

    private async Task SortAsync(Column column)
    {
        // Third press on a column goes back to the list's own order.
        (_sort, _descending) = _sort != column.Id ? (column.Id, false) : !_descending ? (column.Id, true) : (null, false);
        Url.Set((Param + "sort", _sort), (Param + "desc", _descending ? "1" : null));
        var frozen = _frozen;
        _frozen = false;
        await OnSort.InvokeAsync((_sort, _descending));
        _frozen = frozen;
    }

    private async Task ToggleAsync(Column column)
    {
        if (!_toggled.Remove(column.Id)) _toggled.Add(column.Id);
        await Js.StoreAsync($"live-columns-{Id}", string.Join(',', _toggled));
    }

    private void Pick(TRow row)
    {
        if (!_picked.Remove(Key(row))) _picked.Add(Key(row));
    }

    private void PickAll(ChangeEventArgs e)
    {
        if (e.Value is true) _picked.UnionWith(_rows.Select(Key));
        else _picked.Clear();
    }
}
