using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Invitations;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Xunit;
using Calendar = Ical.Net.Calendar;

namespace Huitang.Unit.Meetings.Scheduling;

public sealed class PlanningTests
{
    private static readonly Clock Time = new(new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero)); // 09:00 in Shanghai
    private static readonly Actor Ann = new() { Kind = ActorKind.User, Tenant = new TenantId(1), User = UserId.From(Guid.Parse("00000000-0000-0000-0000-000000000001")), Name = "安娜" };

    private static MeetingDraft Draft => new() { Subject = "周会", Start = new DateTime(2026, 11, 23, 10, 0, 0), End = new DateTime(2026, 11, 23, 11, 0, 0) };

    [Fact]
    public void Times_are_readings_of_the_meetings_zone()
    {
        var meeting = Book(Draft with { TimeZone = "America/New_York" });
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero), meeting.StartAt);
        Assert.Equal((MeetingType.OneOff, 1), (meeting.Type, meeting.Occurrences.Count));
    }

    public static TheoryData<string, string> Wrongs => new()
    {
        { "no subject", "meeting.subject_missing" },
        { "600 bytes", "meeting.subject_too_long" },
        { "past", "meeting.start_in_past" },
        { "end before start", "meeting.end_before_start" },
        { "too long", "meeting.too_long" },
        { "far", "meeting.start_too_far" },
        { "year 9999", "meeting.start_too_far" },
        { "zone", "meeting.zone_unknown" },
        { "short password", "meeting.password_wrong_form" },
        { "letters", "meeting.password_wrong_form" },
        { "location", "meeting.location_too_long" },
        { "hosts", "meeting.too_many_hosts" },
        { "guests", "meeting.too_many_guests" },
        { "guest without address", "meeting.guest_wrong" },
        { "guest with wrong mail", "meeting.guest_wrong" },
    };

    [Theory, MemberData(nameof(Wrongs))]
    public void Each_mistake_has_its_own_error(string what, string code)
    {
        var draft = what switch
        {
            "no subject" => Draft with { Subject = " \u0000\t " },
            "600 bytes" => Draft with { Subject = new string('议', 200) },
            "past" => Draft with { Start = new DateTime(2026, 11, 22, 8, 54, 0), End = new DateTime(2026, 11, 22, 12, 0, 0) },
            "end before start" => Draft with { End = Draft.Start },
            "too long" => Draft with { End = Draft.Start.AddHours(24).AddMinutes(1) },
            "far" => Draft with { Start = Draft.Start.AddDays(800), End = Draft.End.AddDays(800) },
            "year 9999" => Draft with { Start = DateTime.MaxValue.AddHours(-1), End = DateTime.MaxValue },
            "zone" => Draft with { TimeZone = "Mars/Olympus" },
            "short password" => Draft with { Password = "123" },
            "letters" => Draft with { Password = "12a4" },
            "location" => Draft with { Location = new string('x', 37) },
            "hosts" => Draft with { Hosts = Enumerable.Range(0, 11).Select(i => new ChosenPerson(Ids.New<UserId>(Time), "h")).ToList() },
            "guests" => Draft with { Guests = Enumerable.Range(0, 2001).Select(i => new GuestDraft("g", "+86 13800138000", null)).ToList() },
            "guest without address" => Draft with { Guests = [new GuestDraft("G", null, " ")] },
            _ => Draft with { Guests = [new GuestDraft("G", null, "x@y <a@b.c>")] },
        };
        Assert.Equal(code, DraftCheck.Check(draft, Time.GetUtcNow()).Error?.Code);
    }

    [Fact]
    public void A_start_a_few_minutes_ago_still_counts_as_now() =>
        Assert.True(DraftCheck.Check(Draft with { Start = new DateTime(2026, 11, 22, 8, 55, 0), End = new DateTime(2026, 11, 22, 12, 0, 0) }, Time.GetUtcNow()).Ok);

    [Fact]
    public void Editing_texts_of_a_series_keeps_dates_edited_or_cancelled_alone_and_new_times_replace_them()
    {
        var meeting = Book(Weekly(4));
        var now = Time.GetUtcNow();
        Assert.True(meeting.EditOccurrence(meeting.Occurrences[1].Id, new OccurrenceDraft("周会 特别场", new DateTime(2026, 12, 1, 14, 0, 0), new DateTime(2026, 12, 1, 15, 0, 0), "二楼"), now).Ok);
        Assert.True(meeting.CancelOccurrence(meeting.Occurrences[2].Id, now, null).Ok);
        Assert.Equal(2, meeting.Sequence);

        var texts = Weekly(4) with { Subject = "新周会" };
        meeting.Edit(DraftCheck.Check(texts, now).Value!, texts, Time);
        Assert.Equal(("新周会", true, true), (meeting.Subject, meeting.Occurrences[1].Edited, meeting.Occurrences[2].CancelledAt is not null));

        var times = Weekly(3) with { Start = new DateTime(2026, 11, 24, 9, 0, 0), End = new DateTime(2026, 11, 24, 9, 30, 0) };
        meeting.Edit(DraftCheck.Check(times, now).Value!, times, Time);
        Assert.Equal(3, meeting.Occurrences.Count);
        Assert.All(meeting.Occurrences, o => Assert.False(o.Edited || o.CancelledAt is not null));
        Assert.Equal(4, meeting.Sequence);
    }

    [Fact]
    public void Only_a_meeting_that_has_not_started_can_be_changed()
    {
        var meeting = Book(Draft);
        var end = meeting.LastEndAt;
        Assert.Null(meeting.RefuseChange(inProgress: false, end.AddMinutes(-1)));
        Assert.Equal(SchedulingErrors.InProgress, meeting.RefuseChange(inProgress: true, end.AddMinutes(-1)));
        Assert.Equal(SchedulingErrors.Over, meeting.RefuseChange(inProgress: false, end));
        Assert.Equal(SchedulingErrors.NotOver, meeting.Delete(inProgress: false, end.AddMinutes(-1)));
        Assert.Null(meeting.Delete(inProgress: false, end));
        Assert.Equal(MeetingState.Ended, meeting.Facts(false).At(end));
        var other = Book(Draft);
        other.Cancel(Time.GetUtcNow(), "改期");
        Assert.Equal(SchedulingErrors.Cancelled, other.RefuseChange(false, Time.GetUtcNow()));
    }

    [Fact]
    public void Cancelling_every_date_cancels_the_series()
    {
        var meeting = Book(Weekly(2));
        Assert.True(meeting.CancelOccurrence(meeting.Occurrences[0].Id, Time.GetUtcNow(), null).Ok);
        Assert.Null(meeting.CancelledAt);
        Assert.Equal(SchedulingErrors.Cancelled, meeting.CancelOccurrence(meeting.Occurrences[0].Id, Time.GetUtcNow(), null).Error);
        Assert.True(meeting.CancelOccurrence(meeting.Occurrences[1].Id, Time.GetUtcNow(), "无人").Ok);
        Assert.Equal((MeetingState.Cancelled, "无人"), (meeting.Facts(false).At(Time.GetUtcNow()), meeting.CancelReason));
    }

    [Theory]
    [InlineData(Repeats.Daily, "Asia/Shanghai")]
    [InlineData(Repeats.Weekday, "Europe/Berlin")]
    [InlineData(Repeats.Weekly, "America/New_York")]
    [InlineData(Repeats.Biweekly, "America/New_York")]
    [InlineData(Repeats.Monthly, "Australia/Sydney")]
    internal void A_calendar_reads_the_same_dates_back(Repeats repeats, string zone)
    {
        // Over a year, so that every zone changes its clocks; from the 31st, so that months are left out; from a Saturday for weekdays.
        foreach (var rule in new[] { new Recurrence(repeats, 20, null), new Recurrence(repeats, null, new DateOnly(2027, 6, 12)) })
        {
            var draft = Draft with { TimeZone = zone, Start = new DateTime(2027, 1, 30 + (repeats == Repeats.Monthly ? 1 : 0), 8, 0, 0), End = new DateTime(2027, 1, 30 + (repeats == Repeats.Monthly ? 1 : 0), 9, 0, 0), Recurrence = rule };
            var meeting = Book(draft);
            var read = Calendar.Load(MeetingCalendar.Whole(meeting, Face, "REQUEST", Time.GetUtcNow()))!;
            var starts = read.GetOccurrences<CalendarEvent>(new CalDateTime(2026, 1, 1)).Take(250).Select(o => o.Period.StartTime.AsUtc).ToList();
            Assert.Equal(meeting.Occurrences.Select(o => o.StartAt.UtcDateTime), starts);
        }
    }

    [Fact]
    public void Changes_of_single_dates_survive_the_round_trip()
    {
        var meeting = Book(Weekly(4));
        Assert.True(meeting.EditOccurrence(meeting.Occurrences[1].Id, new OccurrenceDraft("改到下午", new DateTime(2026, 11, 30, 14, 0, 0), new DateTime(2026, 11, 30, 15, 30, 0), null), Time.GetUtcNow()).Ok);
        Assert.True(meeting.CancelOccurrence(meeting.Occurrences[2].Id, Time.GetUtcNow(), null).Ok);

        var text = MeetingCalendar.Whole(meeting, Face, "REQUEST", Time.GetUtcNow());
        var read = Calendar.Load(text)!;
        var dates = read.GetOccurrences<CalendarEvent>(new CalDateTime(2026, 1, 1)).Take(50).ToList();
        Assert.Equal(meeting.Occurrences.Where(o => o.CancelledAt is null).Select(o => o.StartAt.UtcDateTime), dates.Select(o => o.Period.StartTime.AsUtc));
        Assert.Equal("改到下午", ((CalendarEvent)dates[1].Source).Summary);
        Assert.All(read.Events, e => Assert.Equal((MeetingCalendar.Uid(meeting), 2), (e.Uid, e.Sequence)));
        Assert.Contains("BEGIN:VTIMEZONE", text, StringComparison.Ordinal);
        Assert.Contains("METHOD:REQUEST", text, StringComparison.Ordinal);

        var cancelled = Calendar.Load(MeetingCalendar.One(meeting, meeting.Occurrences[2], Face, "CANCEL", Time.GetUtcNow()))!;
        var only = Assert.Single(cancelled.Events);
        Assert.Equal(("CANCEL", "CANCELLED", meeting.Occurrences[2].RuleStart.UtcDateTime), (cancelled.Method, only.Status, only.RecurrenceIdentifier!.StartTime.AsUtc));
    }

    [Fact]
    public void A_hostile_subject_stays_text_in_calendar_and_mail()
    {
        var meeting = Book(Draft with { Subject = "<script>alert(1)</script>; DTSTART:19700101, \"x\" 😀" });
        var read = Calendar.Load(MeetingCalendar.Whole(meeting, Face with { Subject = own => own ?? meeting.Subject, Organizer = new CalendarPerson("A\"; CUTYPE=ROOM", "a@example.com") }, "REQUEST", Time.GetUtcNow()))!;
        Assert.Equal(meeting.Subject, Assert.Single(read.Events).Summary);
        Assert.DoesNotContain("<script", Invitation.Html(meeting.Subject, [("x", meeting.Subject)], null, meeting.Subject), StringComparison.Ordinal);
    }

    private static CalendarFace Face => new(own => own ?? "周会", "说明\n第二行", new Uri("https://meet.example.com/m/123456789?k=abc"), new CalendarPerson("安娜", "ann@example.com"), [new CalendarPerson("Bob, the \"2nd\"", "bob@example.com")]);

    private static MeetingDraft Weekly(int count) => Draft with { Recurrence = new Recurrence(Repeats.Weekly, count, null) };

    private static Meeting Book(MeetingDraft draft) => Meeting.Schedule(DraftCheck.Check(draft, Time.GetUtcNow()).Value!, draft, Ann, "123456789", Time);

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
