using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.WebEncoders;

namespace Huitang.Host.Shell;

/// <summary>The console's frame: pages, languages, static files, error pages, security headers.</summary>
public static class ShellSetup
{
    /// <summary>The product's languages with their own names; the first is the default.</summary>
    public static readonly IReadOnlyList<(string Code, string Name)> Languages = [("zh-CN", "简体中文"), ("en-US", "English")];

    // Styles may be inline (the component library sets them); scripts never are, but for the map of modules, by its hash.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; " +
        "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Registers what pages need.</summary>
    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            // A closed tab must not hold memory for long; a paused page comes back from its persisted state.
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(30);
            options.DisconnectedCircuitMaxRetained = 50;
            options.DetailedErrors = false;
        }).RegisterPersistentService<FirstReads>(RenderMode.InteractiveServer);
        services.AddUi();
        services.AddHttpContextAccessor();
        services.AddSingleton<IErrorTexts, ErrorTexts>();
        // Chinese stays Chinese in the markup: a third of the size of its escapes.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<RequestLocalizationOptions>(options =>
        {
            var cultures = Languages.Select(l => new CultureInfo(l.Code)).ToList();
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.DefaultRequestCulture = new RequestCulture(Languages[0].Code);
            options.RequestCultureProviders = [new CookieRequestCultureProvider { Options = options }, new BrowserLanguage()];
        });
        return services;
    }

    /// <summary>Adds the frame to the pipeline; authentication stands before it.</summary>
    public static void MapShell(this WebApplication app, ModuleCatalog catalog)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRequestLocalization();
        app.Use(Headers);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapShellRoutes();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .AddAdditionalAssemblies([.. catalog.Assemblies.Where(a => a != typeof(App).Assembly)]);
    }

    private static Task Headers(HttpContext context, RequestDelegate next)
    {
        if (!IsPage(context.Request) && context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            if (StringValues.IsNullOrEmpty(headers.ContentSecurityPolicy)) headers.ContentSecurityPolicy = ScriptMap.Policy(context, Policy);
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    // A 404 of an interface or a file is for programs; only people get a page.
    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/shell") && !request.Path.StartsWithSegments("/health") &&
        !Path.HasExtension(request.Path) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Chinese for a browser that asks for Chinese first; English for any other that says what it wants.</summary>
    private sealed class BrowserLanguage : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
        {
            var first = httpContext.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).FirstOrDefault()?.Value.Value;
            return Task.FromResult(first is null or "*" ? null : new ProviderCultureResult(first.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh-CN" : "en-US"));
        }
    }
}
