using Huitang.Browser.Meetings;
using Huitang.Downloads.Data;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Identity.Access;
using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Roles;
using Huitang.Identity.Features.SignIn;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Identity.Features.Visibility;
using Huitang.Insights.Contracts;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Demo;
using Huitang.Meetings.Features.Personal;
using Huitang.Meetings.Features.Scheduling;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Browser.Looks;

/// <summary>The pages are looked at one after the other, alone on the machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LooksCollection : ICollectionFixture<LooksFixture>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "looks";
}

/// <summary>A company whose names are all Latin, so that a Chinese character on an English page is a text nobody translated; with meetings ahead, running and over.</summary>
public sealed class LooksFixture : ProductFixture
{
    /// <summary>The super admin, whose pages are looked at.</summary>
    public const string Admin = "grace";

    /// <summary>A member without any right over others.</summary>
    public const string Member = "alan";

    /// <summary>Manages the people and meetings of one department.</summary>
    public const string Part = "barbara";

    private readonly List<RoomClient> _inside = [];

    /// <summary>A role somebody has for a department.</summary>
    internal Guid Role { get; private set; }

    /// <summary>A file of people that was checked and not written.</summary>
    internal Guid Import { get; private set; }

    /// <summary>A series by the admin.</summary>
    internal MeetingId Series { get; private set; }

    /// <summary>A meeting that is over.</summary>
    internal MediaRoomId Over { get; private set; }

    /// <summary>A meeting that is running, with people inside and in the waiting room.</summary>
    internal MeetingPlan Running { get; private set; } = null!;

    protected override string Enterprise => "Northwind";

    protected override IReadOnlyCollection<NewPerson> Staff =>
    [
        Worker(Admin, "Grace Hopper", "IT") with { SuperAdmin = true }, Worker(Member, "Alan Turing", "Research/Theory"), Worker("ada", "Ada Lovelace", "Research/Engines"), Worker("edsger", "Edsger Dijkstra", "Research/Theory"),
        Worker("barbara", "Barbara Liskov", "Products"), Worker("margaret", "Margaret Featherstonehaugh-Hamilton", "Products"), Worker("donald", "Donald Knuth", "Products") with { Password = null }, Worker("radia", "Radia Perlman", "IT"),
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ScheduleAsync("Quarterly review with the people of all regions and their guests", null);
        Series = await ScheduleAsync("Weekly sync", new Recurrence(Repeats.Weekly, 12, null));
        await ScheduleAsync("Design critique", null);
        Assert.Null((await App.RunAsync(ActorOf(Admin, "Grace Hopper"), new OpenPersonalRoom("Room of Grace Hopper"))).Error);
        Assert.Null((await App.RunAsync(Actor.Anonymous with { Ip = "127.0.0.1" }, new AskPasswordReset(Admin, null))).Error);
        await PlayAsync();
        await RightsAsync();
        Running = await RunAsync("Town hall", waiting: true);
        await FilesAsync();
        // Signed in here, so that pages of both languages may then open at the same time.
        await BrowserAsync(Admin);
        await BrowserAsync(Member);
        await CloseBrowsersAsync();
    }

