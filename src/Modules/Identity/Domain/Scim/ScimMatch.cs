using System.Text.Json.Nodes;

namespace Huitang.Identity.Domain.Scim;

/// <summary>Whether one value of an attribute fits the filter of a PATCH path. Only for the few values of one resource; lists are filtered by the database.</summary>
internal static class ScimMatch
{
    /// <summary>Whether it fits.</summary>
    public static bool Fits(JsonNode element, FilterNode filter) => filter switch
    {
        FilterAnd and => Fits(element, and.Left) && Fits(element, and.Right),
        FilterOr or => Fits(element, or.Left) || Fits(element, or.Right),
        FilterNot not => !Fits(element, not.Inner),
        FilterPresent present => Part(element, present.Path.Name) is not null,
        FilterCompare compare => Compare(Part(element, compare.Path.Name), compare.Op, compare.Value),
        _ => false,
    };

    /// <summary>Names used in it.</summary>
    public static IEnumerable<AttributePath> Names(FilterNode filter) => filter switch
    {
        FilterAnd and => Names(and.Left).Concat(Names(and.Right)),
        FilterOr or => Names(or.Left).Concat(Names(or.Right)),
        FilterNot not => Names(not.Inner),
        FilterPresent present => [present.Path],
        FilterCompare compare => [compare.Path],
        FilterWithin within => [within.Path],
        _ => [],
    };

    /// <summary>What a new value must have to fit: the equalities that hold together.</summary>
    public static IEnumerable<(string Name, object? Value)> Demands(FilterNode filter) => filter switch
    {
        FilterAnd and => Demands(and.Left).Concat(Demands(and.Right)),
        FilterCompare { Op: FilterOp.Eq } compare => [(compare.Path.Name, compare.Value)],
        _ => [],
    };

    private static JsonNode? Part(JsonNode element, string name) => element is JsonObject map ? map[name] : name.Equals("value", StringComparison.OrdinalIgnoreCase) ? element : null;

    private static bool Compare(JsonNode? part, FilterOp op, object? value)
    {
        if (value is null) return op == FilterOp.Eq ? part is null : op == FilterOp.Ne && part is not null;
        if (value is bool said) return op == FilterOp.Eq ? ScimJson.Flag(part) == said : op == FilterOp.Ne && ScimJson.Flag(part) != said;
        var (a, b) = (ScimJson.Text(part) ?? part?.ToJsonString(), Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!);
        if (a is null) return op == FilterOp.Ne;
        var order = string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
        return op switch
        {
            FilterOp.Eq => order == 0,
            FilterOp.Ne => order != 0,
            FilterOp.Co => a.Contains(b, StringComparison.OrdinalIgnoreCase),
            FilterOp.Sw => a.StartsWith(b, StringComparison.OrdinalIgnoreCase),
            FilterOp.Ew => a.EndsWith(b, StringComparison.OrdinalIgnoreCase),
            FilterOp.Gt => order > 0,
            FilterOp.Ge => order >= 0,
            FilterOp.Lt => order < 0,
            _ => order <= 0,
        };
    }
}
