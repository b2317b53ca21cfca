using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Huitang.Kernel;

/// <summary>
/// Which rows of a list: keys and values as in the address of its page. One grammar for pages, exports and saved reports, so that each can be turned into the others.
/// </summary>
public sealed class ReportCriteria
{
    /// <summary>All rows.</summary>
    public static readonly ReportCriteria None = new([]);

    /// <summary>Spans of days that move along, as values of <c>span</c>; those of days end with yesterday.</summary>
    public static readonly IReadOnlyList<string> Spans = ["yesterday", "last7", "last30", "last_week", "last_month", "this_month"];

    private const int MostLength = 4000;
    private static readonly HashSet<string> s_notCriteria = ["format", "zone", "page", "size", "span"];

    private readonly SortedDictionary<string, string> _values;

    private ReportCriteria(IEnumerable<KeyValuePair<string, string>> values) => _values = new(values.ToDictionary(), StringComparer.Ordinal);

    /// <summary>Keys and values, in the order of the keys.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Whether they can be kept: what is longer was not made by a page.</summary>
    public bool Fits => _values.Sum(v => v.Key.Length + v.Value.Length) <= MostLength;

    /// <summary>A value; null when absent or empty.</summary>
    public string? Get(string key) => _values.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    /// <summary>Of keys and values; empty ones are left out.</summary>
    public static ReportCriteria Of(IEnumerable<(string Key, string? Value)> values) =>
        new(values.Where(v => !string.IsNullOrEmpty(v.Value)).DistinctBy(v => v.Key).Select(v => KeyValuePair.Create(v.Key, v.Value!)));

    /// <summary>Of an address.</summary>
    public static ReportCriteria Of(IQueryCollection query) => Of(query.Where(q => !s_notCriteria.Contains(q.Key)).Select(q => (q.Key, (string?)q.Value.ToString())));

    /// <summary>As stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(_values);

    /// <summary>From what is stored.</summary>
    public static ReportCriteria Read(string json) => new(JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []);

    /// <summary>With the days that a moving span means on a day.</summary>
    public ReportCriteria On(DateOnly today)
    {
        if (Get("span") is not { } span) return this;
        var month = new DateOnly(today.Year, today.Month, 1);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var (from, to) = span switch
        {
            "last7" => (today.AddDays(-7), today.AddDays(-1)),
            "last30" => (today.AddDays(-30), today.AddDays(-1)),
            "last_week" => (monday.AddDays(-7), monday.AddDays(-1)),
            "last_month" => (month.AddMonths(-1), month.AddDays(-1)),
            "this_month" => (month, today),
            _ => (today.AddDays(-1), today.AddDays(-1)),
        };
        return Of([.. _values.Where(v => v.Key is not ("span" or "from" or "to")).Select(v => (v.Key, (string?)v.Value)), ("from", Text(from)), ("to", Text(to))]);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What routes of exports share.</summary>
public static class ExportRoutes
{
    /// <summary>The file format an address asks for.</summary>
    public static ExportFormat Format(HttpContext http) => http.Request.Query["format"].ToString().ToLowerInvariant() switch { "csv" => ExportFormat.Csv, "parquet" => ExportFormat.Parquet, _ => ExportFormat.Xlsx };

    /// <summary>Hands a long export over to the download centre and leads there; null when it is to be written at once.</summary>
    public static async Task<IResult?> HandOverAsync(HttpContext http, IExportDesk desk, string report, CancellationToken ct)
    {
        // A page of another site could else make somebody's browser queue files.
        if (http.Request.Headers["Sec-Fetch-Site"] == "cross-site") return Results.StatusCode(StatusCodes.Status403Forbidden);
        var taken = await desk.TakeAsync(report, ReportCriteria.Of(http.Request.Query), Format(http), http.Request.Query["zone"], ct);
        return taken.Error is not null ? taken.ToHttp() : taken.Value is { } page ? Results.LocalRedirect(page) : null;
    }
}
