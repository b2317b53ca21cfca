using System.Globalization;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Demo;
using Huitang.Insights.Features;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Insights;

/// <summary>Dashboards: what happened in the enterprise's meetings, in figures that agree with their facts to the unit.</summary>
public sealed class InsightsModule : IModule
{
    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
    [
        new(InsightsPermissions.Read, () => Texts.permission_read, () => Texts.permission_group) { Leaf = "insights", LeafText = () => Texts.overview_title },
        new(InsightsPermissions.Manage, () => Texts.permission_manage, () => Texts.permission_group) { Leaf = "insights", LeafText = () => Texts.overview_title, Edits = true, Implies = [InsightsPermissions.Read] },
    ];

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
    [
        new("insights", MenuArea.Enterprise, 100, "/console/insights", () => Texts.overview_title, AppIcons.Dashboard, InsightsPermissions.Read, () => Texts.menu_group),
        new("insights-usage", MenuArea.Enterprise, 101, "/console/insights/usage", () => Texts.usage_title, AppIcons.People, InsightsPermissions.Read, () => Texts.menu_group),
        new("insights-resources", MenuArea.Enterprise, 103, "/console/insights/resources", () => Texts.resources_title, AppIcons.Node, InsightsPermissions.Read, () => Texts.menu_group) { WholeEnterprise = true },
        new("insights-live", MenuArea.Enterprise, 102, "/console/insights/live", () => Texts.today_title, AppIcons.Live, InsightsPermissions.Read, () => Texts.menu_group),
    ];

    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(InsightsModule).Assembly);
        services.AddSingleton<Clocks>();
        services.AddSingleton<PathBook>();
        services.AddSingleton<FactWriter>();
        services.AddSingleton<FactReplay>();
        services.AddSingleton<RollupSignal>();
        services.AddSingleton<LongSpans>();
        services.AddSingleton<Rollups>();
        services.AddSingleton<Upkeep>();
        services.AddSingleton<IReconciliation, Reconciler>();
        services.AddHostedService<RollupWorker>();
        services.AddSingleton<FigureStore>();
        services.AddSingleton<RosterBook>();
        services.AddHostedService<PartWarmer>();
        services.AddSingleton<TodayFigures>();
        services.AddScoped<DepartmentScope>();
        services.AddScoped<LiveFigures>();
        services.AddScoped<PeopleFigures>();
        services.AddScoped<RoomQuery>();
        services.AddSingleton<IDemoData, DemoFacts>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => InsightRoutes.Map(routes);

    /// <inheritdoc/>
    public string? TextOf(string code) => Texts.ResourceManager.GetString("error_" + code.Replace('.', '_'), CultureInfo.CurrentUICulture)
        ?? Texts.ResourceManager.GetString("audit_" + code.Replace('.', '_'), CultureInfo.CurrentUICulture);
}
