namespace Huitang.Kernel;

/// <summary>What sort of file a report becomes; the download centre filters by it. Numbers are stored.</summary>
public enum ReportKind
{
    /// <summary>Figures of dashboards.</summary>
    Figures = 1,

    /// <summary>Meetings and who was there.</summary>
    Meetings = 2,

    /// <summary>People of the enterprise.</summary>
    People = 3,

    /// <summary>Entries of the logs.</summary>
    Log = 4,
}

/// <summary>How a criterion of a report is chosen.</summary>
public enum ReportFieldKind
{
    /// <summary>By typing.</summary>
    Text,

    /// <summary>One of a few.</summary>
    Choice,

    /// <summary>A department with all below it, among those the reader manages.</summary>
    Department,

    /// <summary>A span of days: the criteria <c>from</c> and <c>to</c>, or <c>span</c> for one that moves along.</summary>
    Days,
}

/// <summary>A value of a criterion.</summary>
/// <param name="Value">As in the address.</param>
/// <param name="Text">For people, in the current language.</param>
public sealed record ReportChoice(string Value, string Text);

/// <summary>A criterion of a report, for forms.</summary>
/// <param name="Key">Key among the criteria.</param>
/// <param name="Label">Name, in the current language.</param>
/// <param name="Kind">How it is chosen.</param>
/// <param name="Choices">What can be chosen; empty for the other kinds.</param>
public sealed record ReportField(string Key, string Label, ReportFieldKind Kind, IReadOnlyList<ReportChoice> Choices)
{
    /// <summary>A field to type in.</summary>
    public static ReportField Text(string key, string label) => new(key, label, ReportFieldKind.Text, []);

    /// <summary>A choice.</summary>
    public static ReportField Choice(string key, string label, IEnumerable<(string Value, string Text)> choices) => new(key, label, ReportFieldKind.Choice, [.. choices.Select(c => new ReportChoice(c.Value, c.Text))]);

    /// <summary>A department, as <c>dept</c>.</summary>
    public static ReportField Department(string label) => new("dept", label, ReportFieldKind.Department, []);

    /// <summary>A span of days.</summary>
    public static ReportField Days(string label) => new("from", label, ReportFieldKind.Days, []);
}

/// <summary>A report about to be written.</summary>
/// <param name="Actor">For whom, with the rights held now: what they may not see is not in it.</param>
/// <param name="Criteria">Which rows.</param>
/// <param name="Zone">Zone of days and clock readings.</param>
public sealed record ReportOrder(Actor Actor, ReportCriteria Criteria, TimeZoneInfo Zone);

/// <summary>The table of a report.</summary>
/// <param name="Columns">Columns with titles in the current language.</param>
/// <param name="Rows">Rows, read while they are written.</param>
/// <param name="Total">How many rows there are; null when nobody can tell beforehand.</param>
public sealed record ReportTable(IReadOnlyList<ExportColumn> Columns, IAsyncEnumerable<object?[]> Rows, long? Total);

/// <summary>
/// A table that can be had as a file: at once when it is short, else through the download centre. Modules implement it over the query of their own list, so that
/// file and page say the same; <see cref="ModuleServices.AddParts"/> registers it. Like a use case it names who may and how it keeps to a management scope.
/// </summary>
public interface IReport
{
    /// <summary>Stable id, <c>noun.noun</c>; stored.</summary>
    string Code { get; }

    /// <summary>Name in the current language.</summary>
    string Name { get; }

    /// <summary>What sort of file it becomes.</summary>
    ReportKind Kind { get; }

    /// <summary>Permission needed.</summary>
    string Permission { get; }

    /// <summary>How it keeps an administrator within the part of the enterprise they manage.</summary>
    Scoping Scoping { get; }

    /// <summary>Further permissions that let more be seen in it. Whoever downloads a file holds those its writer held.</summary>
    IReadOnlyList<string> Shows => [];

    /// <summary>Page of the list whose criteria it shares.</summary>
    string Page { get; }

    /// <summary>Criteria offered in forms; others of the page's address work too.</summary>
    IReadOnlyList<ReportField> Fields { get; }

    /// <summary>Begins to read, or says what is wrong with the criteria.</summary>
    Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct);
}

/// <summary>Where exports go that are too long to be waited for. Implemented by the download centre.</summary>
public interface IExportDesk
{
    /// <summary>Takes an export over; answers the page that shows how far it is, or null when it is short enough to be written at once.</summary>
    /// <param name="report">Code of the report.</param>
    /// <param name="criteria">Which rows.</param>
    /// <param name="format">File format.</param>
    /// <param name="zone">IANA id of the zone of days and clock readings; null for the usual one.</param>
    /// <param name="ct">Gives up.</param>
    Task<Result<string?>> TakeAsync(string report, ReportCriteria criteria, ExportFormat format, string? zone, CancellationToken ct);
}
