using Huitang.Kernel;

namespace Huitang.Meetings;

/// <summary>Every refusal of planning a meeting, in one place.</summary>
internal static class SchedulingErrors
{
    /// <summary>No such meeting for this person.</summary>
    public static readonly Error NotFound = new("meeting.not_found", ErrorKind.NotFound);

    /// <summary>Neither creator, designated host nor meeting administrator.</summary>
    public static readonly Error NotYours = new("meeting.not_yours", ErrorKind.Forbidden);

    /// <summary>No subject.</summary>
    public static readonly Error SubjectMissing = new("meeting.subject_missing", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Subject) };

    /// <summary>Subject too long; the argument is the limit in bytes.</summary>
    public static readonly Error SubjectTooLong = new("meeting.subject_too_long", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Subject), Args = [Text(MeetingLimits.SubjectBytes)] };

    /// <summary>Location or room name too wide; the argument is the limit in Latin characters.</summary>
    public static readonly Error LocationTooLong = new("meeting.location_too_long", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Location), Args = [Text(MeetingLimits.LocationWidth)] };

    /// <summary>The name of a personal room is missing or too wide.</summary>
    public static readonly Error RoomNameWrong = new("meeting.room_name_wrong", ErrorKind.Invalid) { Field = "Name", Args = [Text(MeetingLimits.LocationWidth)] };

    /// <summary>No such time zone.</summary>
    public static readonly Error ZoneUnknown = new("meeting.zone_unknown", ErrorKind.Invalid) { Field = nameof(MeetingDraft.TimeZone) };

    /// <summary>Start in the past.</summary>
    public static readonly Error StartInPast = new("meeting.start_in_past", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Start) };

    /// <summary>Start further away than allowed; the argument is the limit in days.</summary>
    public static readonly Error StartTooFar = new("meeting.start_too_far", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Start), Args = [Text(MeetingLimits.DaysAhead)] };

    /// <summary>End not after start.</summary>
    public static readonly Error EndBeforeStart = new("meeting.end_before_start", ErrorKind.Invalid) { Field = nameof(MeetingDraft.End) };

    /// <summary>Longer than allowed; the argument is the limit in hours.</summary>
    public static readonly Error TooLong = new("meeting.too_long", ErrorKind.Invalid) { Field = nameof(MeetingDraft.End), Args = [Text(MeetingLimits.Hours)] };

    /// <summary>Password is not 4–6 digits.</summary>
    public static readonly Error PasswordWrong = new("meeting.password_wrong_form", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Password) };

    /// <summary>Too many designated hosts; the argument is the limit.</summary>
    public static readonly Error TooManyHosts = new("meeting.too_many_hosts", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Hosts), Args = [Text(MeetingLimits.Hosts)] };

    /// <summary>Too many invitees in one call; the argument is the limit.</summary>
    public static readonly Error TooManyInvitees = new("meeting.too_many_invitees", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Invitees), Args = [Text(MeetingLimits.InviteesPerCall)] };

    /// <summary>Somebody chosen is not in the directory, or has left.</summary>
    public static readonly Error PersonUnknown = new("meeting.person_unknown", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Invitees) };

    /// <summary>Too many guests; the argument is the limit.</summary>
    public static readonly Error TooManyGuests = new("meeting.too_many_guests", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Guests), Args = [Text(MeetingLimits.Guests)] };

    /// <summary>A guest without a name, or without phone and mail, or with a wrong one; the argument is the guest as typed.</summary>
    public static readonly Error GuestWrong = new("meeting.guest_wrong", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Guests) };

    /// <summary>The recurrence yields no occurrence.</summary>
    public static readonly Error NoOccurrence = new("meeting.no_occurrence", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Recurrence) };

    /// <summary>The recurrence yields too many; the argument is the limit for its kind.</summary>
    public static readonly Error TooManyOccurrences = new("meeting.too_many_occurrences", ErrorKind.Invalid) { Field = nameof(MeetingDraft.Recurrence) };

    /// <summary>Too many running series of one person; the argument is the limit.</summary>
    public static readonly Error TooManySeries = new("meeting.too_many_series", ErrorKind.Conflict) { Field = nameof(MeetingDraft.Recurrence), Args = [Text(MeetingLimits.SeriesPerPerson)] };

    /// <summary>A personal room is not edited or cancelled as a booked meeting.</summary>
    public static readonly Error NotBooked = new("meeting.not_booked", ErrorKind.Conflict);

    /// <summary>Somebody is inside.</summary>
    public static readonly Error InProgress = new("meeting.in_progress", ErrorKind.Conflict);

    /// <summary>Cancelled already.</summary>
    public static readonly Error Cancelled = new("meeting.cancelled", ErrorKind.Conflict);

    /// <summary>The planned end has passed, or the meeting was deleted.</summary>
    public static readonly Error Over = new("meeting.over", ErrorKind.Conflict);

    /// <summary>Only a meeting whose planned end has passed and in which nobody is can be deleted.</summary>
    public static readonly Error NotOver = new("meeting.not_over", ErrorKind.Conflict);

    /// <summary>No such occurrence.</summary>
    public static readonly Error OccurrenceNotFound = new("meeting.occurrence_not_found", ErrorKind.NotFound);

    /// <summary>The reason is too long; the argument is the limit in characters.</summary>
    public static readonly Error ReasonTooLong = new("meeting.reason_too_long", ErrorKind.Invalid) { Field = "Reason", Args = [Text(MeetingLimits.Reason)] };

    /// <summary>No free code was found; practically a full number range.</summary>
    public static readonly Error NoCode = new("meeting.no_code", ErrorKind.Unavailable);

    private static string Text(int limit) => limit.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Limits of planning, shared by rules, tables, forms and tests.</summary>
internal static class MeetingLimits
{
    /// <summary>Subject in bytes as counted by <see cref="PlainText.Bytes"/>.</summary>
    public const int SubjectBytes = 512;

    /// <summary>Location and room name: 36 Latin or 18 Chinese characters.</summary>
    public const int LocationWidth = 36;

    /// <summary>Designated hosts.</summary>
    public const int Hosts = 10;

    /// <summary>Invitees added by one call.</summary>
    public const int InviteesPerCall = 300;

    /// <summary>Guests of a meeting.</summary>
    public const int Guests = 2000;

    /// <summary>Longest meeting in hours.</summary>
    public const int Hours = 24;

    /// <summary>Furthest start in days from now.</summary>
    public const int DaysAhead = 730;

    /// <summary>Series with occurrences ahead per person.</summary>
    public const int SeriesPerPerson = 50;

    /// <summary>Reason of a cancellation in characters.</summary>
    public const int Reason = 200;

    /// <summary>Days a code stays taken after the last planned end.</summary>
    public const int CodeDays = 30;

    /// <summary>How late a start may be and still count as now; a form takes time to fill in.</summary>
    public static readonly TimeSpan StartGrace = TimeSpan.FromMinutes(5);
}
