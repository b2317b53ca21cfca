using Huitang.Kernel;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using NodaTime;
using Calendar = Ical.Net.Calendar;

namespace Huitang.Meetings.Invitations;

/// <summary>Who stands in a calendar object with name and address.</summary>
/// <param name="Name">Name.</param>
/// <param name="Mail">Address, or null.</param>
internal sealed record CalendarPerson(string Name, string? Mail);

/// <summary>The words and people of a calendar object, made by whoever knows language and reader.</summary>
/// <param name="Subject">Subject of an occurrence, given its own subject or null.</param>
/// <param name="Description">Plain text with link, code and password.</param>
/// <param name="Link">Address of the meeting.</param>
/// <param name="Organizer">Who booked it.</param>
/// <param name="Attendees">Who is invited; those without an address are left out.</param>
internal sealed record CalendarFace(Func<string?, string> Subject, string Description, Uri Link, CalendarPerson Organizer, IReadOnlyList<CalendarPerson> Attendees);

/// <summary>Calendar objects (RFC 5545, 5546) of meetings: one stable id per meeting, a sequence that grows, a rule for series, and overrides for dates changed alone.</summary>
internal static class MeetingCalendar
{
    private const string Product = "-//Huitang//Meetings//EN";

    /// <summary>The id of a meeting in every calendar, for as long as it exists.</summary>
    public static string Uid(Meeting meeting) => $"{meeting.Id}@huitang";

    /// <summary>The whole meeting.</summary>
    /// <param name="meeting">With its dates.</param>
    /// <param name="face">Words and people.</param>
    /// <param name="method"><c>REQUEST</c>, <c>CANCEL</c> or <c>PUBLISH</c>.</param>
    /// <param name="at">When the object is made.</param>
    public static string Whole(Meeting meeting, CalendarFace face, string method, DateTimeOffset at)
    {
        var calendar = New(method);
        Add(calendar, meeting, face, at, method == "CANCEL");
        return Text(calendar, [meeting]);
    }

    /// <summary>One date of a series.</summary>
    public static string One(Meeting meeting, Occurrence occurrence, CalendarFace face, string method, DateTimeOffset at)
    {
        var calendar = New(method);
        calendar.Events.Add(Override(meeting, occurrence, face, at, occurrence.CancelledAt is not null));
        return Text(calendar, [meeting]);
    }

    /// <summary>Many meetings, as a feed.</summary>
    public static string Feed(IEnumerable<(Meeting Meeting, CalendarFace Face)> meetings, string name, DateTimeOffset at)
    {
        var calendar = New("PUBLISH");
        calendar.AddProperty("X-WR-CALNAME", name);
        calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        var all = meetings.ToList();
        foreach (var (meeting, face) in all) Add(calendar, meeting, face, at, cancelled: false);
        return Text(calendar, all.Select(m => m.Meeting).ToList());
    }

    private static Calendar New(string method) => new() { ProductId = Product, Method = method };

    private static void Add(Calendar calendar, Meeting meeting, CalendarFace face, DateTimeOffset at, bool cancelled)
    {
        var main = Event(meeting, face, at, meeting.StartAt, meeting.EndAt, null, meeting.Location, cancelled);
        calendar.Events.Add(main);
        if (meeting.Recurrence is not { } rule) return;

        main.RecurrenceRule = Rule(rule, meeting);
        if (cancelled) return;
        // Dates before the present rule are history; calendars keep what they have.
        foreach (var occurrence in meeting.Occurrences.Where(o => o.RuleStart >= meeting.StartAt).OrderBy(o => o.RuleStart))
        {
            if (occurrence.CancelledAt is not null) main.ExceptionDates.Add(Reading(meeting, occurrence.RuleStart));
            else if (occurrence.Edited) calendar.Events.Add(Override(meeting, occurrence, face, at, cancelled: false));
        }
    }

