using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Meetings.Features.Ended;

/// <summary>Exports of ended meetings; the list's has the same parameters as its address.</summary>
internal static class EndedRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/console/ended/export", async (HttpContext http, UseCases useCases, TimeProvider time, IExportDesk desk, CancellationToken ct) =>
        {
            if (await ExportRoutes.HandOverAsync(http, desk, "meetings.ended", ct) is { } elsewhere) return elsewhere;
            var query = http.Request.Query;
            var zone = query["zone"].ToString();
            var sort = query["sort"].ToString();
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportEnded(Filter(key => query[key], zone), sort.TrimStart('-'), sort.StartsWith('-'), Format(query), zone, file), ct);
            return result.Error is not null ? result.ToHttp() : await SendAsync(http, file, Format(query), Texts.ended_title, zone, time, ct);
        });
        routes.MapGet("/console/ended/{room:guid}/people", async (Guid room, HttpContext http, UseCases useCases, TimeProvider time, CancellationToken ct) =>
        {
            var query = http.Request.Query;
            var zone = query["zone"].ToString();
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportAttendance(new MediaRoomId(room), query["all"] == "1", Format(query), zone, file), ct);
            return result.Error is not null ? result.ToHttp() : await SendAsync(http, file, Format(query), $"{result.Value}-{Texts.ended_people_file}", zone, time, ct);
        });
    }

    private static ExportFormat Format(IQueryCollection query) => string.Equals(query["format"], "csv", StringComparison.OrdinalIgnoreCase) ? ExportFormat.Csv : ExportFormat.Xlsx;

    private static async Task<IResult> SendAsync(HttpContext http, Stream file, ExportFormat format, string title, string zone, TimeProvider time, CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{title}-{Zones.ToClock(zone, time.GetUtcNow()):yyyyMMdd-HHmm}.{TableExport.Extension(format)}");
        await TableExport.SendAsync(http, file, format, name, ct);
        return Results.Empty;
    }

    /// <summary>The filter in an address; what cannot be read is left out.</summary>
    public static EndedFilter Filter(Func<string, string?> get, string? zone) => new(
        get("q"), Day(get("from"), zone, 0), Day(get("to"), zone, 1), Enum.TryParse<MeetingType>(get("type"), true, out var type) && Enum.IsDefined(type) ? type : null,
        Guid.TryParse(get("creator"), out var creator) ? new UserId(creator) : null, get("alarm") == "1", get("by") == "meeting");

    private static DateTimeOffset? Day(string? text, string? zone, int plusDays) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000
            ? Zones.OrDefault(zone).ToMoment(NodaTime.LocalDate.FromDateOnly(day.AddDays(plusDays)).AtMidnight())
            : null;
}
