using System.Globalization;
using Huitang.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Meetings.Features.Upcoming;

/// <summary>The export of the list; same parameters as the list's address.</summary>
internal static class UpcomingRoutes
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/upcoming/export", async (HttpContext http, UseCases useCases, TimeProvider time, IExportDesk desk, CancellationToken ct) =>
        {
            if (await ExportRoutes.HandOverAsync(http, desk, "meetings.upcoming", ct) is { } elsewhere) return elsewhere;
            var query = http.Request.Query;
            var format = ExportRoutes.Format(http);
            var zone = query["zone"].ToString();
            // As the list's address has it: a minus sign means descending.
            var sort = query["sort"].ToString();
            // Made in full before the first byte goes out: a refusal must still be able to say so.
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportUpcoming(Filter(key => query[key], zone), sort.TrimStart('-'), sort.StartsWith('-'), format, zone, file), ct);
            if (result.Error is not null) return result.ToHttp();
            var name = string.Create(CultureInfo.InvariantCulture, $"{Texts.upcoming_title}-{Zones.ToClock(zone, time.GetUtcNow()):yyyyMMdd-HHmm}.{TableExport.Extension(format)}");
            await TableExport.SendAsync(http, file, format, name, ct);
            return Results.Empty;
        });

    /// <summary>The filter in an address; what cannot be read is left out.</summary>
    public static UpcomingFilter Filter(Func<string, string?> get, string? zone) =>
        new(get("q"), Day(get("from"), zone, 0), Day(get("to"), zone, 1), Enum.TryParse<MeetingType>(get("type"), true, out var type) && Enum.IsDefined(type) ? type : null);

    private static DateTimeOffset? Day(string? text, string? zone, int plusDays) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000
            ? Zones.OrDefault(zone).ToMoment(NodaTime.LocalDate.FromDateOnly(day.AddDays(plusDays)).AtMidnight())
            : null;
}
