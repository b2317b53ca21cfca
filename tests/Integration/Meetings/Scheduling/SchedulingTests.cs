using System.Net;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Personal;
using Huitang.Meetings.Features.Scheduling;
using Huitang.Meetings.Features.Upcoming;
using Huitang.Meetings.Invitations;
using Huitang.TestKit;
using Ical.Net.CalendarComponents;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Xunit;
using Calendar = Ical.Net.Calendar;

namespace Huitang.Integration.Meetings.Scheduling;

/// <summary>Two enterprises with people in them, and a place where mails land.</summary>
public sealed class SchedulingFixture(PostgresFixture postgres) : AppFixture(postgres)
{
    private readonly Dictionary<string, Actor> _actors = [];

    /// <summary>Folder of mails that were sent.</summary>
    public string Mails => Path.Combine(DataFolder, "mails");

    internal Actor this[string login] => _actors[login];

    protected override void Change(WebApplicationBuilder builder) => builder.Configuration["Mail:PickupFolder"] = Mails;

    /// <summary>Makes the enterprises once.</summary>
    public async Task PeopleAsync()
    {
        if (_actors.Count > 0) return;
        var seeder = Services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<IPeopleSeeder>();
        foreach (var (corp, logins) in new[] { ("morningstar", new[] { "ann", "bob", "cai", "admin" }), ("evening", ["eve"]) })
        {
            var tenant = await seeder.CreateEnterpriseAsync(corp, corp, CancellationToken.None);
            var people = await seeder.CreateAsync(tenant, logins.Select(l => new NewPerson(l, l.ToUpperInvariant()) { Email = $"{l}@{corp}.example", Language = l == "bob" ? "en-US" : "zh-CN" }).ToList(), CancellationToken.None);
            foreach (var (login, id) in people)
                _actors[login] = new Actor { Kind = ActorKind.User, Tenant = tenant, User = id, Name = login.ToUpperInvariant(), Permissions = login == "admin" ? new HashSet<string> { MeetingPermissions.List, MeetingPermissions.Manage, MeetingPermissions.Subject } : new HashSet<string>() };
        }
    }
}

