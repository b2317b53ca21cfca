using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Data;
using Huitang.Meetings.Features.Room;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Meetings.Live;

/// <summary>Meetings to run tests in.</summary>
internal static class TestMeetings
{
    public static readonly TenantId Tenant = new(1);

    /// <summary>A quick meeting of somebody new, saved.</summary>
    public static Task<MeetingPlan> PlanAsync(AppFixture app, TenantId tenant, MeetingSettings settings) => PlanAsync(app.Services, tenant, settings);

    /// <summary>A quick meeting of somebody new, saved.</summary>
    public static async Task<MeetingPlan> PlanAsync(IServiceProvider services, TenantId tenant, MeetingSettings settings)
    {
        var time = TimeProvider.System;
        var creator = new Actor { Kind = ActorKind.User, Tenant = tenant, User = new UserId(Ids.New(time)), Name = "王思远" };
        var code = Random.Shared.Next(100_000_000, 999_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = creator;
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var meeting = Meeting.Quick(settings, "Asia/Shanghai", creator, code, time);
        db.Meetings.Add(meeting);
        await db.SaveChangesAsync();
        return (await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(meeting.Id, CancellationToken.None))!;
    }

    /// <summary>Puts somebody on the list of the invited.</summary>
    public static async Task InviteAsync(IServiceProvider services, MeetingPlan plan, UserId user, string name)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(plan.Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        db.PlannedPeople.Add(new PlannedPerson { MeetingId = plan.Id, UserId = user, Role = PlannedRole.Invitee, Name = name });
        await db.SaveChangesAsync();
    }

    /// <summary>A client in the meeting, through a ticket, at any server of the database.</summary>
    public static async Task<RoomClient> JoinAsync(IServiceProvider services, Uri server, MeetingPlan plan, UserId? user, string name)
    {
        var actor = user is { } u ? new Actor { Kind = ActorKind.User, Tenant = Tenant, User = u, Name = name, Ip = "127.0.0.1" } : Actor.Anonymous with { Ip = "127.0.0.1" };
        var ticket = await UseCaseRunner.RunAsync(services.GetRequiredService<IServiceScopeFactory>(), new RequestJoin(plan.Code, null, null, name, user is null ? name : null), actor);
        Assert.Null(ticket.Error);
        var client = await RoomClient.ConnectAsync(server, ticket.Value!.Ticket);
        await client.UntilAsync("snapshot", 60);
        return client;
    }

    /// <summary>The one media room of a meeting and its participations.</summary>
    public static async Task<(MediaRoomRow Room, List<ParticipationRow> People)> FactsAsync(IServiceProvider services, MeetingPlan plan)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return (await db.MediaRooms.SingleAsync(r => r.MeetingId == plan.Id), await db.Participations.Where(p => p.MeetingId == plan.Id).ToListAsync());
    }

    /// <summary>The product's services on a database without the product running: for what tests prepare and look up beside server processes.</summary>
    public static WebApplication Beside(string database) =>
        HuitangApp.Build(new HuitangOptions { Database = database, DataFolder = Directory.CreateTempSubdirectory("htbeside").FullName, LocalMedia = false });
}
