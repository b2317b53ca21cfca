using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Access;

/// <summary>The sign-in scheme: a cookie that names a session, and a session that lives in the database.</summary>
internal static class HuitangSignIn
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "huitang";

    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "huitang";

    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/account/sign-in";

    private const string TenantClaim = "tenant";
    private const string SessionClaim = "session";

    /// <summary>Registers scheme, actor and circuits' sign-in state.</summary>
    public static IServiceCollection AddHuitangSignIn(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddAuthentication(Scheme).AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = Cookie;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.LoginPath = SignInPath;
            cookie.ReturnUrlParameter = "returnUrl";
            // The session row decides about both lifetimes; the cookie only must not end earlier.
            cookie.ExpireTimeSpan = SessionRule.Longest(remember: true);
            cookie.SlidingExpiration = false;
            cookie.Events.OnValidatePrincipal = CheckAsync;
            cookie.Events.OnRedirectToLogin = context => RefuseAsync(context, 401);
            cookie.Events.OnRedirectToAccessDenied = context => RefuseAsync(context, 403);
        });
        services.AddSingleton<ActorReader>();
        services.AddScoped<IActorSource, ActorSource>();
        services.AddScoped<CircuitOrigin>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitOrigin>());
        services.AddScoped<AuthenticationStateProvider, SessionStateProvider>();
        services.AddScoped<SignInCookies>();
        return services;
    }

    /// <summary>The principal of a session.</summary>
    public static ClaimsPrincipal PrincipalOf(SessionTicket ticket) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, ticket.User.ToString()),
            new(TenantClaim, ticket.Tenant.ToString(), ClaimValueTypes.Integer32),
            new(SessionClaim, ticket.Session.ToString("D")),
        ], Scheme));

    /// <summary>The session a principal names; null when it names none.</summary>
    public static SessionName? NameOf(ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true, AuthenticationType: Scheme }
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
        && int.TryParse(principal.FindFirstValue(TenantClaim), out var tenant)
        && Guid.TryParse(principal.FindFirstValue(SessionClaim), out var session)
            ? new SessionName(new TenantId(tenant), new UserId(user), session)
            : null;

    private static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var reader = context.HttpContext.RequestServices.GetRequiredService<ActorReader>();
        if (NameOf(context.Principal) is { } name && await reader.AliveAsync(name, context.HttpContext.RequestAborted)) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }

    private static Task RefuseAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        // Programs want a status, people a page.
        if (status == 401 && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)) context.Response.Redirect(context.RedirectUri);
        else context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}

/// <summary>Which session of whom.</summary>
internal sealed record SessionName(TenantId Tenant, UserId User, Guid Session);

/// <summary>A session just opened, to be put into the cookie.</summary>
internal sealed record SessionTicket(TenantId Tenant, UserId User, Guid Session, bool Remember, DateTimeOffset ExpiresAt);
