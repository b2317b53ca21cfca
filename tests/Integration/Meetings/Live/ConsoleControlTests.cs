using System.Text;
using Huitang.Audit.Features;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Control;
using Huitang.Meetings.Features.Room;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Meetings.Live;

/// <summary>What the console may see and do of running meetings, through the same use cases as its pages.</summary>
public sealed class ConsoleControlTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly HashSet<string> Console = [MeetingPermissions.List, MeetingPermissions.Control];
    private static int _enterprises;

    [Fact]
    public async Task A_console_user_of_another_enterprise_finds_no_such_meeting()
    {
        var (tenant, _) = await EnterpriseAsync();
        var plan = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        var stranger = Operator(new TenantId(tenant.Value + 1000));

        Assert.Equal("meeting.not_found", (await app.RunAsync(stranger, new WatchLiveMeeting(plan.Id))).Error?.Code);
        Assert.Equal("meeting.not_found", (await app.RunAsync(stranger, new ListTimeline(plan.Id))).Error?.Code);
        Assert.Equal("meeting.not_found", (await app.RunAsync(stranger, new LockMeeting(plan.Id, true))).Error?.Code);
        Assert.Equal("meeting.not_found", (await app.RunAsync(stranger, new RemoveParticipants(plan.Id, [host.Me], false))).Error?.Code);
        Assert.Equal("meeting.not_found", (await app.RunAsync(stranger, new InvitePeople(plan.Id, [stranger.User]))).Error?.Code);
        Assert.False((bool)host.Meeting!["locked"]!);

        var own = Assert.IsType<LiveMeetingFacts>((await app.RunAsync(Operator(tenant), new WatchLiveMeeting(plan.Id))).Value);
        Assert.True(own.Control);
        Assert.Null(own.Closed);
    }

    [Fact]
    public async Task Who_may_only_look_cannot_control_and_who_holds_nothing_sees_no_list()
    {
        var (tenant, _) = await EnterpriseAsync();
        var plan = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        var looker = Operator(tenant) with { Permissions = new HashSet<string> { MeetingPermissions.List } };

        Assert.False((await app.RunAsync(looker, new WatchLiveMeeting(plan.Id))).Value!.Control);
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(looker, new MuteEveryone(plan.Id, false))).Error?.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(looker with { Permissions = new HashSet<string>() }, new WatchLiveList())).Error?.Kind);
        Assert.Equal(ErrorKind.SignedOut, (await app.RunAsync(Actor.Anonymous, new WatchLiveList())).Error?.Kind);
    }

    [Fact]
    public async Task A_control_reaches_the_meeting_and_leaves_one_entry_that_says_from_and_to()
    {
        var (tenant, _) = await EnterpriseAsync();
        var plan = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        var admin = Operator(tenant);

        Assert.True((await app.RunAsync(admin, new LockMeeting(plan.Id, true))).Ok);
        await host.UntilStateAsync(c => (bool)c.Meeting!["locked"]!);
        Assert.True((await app.RunAsync(admin, new ChangeMeetingRules(plan.Id, new() { Chat = ChatRule.HostOnly }))).Ok);

        var log = (await app.RunAsync(admin with { IsSuperAdmin = true }, new ListActs(AuditLogKind.Administrator, new PageRequest()))).Value!.Rows;
        var locked = Assert.Single(log, e => e.Action == "meeting.lock");
        Assert.Equal(new AuditChange("Locked", "False", "True"), Assert.Single(locked.Changes));
        Assert.Equal(AuditOutcome.Done, locked.Outcome);
        var rules = Assert.Single(log, e => e.Action == "meeting.change_rules");
        Assert.Equal(new AuditChange("Chat", "Free", "HostOnly"), Assert.Single(rules.Changes));
        // Lines of the timeline are written in batches.
        await SoonAsync(async () => (await app.RunAsync(admin, new ListTimeline(plan.Id))).Value!.Any(l => l is { Kind: "locked", By: "林静" }));
    }

    [Fact]
    public async Task Whoever_left_and_whoever_was_invited_and_has_not_come_are_listed_until_they_are_in()
    {
        var (tenant, people) = await EnterpriseAsync();
        var plan = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        await TestMeetings.InviteAsync(app.Services, plan, people["ann"], "ANN");
        await TestMeetings.InviteAsync(app.Services, plan, people["bob"], "BOB");
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        var admin = Operator(tenant);
        await using (var bob = await JoinAsync(plan, people["bob"], "BOB"))
        {
            await SoonAsync(async () => await AwayAsync() is [{ Name: "ANN", LeftAt: null, Invited: true }]);
            Assert.Null(await bob.DoAsync("leave"));
        }

        await SoonAsync(async () => await AwayAsync() is [{ Name: "BOB", Reason: LeaveReason.Left, Joins: 1 }, { Name: "ANN" }]);
        await using var again = await JoinAsync(plan, people["bob"], "BOB");
        await SoonAsync(async () => await AwayAsync() is [{ Name: "ANN" }]);

        async Task<IReadOnlyList<Absent>> AwayAsync() => (await app.RunAsync(admin, new ListAbsent(plan.Id))).Value!;
    }

    [Fact]
    public async Task A_batch_answers_for_each_target()
    {
        var (tenant, _) = await EnterpriseAsync();
        var plan = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var member = await JoinAsync(plan, null, "李访客");
        Assert.Null(await member.DoAsync("mic", new { on = true }));
        var nobody = Guid.Empty.ToString("N");

        var muted = (await app.RunAsync(Operator(tenant), new MuteParticipants(plan.Id, [member.Me, nobody]))).Value!;
        Assert.Equal([(member.Me, null), (nobody, "meeting.not_in")], muted.Select(r => (r.Target, r.Error?.Code)));
        await member.UntilStateAsync(c => !(bool)c.People[c.Me]["mic"]!);

        var removed = (await app.RunAsync(Operator(tenant), new RemoveParticipants(plan.Id, [nobody, member.Me], MayReturn: false))).Value!;
        Assert.Equal(["meeting.not_in", null], removed.Select(r => r.Error?.Code));
        Assert.Equal("removed", (string?)(await member.UntilAsync("gone"))["reason"]);
    }

    [Fact]
    public async Task Invitations_answer_for_each_person_and_a_locked_meeting_invites_nobody()
    {
        var (tenant, people) = await EnterpriseAsync();
        var plan = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        var admin = Operator(tenant);
        Assert.Equal("meeting.not_live", (await app.RunAsync(admin, new InvitePeople(plan.Id, [people["bob"]]))).Error?.Code);
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var bob = await JoinAsync(plan, people["bob"], "BOB");
        var stranger = new UserId(Ids.New(TimeProvider.System));

        var results = (await app.RunAsync(admin, new InvitePeople(plan.Id, [people["ann"], people["bob"], stranger, people["cai"]]))).Value!;
        Assert.Equal([null, "invite.already_in", "invite.unknown_person", null], results.Select(r => r.Error?.Code));
        Assert.Equal([true, false, false, false], results.Select(r => r.Mailed));
        var bell = app.Services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider;
        var told = admin with { User = people["ann"] };
        bell.GetRequiredService<CurrentActor>().Actor = told;
        var notice = Assert.Single(await bell.GetRequiredService<INotificationFeed>().LatestAsync(told, 5, TestContext.Current.CancellationToken));
        Assert.Equal($"/m/{plan.Code}?k={plan.LinkKey}", notice.Href);

        Assert.Equal("invite.nobody", (await app.RunAsync(admin, new InvitePeople(plan.Id, []))).Error?.Code);
        var many = Enumerable.Range(0, InvitePeople.Most + 1).Select(_ => new UserId(Ids.New(TimeProvider.System))).ToList();
        Assert.Equal("invite.too_many", (await app.RunAsync(admin, new InvitePeople(plan.Id, many))).Error?.Code);
        await app.RunAsync(admin, new LockMeeting(plan.Id, true));
        await host.UntilStateAsync(c => (bool)c.Meeting!["locked"]!);
        Assert.Equal("invite.locked", (await app.RunAsync(admin, new InvitePeople(plan.Id, [people["ann"]]))).Error?.Code);
    }

    [Fact]
    public async Task The_export_holds_the_filtered_meetings_of_the_own_enterprise()
    {
        var (tenant, _) = await EnterpriseAsync();
        var (other, _) = await EnterpriseAsync();
        var mine = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        var locked = await TestMeetings.PlanAsync(app, tenant, new MeetingSettings());
        var theirs = await TestMeetings.PlanAsync(app, other, new MeetingSettings());
        await using var a = await JoinAsync(mine, mine.Creator, "王思远");
        await using var b = await JoinAsync(locked, locked.Creator, "王思远");
        await using var c = await JoinAsync(theirs, theirs.Creator, "王思远");
        await app.RunAsync(Operator(tenant), new LockMeeting(locked.Id, true));

        // The list hears of a change within seconds.
        await SoonAsync(async () => (await ExportAsync(tenant, new LiveFilter(Locked: true))).Contains(MeetingCode.Grouped(locked.Code), StringComparison.Ordinal));
        var all = await ExportAsync(tenant, new LiveFilter());
        Assert.Contains(MeetingCode.Grouped(mine.Code), all, StringComparison.Ordinal);
        Assert.Contains(MeetingCode.Grouped(locked.Code), all, StringComparison.Ordinal);
        Assert.DoesNotContain(MeetingCode.Grouped(theirs.Code), all, StringComparison.Ordinal);
        var some = await ExportAsync(tenant, new LiveFilter(Locked: true));
        Assert.DoesNotContain(MeetingCode.Grouped(mine.Code), some, StringComparison.Ordinal);
        Assert.Contains(MeetingCode.Grouped(locked.Code), some, StringComparison.Ordinal);
    }

    private static async Task SoonAsync(Func<Task<bool>> there)
    {
        for (var n = 0; n < 40; n++)
        {
            if (await there()) return;
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }

        Assert.Fail("It did not come within ten seconds.");
    }

    private static Actor Operator(TenantId tenant) => new() { Kind = ActorKind.User, Tenant = tenant, User = new UserId(Ids.New(TimeProvider.System)), Name = "林静", Permissions = Console };

    private async Task<string> ExportAsync(TenantId tenant, LiveFilter filter)
    {
        using var file = new MemoryStream();
        Assert.True((await app.RunAsync(Operator(tenant), new ExportLive(filter, null, false, ExportFormat.Csv, "Asia/Shanghai", file))).Ok);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    private async Task<(TenantId Tenant, IReadOnlyDictionary<string, UserId> People)> EnterpriseAsync()
    {
        var name = $"console{Interlocked.Increment(ref _enterprises)}";
        await using var scope = app.Services.CreateAsyncScope();
        var seeder = scope.ServiceProvider.GetRequiredService<IPeopleSeeder>();
        var tenant = await seeder.CreateEnterpriseAsync(name, name, CancellationToken.None);
        return (tenant, await seeder.CreateAsync(tenant, [new NewPerson("ann", "ANN") { Email = $"ann@{name}.example" }, new NewPerson("bob", "BOB"), new NewPerson("cai", "CAI")], CancellationToken.None));
    }

    private async Task<RoomClient> JoinAsync(MeetingPlan plan, UserId? user, string name)
    {
        var actor = user is { } u ? new Actor { Kind = ActorKind.User, Tenant = plan.Tenant, User = u, Name = name, Ip = "127.0.0.1" } : Actor.Anonymous with { Ip = "127.0.0.1" };
        var ticket = await app.RunAsync(actor, new RequestJoin(plan.Code, plan.Password, null, name, user is null ? name : null));
        Assert.Null(ticket.Error);
        var client = await RoomClient.ConnectAsync(app.Url, ticket.Value!.Ticket);
        await client.UntilAsync("snapshot");
        return client;
    }
}
