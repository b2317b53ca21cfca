using Huitang.Audit;
using Huitang.Audit.Contracts;
using Huitang.Downloads;
using Huitang.Host.Shell;
using Huitang.Identity;
using Huitang.Insights;
using Huitang.Kernel;
using Huitang.MediaNodes;
using Huitang.Meetings;
using Huitang.Messages;
using Huitang.Policies;

namespace Huitang.Host.Startup;

/// <summary>The program's table of contents: which modules there are and in which order the parts are put together.</summary>
public static class HuitangApp
{
    /// <summary>The modules, lower ones first.</summary>
    public static IReadOnlyList<IModule> Modules { get; } =
    [
        new AuditModule(),
        new MessagesModule(),
        new IdentityModule(),
        new PoliciesModule(),
        new MediaNodesModule(),
        new MeetingsModule(),
        new InsightsModule(),
        new DownloadsModule(),
    ];

    /// <summary>Puts the program together without starting it; the database must exist and be migrated.</summary>
    public static WebApplication Build(HuitangOptions options, Action<WebApplicationBuilder>? more = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "huitang",
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Logging.AddHuitangConsole();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Mail:PickupFolder", Path.Combine(Path.GetFullPath(options.DataFolder), "mail")),
            new("Files:Folder", Path.Combine(Path.GetFullPath(options.DataFolder), "files")),
            new("Audit:Folder", Path.Combine(Path.GetFullPath(options.DataFolder), AuditChain.Folder)),
        ]);
        builder.Configuration.AddJsonFile(Path.Combine(Path.GetFullPath(options.DataFolder), "huitang.json"), optional: true).AddEnvironmentVariables("HUITANG_");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton(options);
        builder.AddWeb(options);
        builder.Services.AddSingleton<ISiteAddress, SiteAddress>();
        builder.Services.AddDatabase(options.Database);
        builder.Services.AddUseCases();
        builder.Services.AddSystemStatus();
        builder.Services.AddKeyRing();
        builder.Services.AddMedia(options);
        builder.AddOrleans(options);
        builder.Services.AddShell();
        foreach (var module in Modules) module.Add(builder.Services);
        more?.Invoke(builder);

        var app = builder.Build();
        app.UseWeb();
        app.MapShell(app.Services.GetRequiredService<ModuleCatalog>());
        foreach (var module in Modules) module.Map(app);
        return app;
    }
}
