using Huitang.Identity.Contracts;
using Huitang.Insights.Domain;
using Huitang.Insights.Features;
using Huitang.Integration.Meetings.Live;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Insights;

/// <summary>A real meeting, from its sockets to today's figures.</summary>
public sealed class TodayTests(InsightFixture app) : IClassFixture<InsightFixture>
{
    [Fact]
    public async Task A_meeting_shows_in_todays_figures_as_people_come_and_go_and_agrees_with_its_record()
    {
        await app.SettledAsync();
        var before = await TodayAsync();
        var plan = await PlanAsync();
        using var watch = await app.Services.GetRequiredService<ILiveOverview>().WatchAsync(app.Tenant);
        await using (var host = await TestMeetings.JoinAsync(app.Services, app.Url, plan, plan.Creator, "主持人"))
        {
            await UntilAsync(t => t.Meetings == before.Meetings + 1 && t.Attendances == before.Attendances + 1);
            while (!watch.Meetings.Any(m => m.Id == plan.Id && m.People == 1)) await Task.Delay(50, TestContext.Current.CancellationToken);
            await using var guest = await TestMeetings.JoinAsync(app.Services, app.Url, plan, null, "访客乙");
            await UntilAsync(t => t.Attendances == before.Attendances + 2 && t.Guests == before.Guests + 1 && t.PersonsExternal == before.PersonsExternal + 2);
            while (!watch.Meetings.Any(m => m.Id == plan.Id && m.People == 2)) await Task.Delay(50, TestContext.Current.CancellationToken);
            Assert.True((await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(plan.Id.Value).ControlAsync("管理员", new Command.End())).Ok);
        }

        await UntilAsync(t => t.Micros > before.Micros && t.ByDuration.Sum() == before.ByDuration.Sum() + 1);
        while (watch.Meetings.Any(m => m.Id == plan.Id)) await Task.Delay(50, TestContext.Current.CancellationToken);
        await app.SettledAsync();
        var today = DayClock.Of(null).DayOf(TimeProvider.System.GetUtcNow());
        var raw = new RawFigures(app, "Asia/Shanghai");
        var now = await TodayAsync();
        Assert.Equal(
            (await raw.MeetingsAsync(app.Tenant.Value, today, today, null), await raw.AttendancesAsync(app.Tenant.Value, today, today, null), await raw.MicrosAsync(app.Tenant.Value, today, today, null), await raw.UsersAsync(app.Tenant.Value, today, today, null)),
            (now.Meetings, now.Attendances, now.Micros, now.Users));
    }

    [Fact]
    public async Task Signing_in_makes_somebody_active_today()
    {
        await app.SettledAsync();
        var before = await TodayAsync();
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
        var someone = await NewTodayAsync(scope.ServiceProvider);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        db.AddEvent(new SignedIn(someone.Id, Ids.New(TimeProvider.System), someone.Department, TimeProvider.System.GetUtcNow()), TimeProvider.System);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await UntilAsync(t => t.SignIns == before.SignIns + 1 && t.Active == before.Active + 1 && t.Users == before.Users);
    }

    private async Task<Totals> TodayAsync() => (await app.RunAsync(app.Boss, new GetToday(null))).Value!.Totals;

    private async Task UntilAsync(Func<Totals, bool> holds)
    {
        while (!holds(await TodayAsync())) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    private async Task<MeetingPlan> PlanAsync()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
        var creator = await NewTodayAsync(scope.ServiceProvider);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var meeting = Meeting.Quick(new MeetingSettings(), "Asia/Shanghai", new Actor { Kind = ActorKind.User, Tenant = app.Tenant, User = creator.Id, Name = creator.Name, Department = creator.Department?.Value }, "987654321", TimeProvider.System);
        db.Add(meeting);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(meeting.Id, TestContext.Current.CancellationToken))!;
    }

    /// <summary>Somebody who did nothing today yet.</summary>
    private async Task<RosterPerson> NewTodayAsync(IServiceProvider services)
    {
        var day = DayClock.Of(null).DayOf(TimeProvider.System.GetUtcNow());
        var idle = (await app.RunAsync(app.Boss, new ListPeopleFigures(new PeopleSelection(new Period(day, day), Status: RosterStatus.Enabled, Active: false), new PageRequest(1, 1)))).Value!.Rows[0].User;
        return (await services.GetRequiredService<IRoster>().ReadAsync(TestContext.Current.CancellationToken)).Single(p => p.Id == idle);
    }
}