    /// <summary>A role given for a department, a rule of visibility, somebody hidden, a file of people with all that a check may say.</summary>
    private async Task RightsAsync()
    {
        var admin = ActorOf(Admin, "Grace Hopper") with { IsSuperAdmin = true };
        Role = (await App.RunAsync(admin, new AddRole("Research operators", "Keep the accounts and meetings of Research", [IdentityPermissions.UsersRead, IdentityPermissions.UsersManage, IdentityPermissions.DepartmentsRead, IdentityPermissions.UsersEmail, MeetingPermissions.List, MeetingPermissions.Control, MeetingPermissions.Subject, InsightsPermissions.Read]))).Value;
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        var research = (await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(default)).Single(d => d.Name == "Research");
        Assert.All((await App.RunAsync(admin, new AssignRoles([new RoleGift(People[Part], Role, true, [research.Id])]))).Value!, g => Assert.Null(g.Error));
        Assert.Null((await App.RunAsync(admin, new SaveVisibility(null, 0, VisibilitySubject.Department, research.Id.Value, VisibilityExtent.Listed, [new(VisibilitySubject.Department, research.Id.Value)], [new(VisibilitySubject.Person, People["edsger"].Value)]))).Error);
        Assert.Null((await App.RunAsync(admin, new HidePeople([People["radia"]], true))).Error);
        await using var file = new MemoryStream("UserID,Name,E-mail,Department\nalan,Alan Mathison Turing,alan@northwind.example,Research/Theory\nada,Ada Lovelace,ada@northwind.example,Research/Engines\nemmy,Emmy Noether,emmy@northwind.example,Research/Theory\nkurt,,kurt@northwind.example,Nowhere\nemmy,Emmy Again,,\n"u8.ToArray());
        Import = (await App.RunAsync(admin, new CheckImport("people.csv", file, ImportMode.Both))).Value;
    }

    // Files in every state: how they come about is tested elsewhere.
    private async Task FilesAsync()
    {
        var (actor, now) = (ActorOf(Admin, "Grace Hopper") with { IsSuperAdmin = true }, TimeProvider.System.GetUtcNow());
        foreach (var state in Enum.GetValues<JobState>())
        {
            await using var scope = App.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = actor;
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            // A lease of a day keeps the workers away from what only stands there to be looked at.
            db.Set<JobRow>().Add(new JobRow
            {
                Id = Ids.New(TimeProvider.System), CreatorId = actor.User, CreatorName = actor.Name, Report = "meetings.participants", Kind = ReportKind.Meetings, Name = $"Participants-{state}", Criteria = """{"span":"last7"}""",
                Format = ExportFormat.Xlsx, Language = "en-US", Zone = "Europe/Berlin", ScopeWhole = true, State = state == JobState.Queued ? JobState.Running : state, Rows = 4_200, Total = state == JobState.Queued ? null : 10_000, Attempts = 1,
                Owner = Ids.New(TimeProvider.System), LeaseUntil = now.AddDays(1), CreatedAt = now.AddMinutes(-(int)state), StartedAt = now.AddMinutes(-(int)state), EndedAt = state > JobState.Running ? now : null,
                Size = state == JobState.Done ? 18_234_567 : null, Sha256 = state == JobState.Done ? new string('a', 64) : null, ErrorCode = state == JobState.Failed ? "download.creator_lacks" : null, ErrorArgs = state == JobState.Failed ? ["meetings.list"] : [],
                ExpiresAt = now.AddDays(6),
            });
            await db.SaveChangesAsync();
        }

        Assert.Null((await App.RunAsync(actor, new SaveReport(null, 0, "Weekly figures for the board", "insights.days", ReportCriteria.Of([("span", "last_week")]), ExportFormat.Xlsx, "0 8 * * 1", true))).Error);
    }

    /// <summary>A meeting that runs, with two accounts and a guest inside.</summary>
    internal async Task<MeetingPlan> RunAsync(string subject, bool waiting = false)
    {
        var link = await MeetingAsync(Admin, subject);
        var code = link[3..12];
        await using var scope = App.Services.CreateAsyncScope();
        var plan = (await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindByCodeAsync(code, default))!;
        var ada = await EnterAsync("Ada Lovelace", People["ada"]);
        await EnterAsync("Margaret Featherstonehaugh-Hamilton", People["margaret"]);
        var guest = await EnterAsync("Tim Guest", null);
        Assert.Null(await guest.DoAsync("hand", new { up = true }));
        Assert.Null(await ada.DoAsync("chat", new { text = "The agenda: https://northwind.example/agenda?x=1", to = (string?)null }));
        if (!waiting) return plan;

        // Hosts let people wait only while one of them is inside.
        var host = await EnterAsync("Grace Hopper", People[Admin]);
        Assert.Null(await host.DoAsync("rules", new { change = new { waitingRoom = true } }));
        var late = await ComeAsync(plan, "Late Guest");
        await late.UntilAsync("waiting");
        _inside.Add(late);
        return plan;

        async Task<RoomClient> EnterAsync(string name, UserId? user)
        {
            var client = await ComeAsync(plan, name, user);
            _inside.Add(client);
            await client.UntilAsync("snapshot");
            return client;
        }
    }

