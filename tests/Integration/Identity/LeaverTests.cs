using Huitang.Identity.Contracts;
using Huitang.Identity.Features.Users;
using Huitang.Integration.Meetings.Live;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Features.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Identity;

/// <summary>What becomes of meetings when somebody loses the account.</summary>
public sealed class LeaverTests(PeopleFixture app) : IClassFixture<PeopleFixture>
{
    [Fact]
    public async Task Somebody_disabled_leaves_the_running_meeting_and_does_not_come_back()
    {
        var id = await app.PersonAsync("离职");
        var plan = await TestMeetings.PlanAsync(app, app.Tenant, new MeetingSettings());
        await using var host = await TestMeetings.JoinAsync(app.Services, app.Url, plan, plan.Creator, "王思远");
        await using var leaver = await TestMeetings.JoinAsync(app.Services, app.Url, plan, id, "离职");
        await host.UntilStateAsync(c => c.People.Count == 2);

        PeopleFixture.Value(await app.RunAsync(app.Admin, new DisableUser(id)));
        Assert.Equal("removed", (string?)(await leaver.UntilAsync("gone"))["reason"]);
        await host.UntilStateAsync(c => c.People.Count == 1);
    }

    [Fact]
    public async Task Meetings_of_somebody_deleted_pass_to_the_heir_or_are_cancelled()
    {
        var (giver, loser, heir) = (await app.PersonAsync("移交"), await app.PersonAsync("取消"), await app.PersonAsync("接收"));
        await app.SqlAsync($"update identity.user_account set status = 1 where id = '{heir}'");
        var (kept, dropped) = (await BookAsync(giver, "移交的会"), await BookAsync(loser, "取消的会"));

        PeopleFixture.Value(await app.RunAsync(app.Admin, new DeleteUser(giver, heir)));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new DeleteUser(loser, null)));
        await UntilAsync(kept, m => m.CreatorId == heir && m.CreatorName == "接收" && m.CancelledAt is null);
        await UntilAsync(dropped, m => m.CreatorId == loser && m.CancelledAt is not null);
    }

    private async Task<Huitang.Meetings.Contracts.MeetingId> BookAsync(UserId creator, string subject)
    {
        var start = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(9);
        var actor = app.Admin with { IsSuperAdmin = false, User = creator, Name = subject, Session = Guid.Parse("00000000-0000-0000-0000-000000000001") };
        return PeopleFixture.Value(await app.RunAsync(actor, new ScheduleMeeting(new MeetingDraft { Subject = subject, Start = start, End = start.AddHours(1), TimeZone = "Asia/Shanghai", Settings = new MeetingSettings() })));
    }

    private async Task UntilAsync(Huitang.Meetings.Contracts.MeetingId id, Func<Meeting, bool> fits)
    {
        for (var i = 0; i < 300; i++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
            if (fits(await scope.ServiceProvider.GetRequiredService<AppDb>().Set<Meeting>().AsNoTracking().SingleAsync(m => m.Id == id, TestContext.Current.CancellationToken))) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The meeting did not change within half a minute.");
    }
}
