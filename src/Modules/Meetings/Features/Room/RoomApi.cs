using System.Security.Cryptography;
using Huitang.Kernel;
using Huitang.Meetings.Live.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Meetings.Features.Room;

/// <summary>Routes of the meeting client: the join request and the meeting socket.</summary>
internal static class RoomApi
{
    private const string GuestCookie = "ht_guest";
    private const string Protocol = "huitang.v1";

    /// <summary>Body of a join request.</summary>
    internal sealed record JoinBody(string? Code, string? Password, string? Key, string? Name);

    public static void MapRoom(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/join", async (JoinBody body, HttpContext http, UseCases useCases) =>
        {
            // A header no form can send: other sites cannot ask in a visitor's name.
            if (http.Request.Headers["X-Requested-With"] != "huitang") return Results.BadRequest();
            return (await useCases.RunAsync(new RequestJoin(body.Code ?? "", body.Password, body.Key, body.Name, GuestKey(http)), http.RequestAborted)).ToHttp();
        }).DisableAntiforgery();

        // Held open for hours by every participant: ends the pipeline early and takes no services of a request, whose memory would be held as long.
        var services = routes.ServiceProvider.GetRequiredService<LiveServices>();
        routes.Map("/live", async http =>
        {
            if (!http.WebSockets.IsWebSocketRequest || !SameOrigin(http) || !http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            using var web = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                SubProtocol = Protocol,
                // The protocol has pings of its own.
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
            });
            await using var socket = new LiveSocket(web, services, Address(http));
            await socket.RunAsync();
        }).ShortCircuit();
    }

    private static string? Address(HttpContext http) => http.Connection.RemoteIpAddress is { } ip ? (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString() : null;

    private static bool SameOrigin(HttpContext http) => Uri.TryCreate(http.Request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == http.Request.Host.Value;

    private static string GuestKey(HttpContext http)
    {
        if (http.Request.Cookies.TryGetValue(GuestCookie, out var key) && key is { Length: 32 }) return key;
        key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        http.Response.Cookies.Append(GuestCookie, key, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return key;
    }
}
