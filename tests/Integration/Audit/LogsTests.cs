using Huitang.Audit;
using Huitang.Audit.Features;
using Huitang.Identity.Features.Account;
using Huitang.Identity.Features.Users;
using Huitang.Integration.Identity;
using Huitang.Integration.Meetings.Live;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Features.Control;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Audit;

public sealed class LogsTests(IdentityFixture app) : IClassFixture<IdentityFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Actor Keeper => new() { Kind = ActorKind.User, Tenant = app.Tenant, User = new UserId(Guid.Parse("01900000-0000-7000-8000-000000000001")), Name = "林静", Ip = "203.0.113.9", IsSuperAdmin = true, RequestId = "req-1" };

    [Fact]
    public async Task Acts_stand_in_the_log_of_their_enterprise_with_who_what_and_outcome()
    {
        var log = app.Services.GetRequiredService<IAuditLog>();
        var notes = new AuditNotes();
        notes.On("meeting", "42", "季度<script>评审", "123456789");
        notes.Changed("锁定", false, true);
        var keeper = Keeper with { Tenant = new TenantId(77) };
        var done = await log.OpenAsync(new AuditOpening("meeting.lock"), keeper, Ct);
        await log.CloseAsync(done, keeper.Tenant, AuditOutcome.Done, notes, Ct);
        await log.OpenAsync(new AuditOpening("meeting.end"), keeper, Ct);
        await log.OpenAsync(new AuditOpening("meeting.end"), keeper with { Tenant = new TenantId(78) }, Ct);

        var all = await ListAsync(new ActFilter(), keeper);
        Assert.Equal(["meeting.end", "meeting.lock"], all.Select(row => row.Action));
        Assert.Equal(AuditOutcome.Open, all[0].Outcome);
        Assert.Equal(new AuditChange("锁定", "False", "True"), Assert.Single(all[1].Changes));
        Assert.Equal(("203.0.113.9", NetworkPlace.External, "req-1"), (all[1].Ip?.ToString(), all[1].Place, all[1].RequestId));

        Assert.Equal(done, Assert.Single(await ListAsync(new ActFilter(Text: "<SCRIPT>"), keeper)).Id);
        Assert.Empty(await ListAsync(new ActFilter(Text: "%"), keeper));
        foreach (var filter in new[] { new ActFilter(Text: "评审"), new(Text: "123456789"), new(Text: "42"), new(Object: "meeting/42"), new(Action: "meeting.lock"), new(Outcome: OutcomeFilter.Done) })
            Assert.Equal(done, Assert.Single(await ListAsync(filter, keeper)).Id);
        foreach (var filter in new[] { new ActFilter(Who: "林"), new(Ip: "203.0.113.9"), new(Ip: "203.0.113.0/24"), new(Ip: "203.0."), new(Place: NetworkPlace.External), new(Category: "meeting"), new(Actor: keeper.User.Value) })
            Assert.Equal(2, (await ListAsync(filter, keeper)).Count);
        Assert.Empty(await ListAsync(new ActFilter(Ip: "10.0.0.0/8"), keeper));
        Assert.Single(await ListAsync(new ActFilter(Outcome: OutcomeFilter.Open), keeper));
        Assert.Equal("audit.bad_address", (await app.RunAsync(keeper, new ListActs(AuditLogKind.Administrator, new PageRequest(), new ActFilter(Ip: "the office")))).Error?.Code);
    }

    [Fact]
    public async Task How_long_logs_are_kept_is_set_within_what_the_law_asks_and_the_change_is_in_the_log()
    {
        var keeper = Keeper with { Tenant = new TenantId(91) };
        Assert.Equal((190, 180), ((await app.RunAsync(keeper, new GetChainState())).Value!.KeepDays, (await app.RunAsync(keeper, new GetChainState())).Value!.LeastDays));
        foreach (var days in new[] { -1, 0, 179, 3661, int.MaxValue })
        {
            var refused = (await app.RunAsync(keeper, new SetRetention(days))).Error!;
            Assert.Equal(("audit.retention_range", "180", "Days"), (refused.Code, refused.Args[0], refused.Field));
        }

        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(keeper with { IsSuperAdmin = false, Permissions = new HashSet<string> { "audit.read" } }, new SetRetention(365))).Error?.Code);
        Assert.Equal(365, (await app.RunAsync(keeper, new SetRetention(365))).Value);
        Assert.Equal(365, await app.Services.GetRequiredService<Pruning>().DaysAsync(keeper.Tenant, Ct));
        Assert.Equal(190, await app.Services.GetRequiredService<Pruning>().DaysAsync(new TenantId(92), Ct));
        Assert.Equal(190, (await app.RunAsync(keeper, new SetRetention(null))).Value);
        var changes = (await ListAsync(new ActFilter(Action: "audit.retention", Outcome: OutcomeFilter.Done), keeper)).Select(a => Assert.Single(a.Changes)).ToList();
        Assert.Equal([new AuditChange("keepDays", "365", "190"), new AuditChange("keepDays", "190", "365")], changes);
    }

    [Fact]
    public async Task Only_holders_of_the_permission_read_export_and_verify()
    {
        var nobody = Keeper with { IsSuperAdmin = false };
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(nobody, new ListActs(AuditLogKind.Administrator, new PageRequest()))).Error?.Code);
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(nobody, new GetChainState())).Error?.Code);
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(nobody, new VerifyChain())).Error?.Code);
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(nobody, new ExportActs(AuditLogKind.SignIn, new ActFilter(), ExportFormat.Csv, TimeZoneInfo.Utc, Stream.Null))).Error?.Code);
    }

    [Fact]
    public async Task A_random_journey_stands_in_the_logs_act_for_act_with_from_and_to()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var people = new List<(UserId Id, bool Disabled)>();
        for (var i = 0; i < 4; i++) people.Add(((await app.SomebodyAsync()).Id, false));
        var member = Keeper with { IsSuperAdmin = false, User = people[0].Id, Name = "陈晓彤", RequestId = "journey" };
        var admin = Keeper with { RequestId = "journey" };
        var (name, administrators, members) = ("陈晓彤", new List<(string Action, string Outcome, string Changes)>(), new List<(string Action, string Outcome, string Changes)>());
        for (var i = 0; i < 200; i++)
        {
            var at = 1 + random.Next(people.Count - 1);
            switch (random.Next(4))
            {
                case 0:
                    Assert.True((await app.RunAsync(admin, new DisableUser(people[at].Id))).Ok);
                    administrators.Add(("user.disable", "done", people[at].Disabled ? "" : "status:Normal→Disabled"));
                    people[at] = (people[at].Id, true);
                    break;
                case 1:
                    var answer = await app.RunAsync(admin, new EnableUser(people[at].Id));
                    administrators.Add(("user.enable", answer.Error?.Code ?? "done", people[at].Disabled ? "status:Disabled→Normal" : ""));
                    people[at] = (people[at].Id, false);
                    break;
                case 2:
                    var next = "姓名" + random.Next(1000);
                    Assert.True((await app.RunAsync(member, new UpdateProfile(next, null, "zh-CN"))).Ok);
                    members.Add(("profile.update", "done", next == name ? "" : $"name:{name}→{next}"));
                    name = next;
                    break;
                default:
                    Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(member, new DisableUser(people[at].Id))).Error?.Code);
                    administrators.Add(("user.disable", CommonErrors.Forbidden.Code, ""));
                    break;
            }
        }

        Assert.Equal(administrators, await ToldAsync(AuditLogKind.Administrator));
        Assert.Equal(members, await ToldAsync(AuditLogKind.Member));

        async Task<List<(string, string, string)>> ToldAsync(AuditLogKind log)
        {
            var told = new List<Act>();
            for (var page = 1; page <= 3; page++) told.AddRange((await app.RunAsync(Keeper, new ListActs(log, new PageRequest(page, 100), new ActFilter(Text: "journey")))).Value!.Rows);
            return told.AsEnumerable().Reverse().Select(a => (a.Action, a.Outcome, string.Join(",", a.Changes.Select(c => $"{c.Field}:{c.From}→{c.To}")))).ToList();
        }
    }

    [Fact]
    public async Task Every_try_to_sign_in_is_told_with_its_true_reason()
    {
        var (login, id) = await app.SomebodyAsync();
        using var browser = new SignIn(app.Url);
        await browser.TryAsync(login, "not the password", Ct);
        await browser.TryAsync("nobody-" + login, "not the password", Ct);
        Assert.NotNull((await browser.TryAsync(login, IdentityFixture.Password, Ct)).Location);

        var own = (await app.RunAsync(Keeper, new ListActs(AuditLogKind.SignIn, new PageRequest(), new ActFilter(Actor: id.Value)))).Value!.Rows;
        Assert.Equal([null, "wrongpassword"], own.Select(a => a.Reason));
        Assert.All(own, a => Assert.Equal(("session.sign_in", login, "password", "陈晓彤", NetworkPlace.Internal, "127.0.0.1"), (a.Action, a.Account, a.Method, a.ActorName, a.Place, a.Ip?.ToString())));
        Assert.NotNull(own[0].Session);
        Assert.Null(own[1].Session);
        var stranger = Assert.Single((await app.RunAsync(Keeper, new ListActs(AuditLogKind.SignIn, new PageRequest(), new ActFilter(Who: "nobody-" + login)))).Value!.Rows);
        Assert.Equal(("unknownaccount", ActorKind.Anonymous), (stranger.Reason, stranger.ActorKind));
    }

    [Fact]
    public async Task What_people_do_in_a_meeting_stands_among_member_activities_once()
    {
        var plan = await TestMeetings.PlanAsync(app.Services, TestMeetings.Tenant, new MeetingSettings());
        await using (var host = await TestMeetings.JoinAsync(app.Services, app.Url, plan, plan.Creator, "王思远"))
        await using (var guest = await TestMeetings.JoinAsync(app.Services, app.Url, plan, null, "李访客"))
        {
            Assert.Null(await guest.DoAsync("mic", new { on = true }));
            Assert.Null(await host.DoAsync("mute", new { target = guest.Me }));
            Assert.Null(await host.DoAsync("lock", new { on = true }));
            Assert.Equal("meeting.not_host", await guest.DoAsync("mute", new { target = host.Me }));
            Assert.True((await app.RunAsync(Keeper with { Tenant = TestMeetings.Tenant }, new LockMeeting(plan.Id, false))).Ok);
            Assert.Null(await host.DoAsync("remove", new { targets = new[] { guest.Me }, mayReturn = true }));
            await host.DoAsync("leave");
        }

        List<Act> acts = [];
        for (var tries = 0; tries < 600 && acts.Count < 7; tries++)
        {
            acts = (await app.RunAsync(Keeper with { Tenant = TestMeetings.Tenant }, new ListActs(AuditLogKind.Member, new PageRequest(1, 50), new ActFilter(Object: $"meeting/{plan.Id}")))).Value!.Rows.Reverse().ToList();
            if (acts.Count < 7) await Task.Delay(100, Ct);
        }

        Assert.Equal(["meeting.join", "meeting.join", "meeting.mute", "meeting.lock", "meeting.leave", "meeting.remove", "meeting.leave"], Sorted(acts));
        Assert.All(acts, a => Assert.Equal((plan.Code, AuditOutcome.Done), (a.ObjectCode, a.Outcome)));
        var muted = acts.Single(a => a.Action == "meeting.mute");
        Assert.Equal(("王思远", plan.Creator.Value), (muted.ActorName, muted.ActorId));
        Assert.Equal(new AuditChange("李访客: microphone", "True", "False"), Assert.Single(muted.Changes));
        var guests = acts.First(a => a.ActorKind == ActorKind.Anonymous);
        Assert.Equal("李访客", guests.ActorName);
        Assert.Equal(acts.Count, (await app.RunAsync(Keeper with { Tenant = TestMeetings.Tenant }, new ListActs(AuditLogKind.Member, new PageRequest(1, 50), new ActFilter(Text: plan.Code)))).Value!.Total);

        // Told twice, written once.
        var again = new MembersActed([new MemberAct("meeting.join", TimeProvider.System.GetUtcNow(), plan.Creator.Value, null, "王思远", null, null, "meeting", "twice", "twice", null, [])]);
        var (handler, id) = (new MemberActsHandler(app.Services.GetRequiredService<IAuditLog>()), Ids.New(TimeProvider.System));
        await handler.HandleAsync(id, TestMeetings.Tenant, again, Ct);
        await handler.HandleAsync(id, TestMeetings.Tenant, again, Ct);
        Assert.Equal(1, (await app.RunAsync(Keeper with { Tenant = TestMeetings.Tenant }, new ListActs(AuditLogKind.Member, new PageRequest(), new ActFilter(Object: "meeting/twice")))).Value!.Total);

        // Removing somebody and their leaving are one moment; their order within it is not promised.
        static IEnumerable<string> Sorted(List<Act> acts) => acts.OrderBy(a => a.At).ThenBy(a => a.Action, StringComparer.Ordinal).Select(a => a.Action);
    }

    [Fact]
    public async Task An_export_holds_the_filtered_entries_and_is_itself_in_the_log()
    {
        var keeper = Keeper with { RequestId = "export-" + Ids.New(TimeProvider.System) };
        var (_, id) = await app.SomebodyAsync();
        await app.RunAsync(keeper, new DisableUser(id));
        using var file = new MemoryStream();
        Assert.Equal(1, (await app.RunAsync(keeper, new ExportActs(AuditLogKind.Administrator, new ActFilter(Object: $"user/{id}"), ExportFormat.Csv, TimeZoneInfo.Utc, file))).Value);
        var text = System.Text.Encoding.UTF8.GetString(file.ToArray());
        Assert.Contains("禁用用户", text, StringComparison.Ordinal);
        Assert.Contains("203.0.113.9", text, StringComparison.Ordinal);
        var told = Assert.Single(await ListAsync(new ActFilter(Action: "audit.export", Text: keeper.RequestId), keeper));
        Assert.Equal(new AuditChange("rows", null, "1"), Assert.Single(told.Changes));
    }

    private async Task<IReadOnlyList<Act>> ListAsync(ActFilter filter, Actor actor) => (await app.RunAsync(actor, new ListActs(AuditLogKind.Administrator, new PageRequest(), filter))).Value!.Rows;
}
