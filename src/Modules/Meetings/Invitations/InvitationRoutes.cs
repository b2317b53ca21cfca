using System.Text;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Meetings.Invitations;

/// <summary>Calendar files and feeds.</summary>
internal static class InvitationRoutes
{
    private const string CalendarType = "text/calendar; charset=utf-8";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my/meetings/{id:guid}/calendar.ics", async (Guid id, Guid? occurrence, UseCases useCases, CancellationToken ct) =>
        {
            var result = await useCases.RunAsync(new GetInvitation(new MeetingId(id), occurrence), ct);
            return result.Value is { } found ? Results.File(Encoding.UTF8.GetBytes(found.Calendar), CalendarType, found.FileName) : result.ToHttp();
        });
        routes.MapGet("/calendar/{token}.ics", async (string token, HttpContext http, UseCases useCases, CancellationToken ct) =>
        {
            var result = await useCases.RunAsync(new ReadCalendarFeed(token), ct);
            http.Response.Headers.CacheControl = "private, no-cache";
            return result.Value is { } text ? Results.Text(text, CalendarType, Encoding.UTF8) : result.ToHttp();
        }).AllowAnonymous();
    }
}
