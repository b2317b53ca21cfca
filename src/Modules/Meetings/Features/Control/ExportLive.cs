using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Reports;
using Huitang.Meetings.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Meetings.Features.Control;

/// <summary>Writes the filtered list of running meetings, as it stands at this moment, as a file.</summary>
/// <param name="Filter">The list's filter.</param>
/// <param name="Sort">The list's order.</param>
/// <param name="Descending">Its direction.</param>
/// <param name="Format">File format.</param>
/// <param name="Zone">IANA id of the zone times are written in.</param>
/// <param name="To">Where the file goes.</param>
[Requires(MeetingPermissions.List, Scoping.ByQuery), Audited("meeting.export_live")]
internal sealed record ExportLive(LiveFilter Filter, string? Sort, bool Descending, ExportFormat Format, string? Zone, Stream To) : IUseCase<int>;

internal sealed class ExportLiveHandler(LiveReport report, AuditNotes notes) : IHandler<ExportLive, int>
{
    public async Task<Result<int>> HandleAsync(ExportLive order, Actor actor, CancellationToken ct)
    {
        var rows = await report.RowsAsync(actor, order.Filter, order.Sort, order.Descending, order.Zone, ct);
        await TableExport.WriteAsync(order.To, order.Format, Texts.live_title, LiveReport.Columns(), rows.ToAsyncEnumerable(), ct);
        notes.Changed("rows", null, rows.Count);
        return rows.Count;
    }
}

/// <summary>The export of the list; same parameters as the list's address.</summary>
internal static class LiveRoutes
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/live/export", async (HttpContext http, UseCases useCases, TimeProvider time, IExportDesk desk, CancellationToken ct) =>
        {
            if (await ExportRoutes.HandOverAsync(http, desk, "meetings.live", ct) is { } elsewhere) return elsewhere;
            var (query, format) = (http.Request.Query, ExportRoutes.Format(http));
            var zone = query["zone"].ToString();
            // Made in full before the first byte goes out: a refusal must still be able to say so.
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportLive(Filter(key => query[key]), query["sort"], query["desc"] == "1", format, zone, file), ct);
            if (result.Error is not null) return result.ToHttp();
            var name = string.Create(CultureInfo.InvariantCulture, $"{Texts.live_title}-{Zones.ToClock(zone, time.GetUtcNow()):yyyyMMdd-HHmmss}.{TableExport.Extension(format)}");
            await TableExport.SendAsync(http, file, format, name, ct);
            return Results.Empty;
        });

    /// <summary>The filter in an address; what cannot be read is left out.</summary>
    public static LiveFilter Filter(Func<string, string?> get) => new(
        get("q") is { Length: > 0 } text ? text : null, Value<LiveGrade>(get("quality")), YesNo(get("locked")), YesNo(get("sharing")), Value<MeetingType>(get("type")));

    private static T? Value<T>(string? text) where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    private static bool? YesNo(string? text) => text switch { "1" => true, "0" => false, _ => null };
}
