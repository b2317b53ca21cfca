using Huitang.Downloads.Contracts;
using Huitang.Downloads.Features;
using Huitang.Host.Startup;
using Huitang.Identity.Access;
using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Access;
using Huitang.Identity.Features.Departments;
using Huitang.Identity.Features.Roles;
using Huitang.Identity.Features.Scim.Tokens;
using Huitang.Identity.Features.Users;
using Huitang.Insights.Contracts;
using Huitang.Insights.Domain;
using Huitang.Insights.Features;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Control;
using Huitang.Meetings.Features.Scheduling;
using Huitang.Meetings.Features.Upcoming;
using Huitang.Identity.Features.Visibility;
using Huitang.Audit.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Access;

/// <summary>What the explainer says and what the server then does are the same, for people, roles, scopes, permissions and objects drawn at random.</summary>
public sealed class ExplainerTests(AccessFixture app) : IClassFixture<AccessFixture>
{
    private const int Triples = 10_000;
    private const int Seed = 20_261_125;
    private static readonly string[] Paths = ["总部", "华东/上海", "华东/杭州", "华南/深圳"];
    private static readonly string[] Places = ["总部", "华东", "上海", "杭州", "华南", "深圳"];

    /// <summary>An act by which the server shows whether it lets somebody: what is asked of the explainer, and the act on an object.</summary>
    private sealed record Probe(string Permission, string? Kind, Func<Actor, Guid, Task<bool>> MayAsync);

    [Fact]
    public async Task What_the_explainer_says_the_server_does_for_10_000_random_triples()
    {
#pragma warning disable CA5394 // repeatable draws are wanted
        var random = new Random(Seed);
        var all = new ModuleCatalog(HuitangApp.Modules).Permissions.Select(p => p.Id).ToArray();
        var roles = new List<Guid> { await app.BuiltInAsync(BuiltInRole.Administrator), await app.BuiltInAsync(BuiltInRole.SecurityAdministrator), await app.BuiltInAsync(BuiltInRole.AuditAdministrator) };
        for (var i = 0; i < 12; i++) roles.Add(await app.RoleAsync([.. all.Where(_ => random.Next(3) == 0)]));
        var people = new List<UserId> { app.Super };
        for (var i = 0; i < 40; i++)
        {
            var person = await app.PersonAsync(Paths[random.Next(Paths.Length)]);
            people.Add(person);
            if (random.Next(5) > 0) await app.GiveAsync(person, roles[random.Next(roles.Count)], random.Next(2) == 0 ? [] : [.. Places.Where(_ => random.Next(3) == 0).DefaultIfEmpty("杭州")]);
        }

        await app.WithAsync(db => db.Users.Where(u => u.Id == people[7] || u.Id == people[19]).ExecuteUpdateAsync(s => s.SetProperty(u => u.Status, UserStatus.Disabled)));
        await app.SqlAsync("update identity.enterprise set isolated_permissions = array['audit.read', 'meetings.subject']");
        var meetings = new List<Guid>();
        var start = TimeProvider.System.GetUtcNow().AddDays(3).Date.AddHours(9);
        foreach (var creator in people.Skip(1).Where(_ => random.Next(2) == 0).Take(20))
        {
            var (host, guest) = (people[random.Next(1, people.Count)], people[random.Next(1, people.Count)]);
            var draft = new MeetingDraft { Subject = "会议", Start = start, End = start.AddHours(1), Hosts = host == creator ? [] : [new ChosenPerson(host, "")], Invitees = guest == creator ? [] : [new ChosenPerson(guest, "")] };
            var booked = await app.RunAsync(await app.ActorAsync(creator), new ScheduleMeeting(draft));
            if (booked.Ok) meetings.Add(booked.Value.Value);
        }

        Assert.True(meetings.Count > 5, $"{meetings.Count} meetings");
        var sessions = await SessionsAsync(people);
        var probes = Probes([people[7].Value, people[19].Value]);
        Assert.Empty(all.Except(probes.Select(p => p.Permission)));
        var asker = new Actor { Kind = ActorKind.User, Tenant = app.Tenant, User = app.Super, IsSuperAdmin = true };
        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        var reasons = new System.Collections.Concurrent.ConcurrentDictionary<AccessReason, int>();
        var draws = Enumerable.Range(0, Triples).Select(_ => (Person: people[random.Next(people.Count)], Probe: probes[random.Next(probes.Count)], A: random.Next(), B: random.Next())).ToList();
#pragma warning restore CA5394
        await Parallel.ForEachAsync(draws, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (draw, ct) =>
        {
            var on = draw.Probe.Kind is "person" or null ? people[draw.A % people.Count].Value : meetings[draw.B % meetings.Count];
            var said = await app.RunAsync(asker, new DescribeAccess(draw.Person, draw.Probe.Permission, draw.Probe.Kind, draw.Probe.Kind is null or "enterprise" ? null : on) { WithGivers = false });
            // As the page or route would find the person behind the session.
            var actor = await app.Services.GetRequiredService<ActorReader>().ReadAsync(new SessionName(app.Tenant, draw.Person, sessions[draw.Person]), ct) ?? Actor.Anonymous with { Tenant = app.Tenant };
            var did = await draw.Probe.MayAsync(actor, on);
            if (said.Value is not { } answer) wrong.Add($"{draw.Probe.Permission} {draw.Probe.Kind}: {said.Error?.Code}");
            else
            {
                reasons.AddOrUpdate(answer.Reason, 1, (_, n) => n + 1);
                if (answer.Allowed != did) wrong.Add($"{draw.Person} {draw.Probe.Permission} {draw.Probe.Kind} {on}: said {answer.Reason}, did {did}");
            }
        });

        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {Triples} (seed {Seed})\n" + string.Join('\n', wrong.Take(20)));
        // The draws must have met every sort of answer there is for them.
        foreach (var reason in new[] { AccessReason.SuperAdmin, AccessReason.Role, AccessReason.Relation, AccessReason.NotHeld, AccessReason.OutOfScope, AccessReason.PartOnly, AccessReason.Isolated, AccessReason.SignedOut, AccessReason.Self, AccessReason.OfSuperAdmin })
            Assert.True(reasons.ContainsKey(reason), $"{reason} was never met: {string.Join(", ", reasons)}");
    }

