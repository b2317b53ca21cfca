using Huitang.Identity.Access;
using Huitang.Identity.Features.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Identity.Features.Account;

/// <summary>What is no page: signing out, and the options of passkey ceremonies.</summary>
internal static class AccountRoutes
{
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup("/account").ExcludeFromDescription().AddEndpointFilter(CheckAsync);
        account.MapPost("/sign-out", async (UseCases useCases, SignInCookies cookies) =>
        {
            await useCases.RunAsync(new SignOut());
            await cookies.SignOutAsync();
            return Results.LocalRedirect("/account/sign-in?done=out");
        });
        account.MapPost("/passkeys/sign-in-options", async (UseCases useCases, SignInCookies cookies) =>
            Begin(await useCases.RunAsync(new BeginPasskeySignIn(cookies.Read(SignInCookies.HalfCookie))), cookies));
        account.MapPost("/passkeys/new-options", async (UseCases useCases, SignInCookies cookies) => Begin(await useCases.RunAsync(new BeginPasskey()), cookies));
    }

    private static IResult Begin(Result<PasskeyCeremony> result, SignInCookies cookies)
    {
        if (result.Value is not { } ceremony) return result.ToHttp();
        cookies.Keep(SignInCookies.PasskeyCookie, ceremony.Token);
        return Results.Content(ceremony.OptionsJson, "application/json");
    }

    private static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var antiforgery = (IAntiforgery)context.HttpContext.RequestServices.GetService(typeof(IAntiforgery))!;
        return await antiforgery.IsRequestValidAsync(context.HttpContext) ? await next(context) : Results.BadRequest();
    }
}
