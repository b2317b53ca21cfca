using System.Globalization;
using Huitang.Audit.Features;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Audit;

/// <summary>The administrator log: who did what, from where, with which outcome.</summary>
public sealed class AuditModule : IModule
{
    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(AuditModule).Assembly);
        services.AddSingleton<IAuditLog, PostgresAuditLog>();
        services.AddScoped<AuditQuery>();
        services.AddScoped<AuditWords>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => AuditRoutes.Map(routes);

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
    [
        new("audit", MenuArea.Enterprise, 700, "/console/audit", () => Texts.audit_title, AppIcons.Audit, AuditPermissions.Read, () => Texts.menu_group) { WholeEnterprise = true },
        new("status", MenuArea.Enterprise, 720, "/console/status", () => Texts.status_title, AppIcons.Chart, AuditPermissions.Status, () => Texts.menu_group),
    ];

    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
        [new(AuditPermissions.Read, () => Texts.permission_audit_read, () => Texts.permission_group, Sensitive: true) { Power = Power.Audit }, new(AuditPermissions.Status, () => Texts.permission_system_status, () => Texts.permission_group)];

    /// <inheritdoc/>
    public string? TextOf(string code) => Texts.ResourceManager.GetString("audit_" + code.Replace('.', '_'), CultureInfo.CurrentUICulture);
}

/// <summary>Permissions of this module.</summary>
internal static class AuditPermissions
{
    /// <summary>May read the administrator log.</summary>
    public const string Read = "audit.read";

    /// <summary>May see how the parts of the installation are doing.</summary>
    public const string Status = "system.status";
}
