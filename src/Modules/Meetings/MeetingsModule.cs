using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Demo;
using Huitang.Meetings.Features.Control;
using Huitang.Meetings.Features.Ended;
using Huitang.Meetings.Features.Reports;
using Huitang.Meetings.Features.Room;
using Huitang.Meetings.Features.Upcoming;
using Huitang.Meetings.Invitations;
using Huitang.Meetings.Live;
using Huitang.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Meetings;

/// <summary>Planning, running and looking back at meetings: the module's table of contents.</summary>
public sealed class MeetingsModule : IModule
{
    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
    [
        new(MeetingPermissions.List, () => Texts.permission_meetings_list, () => Texts.permission_group) { Leaf = "meetings", LeafText = () => Texts.permission_leaf },
        new(MeetingPermissions.Manage, () => Texts.permission_meetings_manage, () => Texts.permission_group) { Leaf = "meetings", LeafText = () => Texts.permission_leaf, Edits = true, Implies = [MeetingPermissions.List] },
        new(MeetingPermissions.Control, () => Texts.permission_meetings_control, () => Texts.permission_group) { Edits = true, Implies = [MeetingPermissions.List] },
        new(MeetingPermissions.Subject, () => Texts.permission_meetings_subject, () => Texts.permission_group) { Isolable = true },
    ];

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
    [
        new("my", MenuArea.MyMeetings, 100, "/my", () => Texts.sched_menu_my, AppIcons.Calendar),
        new("room", MenuArea.MyMeetings, 110, "/my/room", () => Texts.sched_menu_room, AppIcons.Room),
        new("live", MenuArea.Enterprise, 190, "/console/live", () => Texts.live_title, AppIcons.Live, MeetingPermissions.List, () => Texts.sched_menu_group),
        new("upcoming", MenuArea.Enterprise, 200, "/console/upcoming", () => Texts.upcoming_title, AppIcons.Calendar, MeetingPermissions.List, () => Texts.sched_menu_group),
        new("ended", MenuArea.Enterprise, 220, "/console/ended", () => Texts.ended_title, AppIcons.History, MeetingPermissions.List, () => Texts.sched_menu_group),
    ];

    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(MeetingsModule).Assembly);
        services.AddScoped<IMeetingPlans, MeetingPlans>();
        services.AddSingleton<IMeetingHistory, MeetingHistory>();
        services.AddSingleton<ILiveOverview, LiveOverview>();
        services.AddScoped<PlanStore>();
        services.AddScoped<MeetingTargets>();
        services.AddScoped<IAccessObjects, PlanObjects>();
        services.AddScoped<IAccessObjects, LiveObjects>();
        services.AddScoped<UpcomingQuery>();
        services.AddScoped<LiveReport>();
        services.AddScoped<InvitationMails>();
        services.AddScoped<EndedQuery>();
        services.AddScoped<EndedRooms>();
        services.AddSingleton<ICodeDraw, MeetingCode>();
        services.AddScoped<ControlDesk>();
        services.AddScoped<LiveFeed>();
        services.AddLive();
        services.AddHostedService<CodeRecycling>();
        services.AddSingleton<IDemoData, DemoMeetings>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        UpcomingRoutes.Map(routes);
        LiveRoutes.Map(routes);
        EndedRoutes.Map(routes);
        InvitationRoutes.Map(routes);
        routes.MapRoom();
    }

    /// <inheritdoc/>
    public string? TextOf(string code) => Texts.ResourceManager.GetString("error_" + code.Replace('.', '_'))
        ?? Texts.ResourceManager.GetString("audit_" + code.Replace('.', '_'));
}
