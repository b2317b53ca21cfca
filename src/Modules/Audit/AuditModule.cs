using System.Globalization;
using Huitang.Audit.Contracts;
using Huitang.Audit.Features;
using Huitang.Audit.Sinks;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Audit;

/// <summary>The logs of administrators, members and sign-ins: who did what, from where, with which outcome, in a form nobody can rewrite.</summary>
public sealed class AuditModule : IModule
{
    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(AuditModule).Assembly);
        services.AddSingleton<AuditOptions>();
        services.AddSingleton<Appender>();
        services.AddSingleton<SubjectKeys>();
        services.AddSingleton<ChainedAuditLog>();
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<ChainedAuditLog>());
        services.AddSingleton<Sealer>();
        services.AddSingleton<Pruning>();
        services.AddSingleton<Erasure>();
        services.AddSingleton<IAuditErasure>(provider => provider.GetRequiredService<Erasure>());
        services.AddHostedService<AuditUpkeep>();
        services.AddSingleton<SinkPump>();
        services.AddHostedService(provider => provider.GetRequiredService<SinkPump>());
        services.AddSingleton<ISystemPart, AuditPart>();
        services.AddSingleton<ActQuery>();
        services.AddScoped<AuditWords>();
        services.AddScoped<ActTable>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => AuditRoutes.Map(routes);

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
    [
        new("audit", MenuArea.Enterprise, 700, "/console/audit", () => Texts.audit_title, AppIcons.Audit, AuditPermissions.Read, () => Texts.menu_group) { WholeEnterprise = true },
        new("audit-members", MenuArea.Enterprise, 701, "/console/audit/members", () => Texts.members_title, AppIcons.Audit, AuditPermissions.Read, () => Texts.menu_group) { WholeEnterprise = true },
        new("audit-sign-ins", MenuArea.Enterprise, 702, "/console/audit/sign-ins", () => Texts.sign_ins_title, AppIcons.Audit, AuditPermissions.Read, () => Texts.menu_group) { WholeEnterprise = true },
        new("status", MenuArea.Enterprise, 720, "/console/status", () => Texts.status_title, AppIcons.Chart, AuditPermissions.Status, () => Texts.menu_group),
    ];

    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
        [new(AuditPermissions.Read, () => Texts.permission_audit_read, () => Texts.permission_group, Sensitive: true) { Power = Power.Audit },
        new(AuditPermissions.Manage, () => Texts.permission_audit_manage, () => Texts.permission_group, Sensitive: true) { Power = Power.Audit, Edits = true, Implies = [AuditPermissions.Read] }, new(AuditPermissions.Status, () => Texts.permission_system_status, () => Texts.permission_group)];

    /// <inheritdoc/>
    public string? TextOf(string code) => Texts.ResourceManager.GetString("audit_" + code.Replace('.', '_'), CultureInfo.CurrentUICulture);
}

/// <summary>Permissions of this module.</summary>
internal static class AuditPermissions
{
    /// <summary>May read the logs.</summary>
    public const string Read = "audit.read";

    /// <summary>May change how long the logs are kept.</summary>
    public const string Manage = "audit.manage";

    /// <summary>May see how the parts of the installation are doing.</summary>
    public const string Status = "system.status";
}