public sealed class SchedulingTests(SchedulingFixture app) : IClassFixture<SchedulingFixture>, IAsyncLifetime
{
    private static readonly DateTime Tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).Date.AddHours(10);

    public async ValueTask InitializeAsync() => await app.PeopleAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_series_is_booked_listed_changed_and_cancelled()
    {
        var (ann, bob) = (app["ann"], app["bob"]);
        var id = await BookAsync(Draft("产品周会 <b>&") with { Recurrence = new Recurrence(Repeats.Weekly, 4, null), Invitees = [Chosen("bob")], Password = "1234", Location = "三楼" });

        var row = Assert.Single((await app.RunAsync(bob, new ListMyMeetings(MyTab.Upcoming, "周会 <b>&", new PageRequest()))).Value!.Rows);
        Assert.Equal(("产品周会 <b>&", false, MeetingType.Recurring), (row.Subject, row.Mine, row.Type));
        Assert.Equal(id, Assert.Single((await app.RunAsync(ann, new ListMyMeetings(MyTab.Upcoming, row.Code[..3] + "-" + row.Code[3..], new PageRequest()))).Value!.Rows).Id);

        var seen = (await app.RunAsync(bob, new GetMeeting(id))).Value!;
        Assert.Equal(("1234", 4, false, MeetingState.Init), (seen.Password, seen.Occurrences.Count, seen.Mine, seen.State));

        var second = seen.Occurrences[1];
        Assert.Equal(SchedulingErrors.NotYours, (await app.RunAsync(bob, new CancelMeeting(id))).Error);
        var moved = new OccurrenceDraft("移动的一场", Tomorrow.AddDays(8), Tomorrow.AddDays(8).AddHours(1), null);
        Assert.True((await app.RunAsync(ann, new EditOccurrence(id, second.Id, moved))).Ok);
        Assert.True((await app.RunAsync(ann, new CancelMeeting(id, seen.Occurrences[2].Id))).Ok);
        var changed = (await app.RunAsync(ann, new GetMeeting(id))).Value!;
        Assert.Equal((true, "移动的一场", true), (changed.Occurrences[1].Edited, changed.Occurrences[1].Subject, changed.Occurrences[2].Cancelled));
        Assert.Equal(CommonErrors.ChangedMeanwhile, (await app.RunAsync(ann, new EditMeeting(id, Draft("x") with { Recurrence = new Recurrence(Repeats.Weekly, 4, null) }, seen.Version))).Error);

        Assert.True((await app.RunAsync(ann, new CancelMeeting(id, null, "改期"))).Ok);
        Assert.Equal(SchedulingErrors.Cancelled, (await app.RunAsync(ann, new CancelMeeting(id))).Error);
        Assert.Equal(MeetingState.Cancelled, (await app.RunAsync(ann, new GetMeeting(id))).Value!.State);
        Assert.Empty((await app.RunAsync(bob, new ListMyMeetings(MyTab.Upcoming, "产品周会", new PageRequest()))).Value!.Rows);
        Assert.True((await PlanAsync(id))!.Closed);
    }

    [Fact]
    public async Task Codes_stay_unique_when_fifty_people_book_at_once_out_of_few_codes()
    {
        // Sixty codes for fifty meetings: most draws collide, in memory nobody knows of the others.
        var draw = new FewCodes(60);
        var codes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            using var scope = app.Services.CreateScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = app["cai"];
            var store = ActivatorUtilities.CreateInstance<PlanStore>(scope.ServiceProvider, draw);
            var meeting = Meeting.Quick(new MeetingSettings(), Zones.Default, app["cai"], draw.Next(), TimeProvider.System);
            // A full range is refused after a few draws; people press again.
            while (await store.SaveNewAsync(meeting, TestContext.Current.CancellationToken) is not null) { }
            return meeting.Code;
        }));
        Assert.Equal(50, codes.Distinct().Count());
        Assert.True(draw.Drawn > 60, $"only {draw.Drawn} draws: nothing collided");
    }

    [Fact]
    public async Task Fifty_bookings_through_the_front_door_at_once_all_succeed()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => app.RunAsync(app["cai"], new ScheduleMeeting(Draft($"并发 {i}")))));
        Assert.All(made, m => Assert.Null(m.Error));
        var page = (await app.RunAsync(app["cai"], new ListMyMeetings(MyTab.Upcoming, "并发", new PageRequest(1, 100)))).Value!;
        Assert.Equal((50, 50), (page.Total, page.Rows.Select(r => r.Code).Distinct().Count()));
    }

    [Fact]
    public async Task Another_enterprises_meeting_and_a_colleagues_look_as_if_they_did_not_exist()
    {
        var id = await BookAsync(Draft("机密"));
        foreach (var stranger in new[] { app["eve"], app["cai"] })
        {
            Assert.Equal(SchedulingErrors.NotFound, (await app.RunAsync(stranger, new GetMeeting(id))).Error);
            Assert.Equal(SchedulingErrors.NotFound, (await app.RunAsync(stranger, new CancelMeeting(id))).Error);
            Assert.Equal(SchedulingErrors.NotFound, (await app.RunAsync(stranger, new EditMeeting(id, Draft("x")))).Error);
            Assert.Equal(SchedulingErrors.NotFound, (await app.RunAsync(stranger, new GetInvitation(id))).Error);
        }

        var eve = new ScheduleMeeting(Draft("x") with { Invitees = [Chosen("ann")] });
        Assert.Equal(SchedulingErrors.PersonUnknown.Code, (await app.RunAsync(app["eve"], eve)).Error?.Code);
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(app["ann"], new ListUpcoming(new UpcomingFilter(), new PageRequest()))).Error?.Code);
        Assert.Equal("机密", (await PlanAsync(id))!.Subject); // the live side looks across enterprises
    }

    [Theory]
    [InlineData("past", "meeting.start_in_past")]
    [InlineData("600", "meeting.subject_too_long")]
    [InlineData("nul", "meeting.subject_missing")]
    public async Task Bad_input_is_refused_and_nothing_is_kept(string what, string code)
    {
        var draft = what switch
        {
            "past" => Draft("坏 past") with { Start = Tomorrow.AddDays(-2), End = Tomorrow.AddDays(-2).AddHours(1) },
            "600" => Draft("坏" + new string('a', 599)),
            _ => Draft("\0\0"),
        };
        Assert.Equal(code, (await app.RunAsync(app["ann"], new ScheduleMeeting(draft))).Error?.Code);
        Assert.Empty((await app.RunAsync(app["ann"], new ListMyMeetings(MyTab.Upcoming, "坏", new PageRequest()))).Value!.Rows);
    }

    [Theory]
    [InlineData("<script>alert(1)</script> 😀👩‍💻")]
    [InlineData("'; drop table meetings.meeting; -- %_\\")]
    [InlineData("=cmd|' /C calc'!A0")]
    public async Task Odd_text_is_kept_as_typed_and_found_again(string subject)
    {
        var id = await BookAsync(Draft(subject) with { Location = "\ud83d\ude00楼", Guests = [new GuestDraft("<i>", null, "guest@example.com")] });
        Assert.Equal(subject, (await app.RunAsync(app["ann"], new GetMeeting(id))).Value!.Subject);
        Assert.Equal(id, Assert.Single((await app.RunAsync(app["ann"], new ListMyMeetings(MyTab.Upcoming, subject, new PageRequest()))).Value!.Rows).Id);
    }

    [Fact]
    public async Task The_console_lists_filters_cancels_for_others_and_exports_what_it_shows()
    {
        var admin = app["admin"];
        var soon = await BookAsync(Draft("控制台一"));
        await BookAsync(Draft("控制台二") with { Recurrence = new Recurrence(Repeats.Daily, 5, null), Start = Tomorrow.AddDays(3), End = Tomorrow.AddDays(3).AddHours(1), Invitees = [Chosen("bob"), Chosen("cai")], Hosts = [Chosen("bob")] });
        var all = (await app.RunAsync(admin, new ListUpcoming(new UpcomingFilter("控制台"), new PageRequest(Sort: "start")))).Value!;
        Assert.Equal(["控制台一", "控制台二"], all.Rows.Select(r => r.Subject));
        Assert.Equal((3, 5, "BOB"), (all.Rows[1].People, all.Rows[1].DatesLeft, string.Join(',', all.Rows[1].Hosts)));
        Assert.Single((await app.RunAsync(admin, new ListUpcoming(new UpcomingFilter("控制台", Type: MeetingType.Recurring), new PageRequest()))).Value!.Rows);
        var late = new UpcomingFilter("控制台", From: new DateTimeOffset(Tomorrow.AddDays(4), TimeSpan.Zero));
        Assert.Equal("控制台二", Assert.Single((await app.RunAsync(admin, new ListUpcoming(late, new PageRequest()))).Value!.Rows).Subject);
        foreach (var sort in new[] { "subject", "code", "creator", "people", "created", "nonsense" })
            Assert.Equal(2, (await app.RunAsync(admin, new ListUpcoming(new UpcomingFilter("控制台"), new PageRequest(Sort: sort, Descending: true)))).Value!.Rows.Count);

        using var file = new MemoryStream();
        Assert.Equal(2, (await app.RunAsync(admin, new ExportUpcoming(new UpcomingFilter("控制台"), "start", false, ExportFormat.Csv, "Asia/Shanghai", file))).Value);
        var lines = System.Text.Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("控制台一", lines[1], StringComparison.Ordinal);

        Assert.True((await app.RunAsync(admin, new CancelMeeting(soon, null, "会议室被占用"))).Ok);
        Assert.Equal("会议室被占用", (await app.RunAsync(app["ann"], new GetMeeting(soon))).Value!.CancelReason);
    }

    [Fact]
    public async Task A_personal_room_is_made_once_and_keeps_its_code()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.RunAsync(app["bob"], new OpenPersonalRoom("BOB 的会议室"))));
        Assert.All(opened, o => Assert.Null(o.Error));
        var id = Assert.Single(opened.Select(o => o.Value).Distinct());
        var before = (await app.RunAsync(app["bob"], new GetMeeting(id))).Value!;
        Assert.Equal(SchedulingErrors.RoomNameWrong.Code, (await app.RunAsync(app["bob"], new SavePersonalRoom(new string('长', 19), null, new(), []))).Error?.Code);
        Assert.True((await app.RunAsync(app["bob"], new SavePersonalRoom("新名字", "123456", new MeetingSettings { WaitingRoom = true }, [Chosen("ann")]))).Ok);
        var plan = (await PlanAsync(id))!;
        Assert.Equal((before.Code, "新名字", "123456", true, app["ann"].User, false), (plan.Code, plan.Subject, plan.Password, plan.Settings.WaitingRoom, Assert.Single(plan.Hosts), plan.Closed));
        Assert.Equal(SchedulingErrors.NotBooked, (await app.RunAsync(app["bob"], new CancelMeeting(id))).Error);
    }

    [Fact]
    public async Task A_code_is_given_back_thirty_days_after_the_last_end_and_a_rooms_never()
    {
        var quick = (await app.RunAsync(app["cai"], new StartQuickMeeting())).Value!;
        var room = (await app.RunAsync(app["cai"], new OpenPersonalRoom("房间"))).Value;
        var later = new CodeRecycling(app.Services.GetRequiredService<IServiceScopeFactory>(), new InAMonth(29), NullLogger<CodeRecycling>.Instance);
        await later.ReleaseAsync(TestContext.Current.CancellationToken);
        Assert.False((await PlanAsync(quick.Id))!.Closed);
        later = new CodeRecycling(app.Services.GetRequiredService<IServiceScopeFactory>(), new InAMonth(31), NullLogger<CodeRecycling>.Instance);
        Assert.True(await later.ReleaseAsync(TestContext.Current.CancellationToken) >= 1);
        Assert.True((await PlanAsync(quick.Id))!.Closed);
        Assert.False((await PlanAsync(room))!.Closed);
        using var scope = app.Services.CreateScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindByCodeAsync(quick.Code, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_guest_is_written_to_in_the_language_of_whoever_invites_them()
    {
        Assert.Null((await app.RunAsync(app["bob"], new ScheduleMeeting(Draft("Review of guests") with { Guests = [new GuestDraft("Tim", null, "tim@example.com")] }))).Error);
        var mail = Assert.Single(await MailsAsync("Review of guests", 2), m => To(m) == "tim@example.com");
        Assert.Contains("Invitation", mail.Subject!, StringComparison.Ordinal);
        Assert.DoesNotContain("会议", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitations_go_out_with_a_calendar_that_updates_and_cancels()
    {
        var id = await BookAsync(Draft("邮件会议 <x>") with { Invitees = [Chosen("bob"), Chosen("cai")], Guests = [new GuestDraft("外宾", null, "guest@example.com")], Password = "4321" });
        var invited = await MailsAsync("邮件会议", 4);
        Assert.Equal(["ann@morningstar.example", "bob@morningstar.example", "cai@morningstar.example", "guest@example.com"], invited.Select(To).Order());
        Assert.Contains("Invitation", Assert.Single(invited, m => To(m).StartsWith("bob", StringComparison.Ordinal)).Subject!, StringComparison.Ordinal);
        Assert.All(invited, m => Assert.Contains("4321", m.TextBody, StringComparison.Ordinal));
        Assert.All(invited, m => Assert.DoesNotContain("<x>", m.HtmlBody, StringComparison.Ordinal));
        var first = CalendarOf(Assert.Single(invited, m => To(m).StartsWith("cai", StringComparison.Ordinal)));
        Assert.Equal(("REQUEST", 0, "邮件会议 <x>"), (first.Method, first.Events[0]!.Sequence, first.Events[0]!.Summary));

        Assert.True((await app.RunAsync(app["ann"], new EditMeeting(id, Draft("邮件会议 改") with { Start = Tomorrow.AddHours(2), End = Tomorrow.AddHours(3), Invitees = [Chosen("cai")] }))).Ok);
        var changed = await MailsAsync("邮件会议", 7);
        var update = CalendarOf(Assert.Single(changed.Skip(0), m => To(m).StartsWith("cai", StringComparison.Ordinal) && m.Subject!.Contains("会议变更", StringComparison.Ordinal)));
        Assert.Equal((first.Events[0]!.Uid, 1, Tomorrow.AddHours(2)), (update.Events[0]!.Uid, update.Events[0]!.Sequence, update.Events[0]!.DtStart!.Value));
        Assert.Equal("CANCEL", CalendarOf(Assert.Single(changed, m => To(m).StartsWith("bob", StringComparison.Ordinal) && m.Subject!.StartsWith("Cancelled", StringComparison.Ordinal))).Method);

        Assert.True((await app.RunAsync(app["ann"], new CancelMeeting(id, null, "不开了"))).Ok);
        var cancelled = (await MailsAsync("邮件会议", 9)).Where(m => m.Subject!.Contains("会议取消", StringComparison.Ordinal)).ToList();
        Assert.All(cancelled, m => Assert.Contains("不开了", m.TextBody, StringComparison.Ordinal));
        Assert.Contains(cancelled, m => CalendarOf(m) is { Method: "CANCEL" } c && c.Events[0] is { Status: "CANCELLED", Sequence: 2 } e && e.Uid == first.Events[0]!.Uid);
    }

    [Fact]
    public async Task A_calendar_address_shows_my_meetings_until_it_is_revoked()
    {
        var id = await BookAsync(Draft("订阅会议"));
        var address = (await app.RunAsync(app["ann"], new MakeCalendarFeed())).Value!;
        using var client = app.CreateClient();
        var text = await client.GetStringAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(Calendar.Load(text)!.Events, e => e.Uid == $"{id}@huitang" && e.Summary == "订阅会议");
        Assert.True((await app.RunAsync(app["ann"], new RevokeCalendarFeed())).Ok);
        using var gone = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var anonymous = await client.GetAsync(new Uri($"/my/meetings/{id}/calendar.ics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.NotEqual(HttpStatusCode.OK, anonymous.StatusCode);
        using var export = await client.GetAsync(new Uri("/console/upcoming/export?format=csv", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.NotEqual(HttpStatusCode.OK, export.StatusCode);
    }

    private static MeetingDraft Draft(string subject) => new() { Subject = subject, Start = Tomorrow, End = Tomorrow.AddHours(1) };

    private ChosenPerson Chosen(string login) => new(app[login].User, login);

    private async Task<MeetingId> BookAsync(MeetingDraft draft)
    {
        var booked = await app.RunAsync(app["ann"], new ScheduleMeeting(draft));
        Assert.Null(booked.Error);
        return booked.Value;
    }

    private async Task<MeetingPlan?> PlanAsync(MeetingId id)
    {
        using var scope = app.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(id, TestContext.Current.CancellationToken);
    }

    private async Task<IReadOnlyList<MimeMessage>> MailsAsync(string about, int count)
    {
        for (var i = 0; ; i++)
        {
            var mails = Directory.Exists(app.Mails) ? Directory.GetFiles(app.Mails, "*.eml").Order().Select(f => MimeMessage.Load(f)).Where(m => m.Subject!.Contains(about, StringComparison.Ordinal)).ToList() : [];
            if (mails.Count >= count) return mails;
            Assert.True(i < 150, $"{mails.Count} mails of {count} after 30 s: {string.Join("; ", mails.Select(m => m.Subject))}");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static string To(MimeMessage mail) => mail.To.Mailboxes.Single().Address;

    private static Calendar CalendarOf(MimeMessage mail) => Calendar.Load(mail.BodyParts.OfType<TextPart>().First(p => p.ContentType.IsMimeType("text", "calendar")).Text)!;

    private sealed class InAMonth(int days) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(days);
    }

    private sealed class FewCodes(int count) : ICodeDraw
    {
        private int _drawn;

        public int Drawn => _drawn;

        public string Next()
        {
            Interlocked.Increment(ref _drawn);
            return (900_000_000 + Random.Shared.Next(count)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
