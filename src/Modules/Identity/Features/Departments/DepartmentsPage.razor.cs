using System.Globalization;
using Huitang.Ui;

namespace Huitang.Identity.Features.Departments;

/// <summary>The tree of departments: find, add, rename, move, sort, delete, and change many by a file.</summary>
public sealed partial class DepartmentsPage
{
    private readonly FormErrors _errors = new();
    private DepartmentTree? _tree;
    private AppTreeItem? _root;
    private IReadOnlyList<AppTreeItem> _items = [];
    private PageState _state = PageState.Loading;
    private string? _error;
    private string? _query;
    private DepartmentId? _selected;
    private AppForm? _form;
    private bool _naming;
    private bool _importing;
    private string? _name;
    private DepartmentNode? _renamed;
    private DepartmentId? _under;
    private DepartmentNode? _moved;
    private DepartmentId? _target;
    private string? _targetQuery;
    private MovePreview? _preview;

    private DepartmentNode? Selected => _tree?.Nodes.FirstOrDefault(n => n.Id == _selected);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _query = Url.Get("q");
        if (Guid.TryParse(Url.Get("id"), out var id)) _selected = new DepartmentId(id);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var result = await UseCases.RunAsync(new GetDepartmentTree());
        if (result.Error is { } error)
        {
            (_state, _error) = (error.Kind == ErrorKind.Forbidden ? PageState.NoPermission : PageState.Failed, ErrorTexts.For(error));
            return;
        }

