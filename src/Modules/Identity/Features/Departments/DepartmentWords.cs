using System.Globalization;
using Huitang.Ui;

namespace Huitang.Identity.Features.Departments;

/// <summary>Departments as nodes of a tree on a page.</summary>
internal static class DepartmentWords
{
    /// <summary>The enterprise above all departments.</summary>
    public static AppTreeItem Root(DepartmentTree tree, bool counts) =>
        new(Guid.Empty, Guid.Empty, tree.Enterprise, -1, tree.Nodes.Count(n => n.Depth == 0), counts ? string.Format(CultureInfo.CurrentCulture, Texts.HeadCountLeaf, tree.People) : null);

    /// <summary>The departments.</summary>
    public static IReadOnlyList<AppTreeItem> Items(DepartmentTree tree, bool counts) =>
        [.. tree.Nodes.Select(n => new AppTreeItem(n.Id.Value, n.Parent?.Value ?? Guid.Empty, n.Name, n.Depth, n.Children,
            counts ? string.Format(CultureInfo.CurrentCulture, n.Children == 0 ? Texts.HeadCountLeaf : Texts.HeadCount, n.People, n.InAll) : null))];

    /// <summary>Whether a name fits a query: by any part of it, of its pinyin or of its initials.</summary>
    public static bool Fits(string name, string query) => SearchText.For(name, "", null, null, null).Text is var text && SearchText.Words(query).All(w => text.Contains(w, StringComparison.Ordinal));
}
