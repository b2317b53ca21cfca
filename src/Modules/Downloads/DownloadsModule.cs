using System.Globalization;
using Huitang.Downloads.Features;
using Huitang.Downloads.Files;
using Huitang.Downloads.Running;
using Huitang.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Downloads;

/// <summary>The download centre: one way for every export and report that takes longer than a moment.</summary>
public sealed class DownloadsModule : IModule
{
    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(DownloadsModule).Assembly);
        services.AddSingleton<StoreOptions>();
        services.AddSingleton<IFileStore>(s => s.GetRequiredService<StoreOptions>() is { S3: not null } options ? new S3FileStore(options) : new LocalFileStore(s.GetRequiredService<StoreOptions>()));
        services.AddSingleton<JobLedger>();
        services.AddSingleton<JobEnd>();
        services.AddSingleton<Scheduler>();
        services.AddSingleton<ExportWorker>();
        services.AddHostedService(s => s.GetRequiredService<ExportWorker>());
        services.AddSingleton<DownloadUpkeep>();
        services.AddHostedService(s => s.GetRequiredService<DownloadUpkeep>());
        services.AddSingleton<DownloadLinks>();
        services.AddScoped<ReportShelf>();
        services.AddScoped<ReportDepartments>();
        services.AddScoped<DownloadSight>();
        services.AddScoped<SavedSight>();
        services.AddScoped<DownloadGate>();
        services.AddScoped<IExportDesk, ExportDesk>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => DownloadRoutes.Map(routes);

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
    [
        new("reports", MenuArea.Enterprise, 600, "/console/reports", () => Texts.reports_title, AppIcons.Table, Group: () => Texts.group) { ForAdministrators = true },
        new("downloads", MenuArea.Enterprise, 601, "/console/downloads", () => Texts.downloads_title, AppIcons.Download, Group: () => Texts.group) { ForAdministrators = true },
    ];

    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
        [new(DownloadsPermissions.All, () => Texts.permission_all, () => Texts.group, Sensitive: true) { Help = () => Texts.permission_all_help }];

    /// <inheritdoc/>
    public string? TextOf(string code) => Texts.ResourceManager.GetString("error_" + code.Replace('.', '_'), CultureInfo.CurrentUICulture)
        ?? Texts.ResourceManager.GetString("audit_" + code.Replace('.', '_'), CultureInfo.CurrentUICulture);
}
