namespace Huitang.Identity.Domain;

/// <summary>What the tree of departments may look like.</summary>
internal static class DepartmentRules
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 32;

    /// <summary>Most levels.</summary>
    public const int Depth = 20;

    /// <summary>Most departments of an enterprise.</summary>
    public const int Most = 20_000;

    /// <summary>Separates names in paths such as <c>研发中心/平台部</c>.</summary>
    public const char Separator = '/';

    /// <summary>A name: 1–32 characters, none of them a control character or one that separates paths or departments in files.</summary>
    public static Error? RefuseName(string name) =>
        name.Length is 0 or > NameLength || name.Any(c => char.IsControl(c) || c is Separator or ';' or '；') ? IdentityErrors.BadDepartmentName : null;

    /// <summary>Whether a branch may hang there.</summary>
    /// <param name="parent">Path of the new parent; empty at the top.</param>
    /// <param name="height">Levels of the branch, itself included.</param>
    public static Error? RefuseDepth(Guid[] parent, int height) =>
        parent.Length + height > Depth ? IdentityErrors.TooDeep.With(Depth.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
}