    // Each act is the lightest by which the server shows it: refused for another reason, or reading one thing.
    private List<Probe> Probes(HashSet<Guid> disabled)
    {
        async Task<bool> Let<T>(Actor actor, IUseCase<T> order) => (await app.RunAsync(actor, order)).Error?.Kind is not (ErrorKind.Forbidden or ErrorKind.SignedOut or ErrorKind.NotFound);
        async Task<bool> Refused<T>(Actor actor, IUseCase<T> order, Error with) => (await app.RunAsync(actor, order)).Error?.Code == with.Code;
        // What is seen of people is asked of those who see the person; of others there is nothing but the rule.
        async Task<bool> Sees(Actor actor, Guid id, string permission, Func<UserDetails, bool> shows) => (await app.RunAsync(actor, new GetUser(new UserId(id)))).Value is { } seen ? shows(seen) : actor.Holds(permission);
        return
        [
            new(IdentityPermissions.UsersRead, null, (a, _) => Let(a, new ListRoleNames())),
            new(IdentityPermissions.UsersRead, "person", async (a, id) => (await app.RunAsync(a, new GetUser(new UserId(id)))).Ok),
            new(IdentityPermissions.UsersManage, "person", (a, id) => disabled.Contains(id) ? Refused(a, new SendUserLink(new UserId(id)), IdentityErrors.WrongState) : Refused(a, new EnableUser(new UserId(id)), IdentityErrors.WrongState)),
            new(IdentityPermissions.UsersPhone, null, (a, id) => Sees(a, id, IdentityPermissions.UsersPhone, d => d.SeesPhone)),
            new(IdentityPermissions.UsersEmail, null, (a, id) => Sees(a, id, IdentityPermissions.UsersEmail, d => d.SeesEmail)),
            new(IdentityPermissions.UsersExport, null, (a, _) => Let(a, new ExportUsers(new PeopleFilter(), [], ExportFormat.Csv, TimeZoneInfo.Utc, Stream.Null))),
            new(IdentityPermissions.DepartmentsRead, null, (a, _) => Let(a, new GetDepartmentTree())),
            new(IdentityPermissions.DepartmentsManage, null, (a, id) => Refused(a, new PreviewMove(new DepartmentId(id), null), CommonErrors.NotFound)),
            new(IdentityPermissions.LicencesManage, "enterprise", (a, _) => Refused(a, new SetPremiumPool(-1), IdentityErrors.PoolTooSmall)),
            new(IdentityPermissions.RolesRead, null, (a, _) => Let(a, new ListAccessKinds())),
            new(IdentityPermissions.RolesRead, "person", async (a, id) => (await app.RunAsync(a, new GetRolePerson(new UserId(id)))).Ok),
            new(IdentityPermissions.RolesManage, "enterprise", (a, _) => Refused(a, new AddRole("", null, []), IdentityErrors.BadName)),
            new(IdentityPermissions.ScimManage, null, (a, _) => Let(a, new ListTokens())),
            new(IdentityPermissions.VisibilityRead, "enterprise", (a, _) => Let(a, new ListVisibility())),
            new(IdentityPermissions.VisibilityManage, "enterprise", (a, id) => Refused(a, new DeleteVisibility(id), CommonErrors.NotFound)),
            new("audit.manage", "enterprise", (a, _) => Refused(a, new SetRetention(1), SetRetentionHandler.OutOfRange)),
            new("audit.read", "enterprise", (a, _) => Refused(a, new GetAct(Guid.Empty), CommonErrors.NotFound)),
            new(DownloadsPermissions.All, null, (a, _) => Let(a, new ListDownloadCreators())),
            new("system.status", null, (a, _) => Let(a, new ReadSystemStatus())),
            new(InsightsPermissions.Read, null, (a, _) => Let(a, new ListFigureDepartments())),
            new(InsightsPermissions.Manage, "enterprise", (a, _) => Refused(a, new Reconcile(false, new Period(new DateOnly(2026, 2, 1), new DateOnly(2026, 1, 1))), InsightErrors.Reversed)),
            new("messages.read", "enterprise", (a, _) => Let(a, new Huitang.Messages.Features.Mail.ListMails(null, null, new PageRequest(1, 1)))),
            new(MeetingPermissions.List, null, (a, _) => Let(a, new ListUpcoming(new UpcomingFilter(), new PageRequest(1, 1)))),
            new(MeetingPermissions.List, "meeting", (a, id) => Let(a, new GetMeeting(new MeetingId(id)))),
            new(MeetingPermissions.List, "live-meeting", (a, id) => Let(a, new ListTimeline(new MeetingId(id)))),
            new(MeetingPermissions.Manage, "meeting", (a, id) => Let(a, new DeleteEndedMeeting(new MeetingId(id)))),
            new(MeetingPermissions.Control, "live-meeting", (a, id) => Let(a, new LowerAllHands(new MeetingId(id)))),
            // To see the subject one must see the meeting; asked of those who do.
            new(MeetingPermissions.Subject, "meeting", async (a, id) =>
            {
                var seen = await app.RunAsync(a, new GetMeeting(new MeetingId(id)));
                return seen.Value is { } m ? m.Subject == "会议" : AccessRules.Decide(a, MeetingPermissions.Subject, await TargetAsync(a, id)).Allowed;
            }),
        ];
    }

    private async Task<AccessTarget?> TargetAsync(Actor actor, Guid meeting)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
        return await scope.ServiceProvider.GetRequiredService<MeetingTargets>().PlanAsync(actor, new MeetingId(meeting), default);
    }

    private async Task<Dictionary<UserId, Guid>> SessionsAsync(IEnumerable<UserId> people)
    {
        var now = TimeProvider.System.GetUtcNow();
        var rows = people.Select(p => new SessionRow { Id = Ids.New(TimeProvider.System), UserId = p, CreatedAt = now, LastSeenAt = now, ExpiresAt = now.AddHours(10), Method = SignInMethod.Password }).ToList();
        await app.WithAsync(async db =>
        {
            db.AddRange(rows);
            return await db.SaveChangesAsync();
        });
        return rows.ToDictionary(r => r.UserId, r => r.Id);
    }
}
