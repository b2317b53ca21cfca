using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Insights.Features;

/// <summary>Files of the rows behind figures; the parameters are those of the pages' addresses.</summary>
internal static class InsightRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/console/insights/usage/people/export", async (HttpContext http, UseCases useCases, TimeProvider time, IExportDesk desk, CancellationToken ct) =>
        {
            if (await ExportRoutes.HandOverAsync(http, desk, "insights.people", ct) is { } elsewhere) return elsewhere;
            var (sort, format) = (http.Request.Query["sort"].ToString(), ExportRoutes.Format(http));
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportPeopleFigures(People(Get(http), time), sort.TrimStart('-'), sort.StartsWith('-'), format, file), ct);
            return result.Error is not null ? result.ToHttp() : await SendAsync(http, file, format, Texts.people_title, time, ct);
        });
        routes.MapGet("/console/insights/rooms/export", async (HttpContext http, UseCases useCases, TimeProvider time, IExportDesk desk, CancellationToken ct) =>
        {
            if (await ExportRoutes.HandOverAsync(http, desk, "insights.rooms", ct) is { } elsewhere) return elsewhere;
            var (sort, format) = (http.Request.Query["sort"].ToString(), ExportRoutes.Format(http));
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportRooms(Rooms(Get(http), time), sort.TrimStart('-'), sort.StartsWith('-'), format, file), ct);
            return result.Error is not null ? result.ToHttp() : await SendAsync(http, file, format, Texts.rooms_title, time, ct);
        });
    }

    /// <summary>The selection of people in an address.</summary>
    public static PeopleSelection People(Func<string, string?> get, TimeProvider time) => new(
        Days(get, time), Id(get("dept")), get("q"), Enum.TryParse<RosterStatus>(get("status"), true, out var status) ? status : null, get("active") switch { "1" => true, "0" => false, _ => null },
        Number(get("attended")), Number(get("started")), Number(get("time")));

    /// <summary>The selection of media rooms in an address.</summary>
    public static RoomSelection Rooms(Func<string, string?> get, TimeProvider time) => new(
        Days(get, time), Id(get("dept")), get("q"), Number(get("duration")), Number(get("size")), Number(get("type")), Number(get("device")), get("shared") == "1", get("guests") == "1");

    /// <summary>The days in an address; the last 30 when there are none.</summary>
    public static Period Days(Func<string, string?> get, TimeProvider time)
    {
        var today = DayClock.Of(null).DayOf(time.GetUtcNow());
        return Day(get("from")) is { } from && Day(get("to")) is { } to ? new Period(from, to) : new Period(today.AddDays(-30), today.AddDays(-1));
    }

    /// <summary>A day as addresses have it.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1990 and < 9000 ? day : null;

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Func<string, string?> Get(HttpContext http) => key => http.Request.Query[key] is { Count: > 0 } value && !string.IsNullOrEmpty(value) ? value.ToString() : null;

    private static async Task<IResult> SendAsync(HttpContext http, Stream file, ExportFormat format, string title, TimeProvider time, CancellationToken ct)
    {
        await TableExport.SendAsync(http, file, format, string.Create(CultureInfo.InvariantCulture, $"{title}-{DayClock.Of(null).Reading(time.GetUtcNow()):yyyyMMdd-HHmm}.{TableExport.Extension(format)}"), ct);
        return Results.Empty;
    }
}
