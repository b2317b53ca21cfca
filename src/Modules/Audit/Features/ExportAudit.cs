using System.Globalization;
using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Audit.Features;

/// <summary>Writes the filtered log as a file, newest first; at most 100,000 entries.</summary>
/// <param name="Filter">The list's filter.</param>
/// <param name="Format">File format.</param>
/// <param name="Zone">Zone times are written in.</param>
/// <param name="To">Where the file goes.</param>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise), Audited("audit.export")]
internal sealed record ExportAudit(AuditFilter Filter, ExportFormat Format, TimeZoneInfo Zone, Stream To) : IUseCase<int>;

internal sealed class ExportAuditHandler(AuditQuery query, AuditWords words, AuditNotes notes) : IHandler<ExportAudit, int>
{
    private const int Most = 100_000;
    private const int Batch = 500;

    public async Task<Result<int>> HandleAsync(ExportAudit order, Actor actor, CancellationToken ct)
    {
        ExportColumn[] columns =
        [
            new(Texts.col_at, 20), new(Texts.col_actor, 16), new(Texts.col_action, 22), new(Texts.col_object_type, 12), new(Texts.col_object, 36), new(Texts.col_outcome, 28), new(Texts.col_changes, 60),
            new(Texts.col_ip, 18), new(Texts.col_device, 22), new(Texts.col_request, 26),
        ];
        var count = 0;
        await TableExport.WriteAsync(order.To, order.Format, Texts.audit_title, columns, RowsAsync(order, () => count++, ct), ct);
        notes.Changed("rows", null, count);
        return count;
    }

    private async IAsyncEnumerable<object?[]> RowsAsync(ExportAudit order, Action counted, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var skip = 0; skip < Most; skip += Batch)
        {
            var lines = await query.ReadAsync(order.Filter, skip, Batch, ct);
            foreach (var line in lines)
            {
                counted();
                yield return
                [
                    TimeZoneInfo.ConvertTime(line.At, order.Zone).DateTime, AuditWords.Actor(line), words.Action(line.Action), AuditWords.ObjectType(line.ObjectType), AuditWords.Object(line), words.Outcome(line.Outcome),
                    string.Join("; ", line.Changes.Select(c => $"{AuditWords.Field(c.Field)}: {c.From ?? "–"} → {c.To ?? "–"}")), line.Ip, Devices.NameOf(line.Device), line.RequestId,
                ];
            }

            if (lines.Count < Batch) yield break;
        }
    }
}

/// <summary>The export of the log; same parameters as the list's address.</summary>
internal static class AuditRoutes
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/audit/export", async (HttpContext http, UseCases useCases, TimeProvider time, CancellationToken ct) =>
        {
            var query = http.Request.Query;
            var format = string.Equals(query["format"], "csv", StringComparison.OrdinalIgnoreCase) ? ExportFormat.Csv : ExportFormat.Xlsx;
            var viewer = new Viewer();
            if (TimeZoneInfo.TryFindSystemTimeZoneById(query["zone"].ToString(), out var zone)) viewer.Zone = zone;
            // Made in full before the first byte goes out: a refusal must still be able to say so.
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportAudit(Filter(key => query[key].ToString(), viewer), format, viewer.Zone, file), ct);
            if (result.Error is not null) return result.ToHttp();
            var name = string.Create(CultureInfo.InvariantCulture, $"{Texts.audit_title}-{viewer.Local(time.GetUtcNow()):yyyyMMdd-HHmm}.{TableExport.Extension(format)}");
            await TableExport.SendAsync(http, file, format, name, ct);
            return Results.Empty;
        });

    /// <summary>The filter in an address; what cannot be read is left out.</summary>
    public static AuditFilter Filter(Func<string, string?> get, Viewer viewer) => new(
        Day(get("from")) is { } from ? viewer.Moment(from) : null, Day(get("to")) is { } to ? viewer.Moment(to.AddDays(1)) : null,
        get("action"), get("who"), get("q"), Enum.TryParse<OutcomeFilter>(get("outcome"), true, out var outcome) && Enum.IsDefined(outcome) ? outcome : null);

    private static DateTime? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000 ? day.ToDateTime(TimeOnly.MinValue) : null;
}
