using System.Net.Mail;
using Huitang.Kernel;
using NodaTime;

namespace Huitang.Meetings;

/// <summary>A draft whose every field was found good.</summary>
internal sealed record CheckedDraft
{
    /// <summary>Cleaned subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Cleaned location, or null.</summary>
    public string? Location { get; init; }

    /// <summary>Password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>Cleaned guests.</summary>
    public required IReadOnlyList<GuestDraft> Guests { get; init; }

    /// <summary>The times.</summary>
    public required Timetable Times { get; init; }
}

/// <summary>When a meeting takes place: its occurrences in order, at least one.</summary>
/// <param name="Zone">IANA id.</param>
/// <param name="Recurrence">Series, or null.</param>
/// <param name="Starts">Starts in order.</param>
/// <param name="Length">Length of each.</param>
internal sealed record Timetable(string Zone, Recurrence? Recurrence, IReadOnlyList<DateTimeOffset> Starts, TimeSpan Length);

/// <summary>Checks what was typed. The first mistake in the order of the form is answered.</summary>
internal static class DraftCheck
{
    /// <summary>Checks a whole draft. Times are checked by <paramref name="unchangedTimes"/> only when they differ from what is planned.</summary>
    public static Result<CheckedDraft> Check(MeetingDraft draft, DateTimeOffset now, Func<MeetingDraft, bool>? unchangedTimes = null)
    {
        var subject = Subject(draft.Subject);
        if (subject.Error is { } subjectError) return subjectError;
        var location = Location(draft.Location);
        if (location.Error is { } locationError) return locationError;
        var times = Times(draft, now, unchangedTimes?.Invoke(draft) == true);
        if (times.Error is { } timesError) return timesError;
        if (Password(draft.Password) is { Error: { } passwordError }) return passwordError;
        if (draft.Hosts.Count > MeetingLimits.Hosts) return SchedulingErrors.TooManyHosts;
        var guests = Guests(draft.Guests);
        if (guests.Error is { } guestError) return guestError;
        return new CheckedDraft
        {
            Subject = subject.Value!, Location = location.Value!.Length == 0 ? null : location.Value, Password = Password(draft.Password).Value is { Length: > 0 } p ? p : null,
            Guests = guests.Value!, Times = times.Value!,
        };
    }

    /// <summary>The cleaned subject.</summary>
    public static Result<string> Subject(string? typed)
    {
        var subject = PlainText.Line(typed);
        if (subject.Length == 0) return SchedulingErrors.SubjectMissing;
        return PlainText.Bytes(subject) > MeetingLimits.SubjectBytes ? SchedulingErrors.SubjectTooLong : subject;
    }

    /// <summary>The cleaned location; empty for none.</summary>
    public static Result<string> Location(string? typed)
    {
        var location = PlainText.Line(typed);
        return PlainText.Width(location) > MeetingLimits.LocationWidth ? SchedulingErrors.LocationTooLong : location;
    }

    /// <summary>The password; empty for none.</summary>
    public static Result<string> Password(string? typed)
    {
        var password = (typed ?? "").Trim();
        return password.Length == 0 || (password.Length is >= 4 and <= 6 && password.All(char.IsAsciiDigit)) ? password : SchedulingErrors.PasswordWrong;
    }

    /// <summary>The length of one meeting, from clock readings in a zone.</summary>
    public static Result<(DateTimeOffset Start, TimeSpan Length)> Span(DateTimeZone zone, DateTime start, DateTime end, DateTimeOffset now, bool mayBePast)
    {
        // Far years would overflow the arithmetic below.
        if (start.Year is < 1970 or > 9000 || end.Year is < 1970 or > 9000) return SchedulingErrors.StartTooFar;
        var (from, to) = (zone.ToMoment(LocalDateTime.FromDateTime(start)), zone.ToMoment(LocalDateTime.FromDateTime(end)));
        if (!mayBePast && from < now - MeetingLimits.StartGrace) return SchedulingErrors.StartInPast;
        if (from > now.AddDays(MeetingLimits.DaysAhead)) return SchedulingErrors.StartTooFar;
        if (to <= from) return SchedulingErrors.EndBeforeStart;
        return to - from > TimeSpan.FromHours(MeetingLimits.Hours) ? SchedulingErrors.TooLong : (from, to - from);
    }

    private static Result<Timetable> Times(MeetingDraft draft, DateTimeOffset now, bool mayBePast)
    {
        if (Zones.Find(draft.TimeZone) is not { } zone) return SchedulingErrors.ZoneUnknown;
        var span = Span(zone, draft.Start, draft.End, now, mayBePast);
        if (span.Error is { } error) return error;
        if (draft.Recurrence is not { } recurrence) return new Timetable(zone.Id, null, [span.Value.Start], span.Value.Length);
        var starts = recurrence.Starts(LocalDateTime.FromDateTime(draft.Start), zone);
        return starts.Error is { } none ? none : new Timetable(zone.Id, recurrence, starts.Value!, span.Value.Length);
    }

    private static Result<IReadOnlyList<GuestDraft>> Guests(IReadOnlyList<GuestDraft> typed)
    {
        if (typed.Count > MeetingLimits.Guests) return SchedulingErrors.TooManyGuests;
        var guests = new List<GuestDraft>(typed.Count);
        foreach (var guest in typed)
        {
            var clean = new GuestDraft(PlainText.Line(guest.Name), PlainText.LineOrNull(guest.Phone), PlainText.LineOrNull(guest.Mail));
            var wrong = SchedulingErrors.GuestWrong.With(PlainText.Line($"{guest.Name} {guest.Phone ?? guest.Mail}"));
            if (clean.Name.Length is 0 or > 64 || (clean.Phone is null && clean.Mail is null)) return wrong;
            if (clean.Phone is not null && !IsPhone(clean.Phone)) return wrong;
            if (clean.Mail is not null && !IsMail(clean.Mail)) return wrong;
            guests.Add(clean);
        }

        return guests;
    }

    private static bool IsPhone(string phone) =>
        phone.Length <= 24 && phone.Count(char.IsAsciiDigit) is >= 5 and <= 15 && phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')');

    private static bool IsMail(string mail) =>
        mail.Length <= 254 && MailAddress.TryCreate(mail, out var address) && address.Address == mail && address.Host.Contains('.', StringComparison.Ordinal);
}
