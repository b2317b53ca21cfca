namespace Huitang.Identity.Domain.Scim;

/// <summary>How an attribute is compared.</summary>
internal enum FilterOp
{
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,
}

/// <summary>Names an attribute: <c>userName</c>, <c>name.formatted</c>, <c>urn:…:User:employeeNumber</c>.</summary>
/// <param name="Schema">Schema in front of the name; null for none.</param>
/// <param name="Name">Name as written; empty when only a schema was.</param>
/// <param name="Sub">Part of a complex attribute; null for all of it.</param>
internal sealed record AttributePath(string? Schema, string Name, string? Sub)
{
    public override string ToString() => (Schema is null ? Name : Name.Length == 0 ? Schema : Schema + ":" + Name) + (Sub is null ? "" : "." + Sub);
}

/// <summary>A filter as it was written (RFC 7644, 3.4.2.2).</summary>
internal abstract record FilterNode;

/// <summary>Both.</summary>
internal sealed record FilterAnd(FilterNode Left, FilterNode Right) : FilterNode;

/// <summary>One or both.</summary>
internal sealed record FilterOr(FilterNode Left, FilterNode Right) : FilterNode;

/// <summary>The opposite.</summary>
internal sealed record FilterNot(FilterNode Inner) : FilterNode;

/// <summary>A comparison.</summary>
/// <param name="Path">Attribute.</param>
/// <param name="Op">How.</param>
/// <param name="Value">A string, a bool, a decimal or null.</param>
internal sealed record FilterCompare(AttributePath Path, FilterOp Op, object? Value) : FilterNode;

/// <summary>The attribute has a value.</summary>
internal sealed record FilterPresent(AttributePath Path) : FilterNode;

/// <summary>Some value of the attribute fits: <c>emails[type eq "work"]</c>.</summary>
internal sealed record FilterWithin(AttributePath Path, FilterNode Inner) : FilterNode;

/// <summary>What a PATCH aims at.</summary>
/// <param name="Attribute">Attribute, without part when there is a filter.</param>
/// <param name="Where">Which of its values; null for all.</param>
/// <param name="Sub">Part of the values; null for all of them.</param>
internal sealed record PatchPath(AttributePath Attribute, FilterNode? Where, string? Sub);
