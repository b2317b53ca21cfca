using Huitang.Kernel;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Huitang.Host.Shell;

/// <summary>Routes of the frame: landing, language, theme, palette, bell.</summary>
internal static class ShellRoutes
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static void MapShellRoutes(this WebApplication app)
    {
        var routes = app.MapGroup("").ExcludeFromDescription();
        routes.MapGet("/", async (IActorSource actors, ModuleCatalog catalog, CancellationToken ct) => Results.LocalRedirect(StartFor(catalog, await actors.GetAsync(ct))));
        routes.MapGet("/culture", (HttpContext context, string? c, string? returnUrl) =>
        {
            if (ShellSetup.Languages.Any(l => l.Code == c))
                context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(c!)), Cookie(context));
            return Back(returnUrl);
        });
        routes.MapGet("/theme", (HttpContext context, string? t, string? returnUrl) =>
        {
            // The browser reads and sets this one too, so that a switch needs no reload.
            if (t is not null && ThemeCookie.Themes.Contains(t)) context.Response.Cookies.Append(ThemeCookie.Name, t, Cookie(context));
            return Back(returnUrl);
        });
        routes.MapGet("/shell/palette", FindAsync);
        routes.MapGet("/shell/notices", async (IActorSource actors, IServiceProvider services, CancellationToken ct) =>
        {
            var actor = await actors.GetAsync(ct);
            if (actor.Kind == ActorKind.Anonymous) return Results.Unauthorized();
            return services.GetService<INotificationFeed>() is { } feed ? Results.Ok(await feed.LatestAsync(actor, 20, ct)) : Results.Ok(Array.Empty<BellItem>());
        });
        routes.MapGet("/shell/notices/unread", async (IActorSource actors, IServiceProvider services, CancellationToken ct) =>
        {
            var actor = await actors.GetAsync(ct);
            if (actor.Kind == ActorKind.Anonymous) return Results.Unauthorized();
            return Results.Ok(services.GetService<INotificationFeed>() is { } feed ? await feed.UnreadAsync(actor, ct) : 0);
        });
        routes.MapPost("/shell/notices/read", async (HttpContext context, IActorSource actors, IServiceProvider services, CancellationToken ct) =>
        {
            // A header of our own cannot be sent by a form of another site.
            if (context.Request.Headers["X-Huitang"] != "1") return Results.BadRequest();
            var actor = await actors.GetAsync(ct);
            if (actor.Kind == ActorKind.Anonymous) return Results.Unauthorized();
            if (services.GetService<INotificationFeed>() is { } feed) await feed.MarkReadAsync(actor, ct);
            return Results.NoContent();
        });
    }

    /// <summary>Where a person starts: the console for those who manage, their meetings for the rest.</summary>
    internal static string StartFor(ModuleCatalog catalog, Actor actor)
    {
        if (actor.Kind == ActorKind.Anonymous) return "/account/sign-in?returnUrl=%2F";
        var managed = ShellNav.Visible(catalog, actor).Where(e => e.Area == MenuArea.Enterprise).ToList();
        if (managed.Count == 0) return "/my";
        return managed.FirstOrDefault(e => e.Path == "/console/live")?.Path ?? managed[0].Path;
    }

    /// <summary>Whether an address stays within the product: a single slash at first, no backslash that browsers take for one, no control characters.</summary>
    internal static bool IsLocal(string? url) =>
        url is { Length: > 0 and < 2000 } && url[0] == '/' && (url.Length == 1 || (url[1] != '/' && url[1] != '\\')) && !url.Any(c => char.IsControl(c) || c == '\\');

    private static IResult Back(string? returnUrl) => Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/");

    private static CookieOptions Cookie(HttpContext context) =>
        new() { MaxAge = Year, Path = "/", SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true };

    private static async Task<IResult> FindAsync([FromQuery] string? q, IActorSource actors, ModuleCatalog catalog, IEnumerable<IPaletteSource> sources, ILoggerFactory logs, CancellationToken ct)
    {
        var actor = await actors.GetAsync(ct);
        if (actor.Kind == ActorKind.Anonymous) return Results.Unauthorized();
        var query = (q ?? "").Trim();
        if (query.Length > 60) query = query[..60];
        var found = ShellNav.Visible(catalog, actor)
            .Select(e => new PaletteItem(e.Text(), e.Path, e.Icon, e.Group?.Invoke() ?? (e.Area == MenuArea.MyMeetings ? Texts.area_my : Texts.area_enterprise), Texts.palette_pages))
            .Where(i => query.Length == 0 || i.Text.Contains(query, StringComparison.CurrentCultureIgnoreCase) || i.Href.Contains(query, StringComparison.OrdinalIgnoreCase))
            .Take(query.Length == 0 ? 40 : 8)
            .ToList();
        if (query.Length > 0)
        {
            foreach (var source in sources)
            {
                try
                {
                    found.AddRange((await source.FindAsync(query, actor, ct)).Take(8));
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // One source that fails must not hide what the others found.
                    logs.CreateLogger("Huitang.Shell.Palette").LogError(e, "{Source} failed", source.GetType().Name);
                }
            }
        }

        return Results.Ok(found);
    }
}