    private static CalendarEvent Override(Meeting meeting, Occurrence occurrence, CalendarFace face, DateTimeOffset at, bool cancelled)
    {
        var one = Event(meeting, face, at, occurrence.StartAt, occurrence.EndAt, occurrence.Subject, occurrence.Location ?? meeting.Location, cancelled);
        one.RecurrenceIdentifier = new RecurrenceIdentifier(Reading(meeting, occurrence.RuleStart), null);
        return one;
    }

    private static CalendarEvent Event(Meeting meeting, CalendarFace face, DateTimeOffset at, DateTimeOffset start, DateTimeOffset end, string? subject, string? location, bool cancelled)
    {
        var made = new CalendarEvent
        {
            Uid = Uid(meeting), Sequence = meeting.Sequence, DtStamp = Utc(at), Created = Utc(meeting.CreatedAt), LastModified = Utc(at),
            DtStart = Reading(meeting, start), DtEnd = Reading(meeting, end), Summary = face.Subject(subject), Description = face.Description,
            Location = string.IsNullOrEmpty(location) ? face.Link.ToString() : location, Url = face.Link,
            Status = cancelled ? EventStatus.Cancelled : EventStatus.Confirmed, Transparency = TransparencyType.Opaque,
            Organizer = new Organizer("mailto:" + (face.Organizer.Mail ?? "no-reply@huitang.invalid")) { CommonName = Quoted(face.Organizer.Name) },
        };
        foreach (var person in face.Attendees.Where(p => p.Mail is not null))
            made.Attendees.Add(new Attendee("mailto:" + person.Mail) { CommonName = Quoted(person.Name), Role = ParticipationRole.RequiredParticipant, ParticipationStatus = EventParticipationStatus.NeedsAction, Rsvp = false });
        return made;
    }

    private static RecurrenceRule Rule(Recurrence rule, Meeting meeting)
    {
        var made = rule.Repeats switch
        {
            Repeats.Weekly => new RecurrenceRule(FrequencyType.Weekly),
            Repeats.Biweekly => new RecurrenceRule(FrequencyType.Weekly, 2),
            Repeats.Monthly => new RecurrenceRule(FrequencyType.Monthly) { ByMonthDay = [Zones.ToClock(meeting.TimeZone, meeting.StartAt).Day] },
            Repeats.Weekday => new RecurrenceRule(FrequencyType.Weekly) { ByDay = [new(DayOfWeek.Monday), new(DayOfWeek.Tuesday), new(DayOfWeek.Wednesday), new(DayOfWeek.Thursday), new(DayOfWeek.Friday)] },
            _ => new RecurrenceRule(FrequencyType.Daily),
        };
        made.Count = rule.Count;
        // With a start in a zone, the end of a rule is a moment in UTC (RFC 5545, 3.3.10): the end of that day in the zone.
        if (rule.Until is { } until) made.Until = Utc(Zones.OrDefault(meeting.TimeZone).ToMoment(LocalDate.FromDateOnly(until).At(new LocalTime(23, 59, 59))));
        return made;
    }

    private static CalDateTime Reading(Meeting meeting, DateTimeOffset moment) => new(Zones.ToClock(meeting.TimeZone, moment), meeting.TimeZone, hasTime: true);

    private static CalDateTime Utc(DateTimeOffset moment) => new(moment.UtcDateTime, hasTime: true);

    // A parameter value may hold neither quotes nor controls (RFC 5545, 3.1).
    private static string Quoted(string name) => name.Replace('"', '\'');

    private static string Text(Calendar calendar, IReadOnlyList<Meeting> meetings)
    {
        foreach (var zone in meetings.GroupBy(m => m.TimeZone))
        {
            var first = zone.Min(m => m.StartAt).UtcDateTime.AddYears(-1);
            calendar.AddTimeZone(VTimeZone.FromDateTimeZone(zone.Key, first, includeHistoricalData: false));
        }

        return new CalendarSerializer().SerializeToString(calendar)!;
    }
}