        (_tree, _state) = (result.Value, PageState.Ready);
        (_root, _items) = (DepartmentWords.Root(_tree!, counts: true), DepartmentWords.Items(_tree!, counts: true));
        if (_selected is not null && Selected is null) Select(null);
    }

    private void Select(DepartmentId? id)
    {
        _selected = id;
        Url.Set(("id", id?.ToString()));
    }

    private string PathOf(DepartmentId? id)
    {
        var names = new List<string>();
        for (var at = _tree?.Nodes.FirstOrDefault(n => n.Id == id); at is not null; at = _tree!.Nodes.FirstOrDefault(n => n.Id == at.Parent)) names.Insert(0, at.Name);
        return string.Join(" / ", names);
    }

    private (string, string?)[] Facts()
    {
        string Number(int n) => n.ToString("N0", CultureInfo.CurrentCulture);
        return Selected is { } node
            ? [(Texts.ColParentPath, PathOf(node.Parent) is { Length: > 0 } path ? path : _tree!.Enterprise), (Texts.ColPeople, Number(node.People)), (Texts.ColPeopleInAll, Number(node.InAll)), (Texts.ChildDepartments, Number(node.Children))]
            : [(Texts.AllPeople, Number(_tree!.People)), (Texts.WithoutDepartment, Number(_tree.WithoutDepartment)), (Texts.AllDepartments, Number(_tree.Nodes.Count))];
    }

    private string? WhyNotDeleted() => Selected switch
    {
        null => Texts.RootStays,
        { Children: > 0 } => Texts.NotEmptyChildren,
        { People: > 0 } => Texts.NotEmptyPeople,
        _ => null,
    };

    private List<AppMenuItem> Menu()
    {
        var node = Selected;
        var items = new List<AppMenuItem>();
        if (node is not null || _tree is { WholeTree: true })
        {
            items.Add(new(Texts.AddChild, () => { Name(null, _selected); return Task.CompletedTask; }, AppIcons.Add));
            items.Add(new(Texts.SortByName, () => RunAsync(new SortDepartments(_selected), Texts.Sorted), AppIcons.SortDown));
        }

        if (node is null) return items;
        items.Add(new(Texts.MoveUp, () => NudgeAsync(node, -1), AppIcons.ChevronUp));
        items.Add(new(Texts.MoveDown, () => NudgeAsync(node, 1), AppIcons.ChevronDown));
        items.Add(new(Texts.Rename, () => { Name(node, node.Parent); return Task.CompletedTask; }, AppIcons.Edit));
        items.Add(new(Texts.MoveTo, () => { AskMove(node, node.Parent); return Task.CompletedTask; }, AppIcons.Department));
        items.Add(new(Texts.Delete, () => DeleteAsync(node), AppIcons.Delete) { Danger = true });
        return items;
    }

    private void Name(DepartmentNode? renamed, DepartmentId? under)
    {
        _errors.Clear();
        (_renamed, _under, _name, _naming) = (renamed, under, renamed?.Name, true);
        StateHasChanged();
    }

    private async Task SaveNameAsync()
    {
        Error? error;
        DepartmentId? made = null;
        if (_renamed is { } node) error = (await UseCases.RunAsync(new RenameDepartment(node.Id, _name ?? "", node.Version))).Error;
        else
        {
            var added = await UseCases.RunAsync(new AddDepartment(_under, _name ?? ""));
            (error, made) = (added.Error, added.Ok ? added.Value : null);
        }

        if (error is not null)
        {
            _errors.Add(error.Field ?? "Name", ErrorTexts.For(error));
            return;
        }

        _naming = false;
        Toasts.Show(string.Format(CultureInfo.CurrentCulture, _renamed is null ? Texts.DepartmentAdded : Texts.DepartmentRenamed, _name));
        await LoadAsync();
        if (made is not null) Select(made);
    }

    private void AskMove(DepartmentNode node, DepartmentId? target)
    {
        (_moved, _target, _preview, _targetQuery) = (node, target, null, null);
        StateHasChanged();
    }

    private async Task PreviewAsync(DepartmentId? target)
    {
        _target = target;
        var result = await UseCases.RunAsync(new PreviewMove(_moved!.Id, target));
        _preview = result.Value;
        if (result.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
    }

    private static (string, string?)[] Effects(MovePreview effect) =>
    [
        (Texts.MoveFrom, effect.From), (Texts.MoveInto, effect.To),
        (Texts.MovePeople, string.Format(CultureInfo.CurrentCulture, Texts.MovePeopleValue, effect.People, effect.Departments)),
        (Texts.MoveLeaves, effect.Leaves.Count == 0 ? "–" : string.Join(" / ", effect.Leaves)), (Texts.MoveEnters, effect.Enters.Count == 0 ? "–" : string.Join(" / ", effect.Enters)),
        (Texts.MoveAdministrators, effect.Administrators.ToString("N0", CultureInfo.CurrentCulture)),
    ];

    private static DepartmentId? IdOf(Guid node) => node == Guid.Empty ? null : new DepartmentId(node);

    private DepartmentNode? Node(Guid id) => _tree?.Nodes.FirstOrDefault(n => n.Id.Value == id);

    private async Task DropAsync(AppTreeDrop drop)
    {
        var (what, on, before) = (Node(drop.What)!, Node(drop.On), drop.Before);
        var parent = before ? on!.Parent : on?.Id;
        // Among its sisters nobody is affected; anything else is shown before it is done.
        if (parent == what.Parent && before) await MoveAsync(what, parent, on!.Id);
        else if (parent != what.Parent)
        {
            AskMove(what, parent);
            await PreviewAsync(parent);
        }
    }

    private async Task NudgeAsync(DepartmentNode node, int by)
    {
        var sisters = _tree!.Nodes.Where(n => n.Parent == node.Parent).ToList();
        var place = sisters.FindIndex(n => n.Id == node.Id) + by;
        if (place < 0 || place >= sisters.Count) return;
        // Before whom: going down, it is the one after next.
        var before = by < 0 ? sisters[place].Id : place + 1 < sisters.Count ? sisters[place + 1].Id : (DepartmentId?)null;
        await MoveAsync(node, node.Parent, before, quiet: true);
    }

    private async Task MoveAsync(DepartmentNode node, DepartmentId? parent, DepartmentId? before, bool quiet = false)
    {
        var sisters = _tree!.Nodes.Where(n => n.Parent == node.Parent).ToList();
        var next = sisters.SkipWhile(n => n.Id != node.Id).Skip(1).FirstOrDefault()?.Id;
        var result = await UseCases.RunAsync(new MoveDepartment(node.Id, parent, before, node.Version));
        _moved = null;
        if (result.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
        else if (!quiet) Toasts.Show(string.Format(CultureInfo.CurrentCulture, Texts.DepartmentMoved, node.Name), () => BackAsync(node, next));
        await LoadAsync();
        Select(node.Id);
    }

    private async Task BackAsync(DepartmentNode node, DepartmentId? before)
    {
        var now = _tree?.Nodes.FirstOrDefault(n => n.Id == node.Id);
        if (now is null) return;
        var result = await UseCases.RunAsync(new MoveDepartment(node.Id, node.Parent, before, now.Version));
        if (result.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
        await LoadAsync();
        await InvokeAsync(StateHasChanged);
    }

    private async Task DeleteAsync(DepartmentNode node)
    {
        if (!(await Confirms.AskAsync(new(string.Format(CultureInfo.CurrentCulture, Texts.DeleteDepartmentTitle, node.Name), Texts.Delete, Texts.DeleteDepartmentEffect))).Yes) return;
        await RunAsync(new DeleteDepartment(node.Id, node.Version), string.Format(CultureInfo.CurrentCulture, Texts.DepartmentDeleted, node.Name));
    }

    private async Task RunAsync(IUseCase<Unit> order, string done)
    {
        var result = await UseCases.RunAsync(order);
        if (result.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
        else Toasts.Show(done);
        await LoadAsync();
    }
}