    /// <summary>Somebody to be let in or kept out.</summary>
    internal async Task WaitAsync(MeetingPlan plan, string name)
    {
        var late = await ComeAsync(plan, name);
        _inside.Add(late);
        await late.UntilAsync("waiting");
    }

    /// <summary>The path by which a meeting is joined.</summary>
    internal static string Link(MeetingPlan plan) => $"/m/{plan.Code}?k={plan.LinkKey}";

    /// <summary>A path by which somebody sets their password.</summary>
    internal async Task<string> PasswordLinkAsync()
    {
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        var token = scope.ServiceProvider.GetRequiredService<OneTimeTokens>().Issue(TokenPurpose.PasswordReset, TimeSpan.FromHours(1), People["edsger"]);
        await scope.ServiceProvider.GetRequiredService<AppDb>().SaveChangesAsync();
        return "/account/set-password?token=" + token;
    }

    private static NewPerson Worker(string login, string name, string department) =>
        new(login, name) { Password = Password, Email = login + "@northwind.example", Department = department, Title = "Principal engineer", Language = "en-US" };

    private async Task<MeetingId> ScheduleAsync(string subject, Recurrence? series)
    {
        var start = App.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.Date.AddDays(2).AddHours(10);
        var booked = await App.RunAsync(ActorOf(series is null ? "ada" : Admin, series is null ? "Ada Lovelace" : "Grace Hopper"), new ScheduleMeeting(new MeetingDraft
        {
            Subject = subject, Start = start, End = start.AddHours(1), TimeZone = "Asia/Shanghai", Recurrence = series, Location = "Floor 3, room B",
            Hosts = [new(People[Admin], "Grace Hopper")], Invitees = [new(People[Member], "Alan Turing"), new(People["edsger"], "Edsger Dijkstra")],
            Guests = [new GuestDraft("Tim Guest", null, "tim@guest.example")],
        }));
        Assert.Null(booked.Error);
        return booked.Value;
    }

    /// <summary>Meetings of the last days, with everybody's quality.</summary>
    private async Task PlayAsync()
    {
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var everybody = (await scope.ServiceProvider.GetRequiredService<IDirectory>().FindAsync("", new PageRequest(1, 100), default)).Rows.OrderBy(p => p.Ordinal).ToList();
        var now = App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
#pragma warning disable CA5394 // the same past each time is wanted
        var history = new DemoHistory(new Random(7), Tenant);
#pragma warning restore CA5394
        for (var day = 4; day > 0; day--)
        {
            var start = now.AddDays(-day);
            var meeting = Meeting.Quick(new MeetingSettings(), "Asia/Shanghai", ActorOf(Admin, "Grace Hopper"), $"73100000{day}", new DemoClock(start));
            db.Add(meeting);
            history.Play(new DemoSession(meeting, start, TimeSpan.FromMinutes(45), everybody));
        }

        await db.SaveChangesAsync();
        await DemoCopy.WriteAsync((NpgsqlConnection)db.Database.GetDbConnection(), history, default);
        await transaction.CommitAsync();
        Over = history.Rooms[^1].Id;
        // This past was told by no events: the dashboards take it over from the meetings' own record, and what that mended is left to be seen.
        await App.Services.GetRequiredService<IReconciliation>().RunAsync(Tenant, DateOnly.FromDateTime(now.AddDays(-10).UtcDateTime), null, true, default);
    }
}
