using System.Globalization;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Audit.Features;

/// <summary>Exports of the logs; same parameters as the lists' addresses.</summary>
internal static class AuditRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/console/audit/export", async (HttpContext http, UseCases useCases, TimeProvider time, IExportDesk desk, CancellationToken ct) =>
        {
            var query = http.Request.Query;
            var format = ExportRoutes.Format(http);
            var log = Enum.TryParse<AuditLogKind>(query["log"], true, out var asked) && asked != AuditLogKind.ByRights && Enum.IsDefined(asked) ? asked : AuditLogKind.Administrator;
            if (await ExportRoutes.HandOverAsync(http, desk, ActReport.CodeOf(log), ct) is { } elsewhere) return elsewhere;
            var viewer = new Viewer();
            if (TimeZoneInfo.TryFindSystemTimeZoneById(query["zone"].ToString(), out var zone)) viewer.Zone = zone;
            // Made in full before the first byte goes out: a refusal must still be able to say so.
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportActs(log, Filter(key => query[key].ToString(), viewer), format, viewer.Zone, file), ct);
            if (result.Error is not null) return result.ToHttp();
            var name = string.Create(CultureInfo.InvariantCulture, $"{LogTitles.Of(log)}-{viewer.Local(time.GetUtcNow()):yyyyMMdd-HHmm}.{TableExport.Extension(format)}");
            await TableExport.SendAsync(http, file, format, name, ct);
            return Results.Empty;
        });
        routes.MapGet("/console/audit/chain", async (HttpContext http, UseCases useCases, TimeProvider time, CancellationToken ct) =>
        {
            var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportChain(http.Request.Query["personal"] == "1", file), ct);
            if (result.Error is not null)
            {
                await file.DisposeAsync();
                return result.ToHttp();
            }

            file.Position = 0;
            http.Response.Headers.CacheControl = "no-store";
            return Results.File(file, "application/x-ndjson", string.Create(CultureInfo.InvariantCulture, $"huitang-audit-{time.GetUtcNow():yyyyMMdd-HHmm}.jsonl"));
        });
    }

    /// <summary>The filter in an address; what cannot be read is left out.</summary>
    public static ActFilter Filter(Func<string, string?> get, Viewer viewer) => new(
        Day(get("from")) is { } from ? viewer.Moment(from) : null, Day(get("to")) is { } to ? viewer.Moment(to.AddDays(1)) : null, Text(get("action")), Text(get("category")), Text(get("who")),
        Guid.TryParse(get("actor"), out var actor) ? actor : null, Text(get("q")), Text(get("object")), Choice<OutcomeFilter>(get("outcome")), Text(get("ip")), Choice<NetworkPlace>(get("place")), Text(get("method")));

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static T? Choice<T>(string? text) where T : struct, Enum => Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value) ? value : null;

    private static DateTime? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000 ? day.ToDateTime(TimeOnly.MinValue) : null;
}
