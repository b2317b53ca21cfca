using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Huitang.Identity.Access;

/// <summary>The actor behind a page or request. Within a circuit the person is the one the circuit was opened by, elsewhere the one of the request.</summary>
internal sealed class ActorSource(IHttpContextAccessor http, CircuitOrigin circuit, IServiceProvider services, ActorReader reader, IEnterprises enterprises) : IActorSource
{
    public async ValueTask<Actor> GetAsync(CancellationToken ct)
    {
        // A request with a token is the token's alone: a cookie that came along counts for nothing.
        if (http.HttpContext?.Features.Get<ServiceDoor>() is { } door)
        {
            var at = RequestFacts.Of(http.HttpContext);
            var service = (await services.GetRequiredService<ServiceTokens>().FindAsync(door.Secret, ct))?.Actor ?? Actor.Anonymous with { Tenant = door.Tenant };
            return service with { Ip = at.Ip, Device = at.Device, RequestId = at.RequestId };
        }

        ClaimsPrincipal? principal;
        RequestFacts facts;
        if (circuit.Facts is { } of)
        {
            facts = of;
            // Asked for late: outside a circuit there is no state to ask for.
            principal = (await services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync()).User;
        }
        else
        {
            facts = RequestFacts.Of(http.HttpContext);
            principal = http.HttpContext?.User;
        }

        var actor = HuitangSignIn.NameOf(principal) is { } name ? await reader.ReadAsync(name, ct) : null;
        // Visitors act within the installation's enterprise: sign-in, guests of meetings.
        actor ??= new Actor { Kind = ActorKind.Anonymous, Tenant = (await enterprises.DefaultAsync(ct))?.Id ?? default };
        return actor with { Ip = facts.Ip, Device = facts.Device, RequestId = facts.RequestId };
    }
}

/// <summary>Marks a request that came through the door of programs.</summary>
/// <param name="Secret">The token as shown.</param>
/// <param name="Tenant">The token's enterprise.</param>
internal sealed record ServiceDoor(string Secret, TenantId Tenant);

/// <summary>Where a request came from.</summary>
/// <param name="Ip">Address as text.</param>
/// <param name="Device">User-Agent, at most 400 characters.</param>
/// <param name="RequestId">For logs.</param>
internal sealed record RequestFacts(string? Ip, string? Device, string? RequestId)
{
    public static RequestFacts Of(HttpContext? context)
    {
        if (context is null) return new(null, null, null);
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        var device = context.Request.Headers.UserAgent.ToString();
        return new(address?.ToString(), device.Length > 400 ? device[..400] : device, context.TraceIdentifier);
    }
}

/// <summary>Remembers, within a circuit, where its connection came from; empty outside circuits.</summary>
internal sealed class CircuitOrigin(IHttpContextAccessor http) : CircuitHandler
{
    /// <summary>The facts; null when this scope is no circuit.</summary>
    public RequestFacts? Facts { get; private set; }

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Facts = RequestFacts.Of(http.HttpContext) with { RequestId = circuit.Id };
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (http.HttpContext is { } context) Facts = RequestFacts.Of(context) with { RequestId = circuit.Id };
        return Task.CompletedTask;
    }
}

/// <summary>Ends the sign-in of open pages soon after their session ended. Acts are refused at once by <see cref="ActorSource"/>; this is what the person sees.</summary>
internal sealed class SessionStateProvider(ILoggerFactory loggers, ActorReader reader) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(15);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return HuitangSignIn.NameOf(authenticationState.User) is { } name && await reader.AliveAsync(name, cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            // The process stops; the page comes back at the next one.
            return false;
        }
    }
}
