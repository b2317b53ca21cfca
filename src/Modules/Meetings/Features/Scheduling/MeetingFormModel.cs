using System.Globalization;
using Huitang.Kernel;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>How a series ends, as the form asks it.</summary>
internal enum SeriesEnd
{
    /// <summary>After a number of meetings.</summary>
    Count,

    /// <summary>On a day.</summary>
    Day,
}

/// <summary>What is typed into a booking form, kept as typed until it is good.</summary>
internal sealed class MeetingFormModel
{
    public const string ClockFormat = "yyyy-MM-dd'T'HH:mm";

    public string? Subject { get; set; }

    public string? Start { get; set; }

    public string? End { get; set; }

    public string? TimeZone { get; set; } = Zones.Default;

    public string? Location { get; set; }

    public string? Password { get; set; }

    public bool Recurring { get; set; }

    public Repeats Repeats { get; set; } = Repeats.Weekly;

    public SeriesEnd EndsBy { get; set; }

    public int? Count { get; set; } = Recurrence.DefaultCount;

    public DateOnly? Until { get; set; }

    public List<ChosenPerson> Hosts { get; set; } = [];

    public List<ChosenPerson> Invitees { get; set; } = [];

    /// <summary>One guest a line: name, then phone or mail, apart by a comma.</summary>
    public string? Guests { get; set; }

    public MeetingSettings Settings { get; set; } = new();

    /// <summary>The draft. A time that cannot be read is the earliest there is, which the rules refuse as past.</summary>
    public MeetingDraft ToDraft() => new()
    {
        Subject = Subject ?? "", Start = Clock(Start), End = Clock(End), TimeZone = TimeZone ?? "", Location = Location, Password = Password,
        Recurrence = Recurring ? new Recurrence(Repeats, EndsBy == SeriesEnd.Count ? Count ?? 0 : null, EndsBy == SeriesEnd.Day ? Until ?? DateOnly.MinValue : null) : null,
        Hosts = Hosts, Invitees = Invitees, Guests = ReadGuests(Guests), Settings = Settings,
    };

    /// <summary>Fills the form from a meeting.</summary>
    public static MeetingFormModel Of(MeetingDetail meeting) => new()
    {
        Subject = meeting.Subject, Start = Clock(meeting.TimeZone, meeting.Start), End = Clock(meeting.TimeZone, meeting.End), TimeZone = meeting.TimeZone,
        Location = meeting.Location, Password = meeting.Password, Recurring = meeting.Remaining is not null, Repeats = meeting.Remaining?.Repeats ?? Repeats.Weekly,
        EndsBy = meeting.Remaining?.Until is null ? SeriesEnd.Count : SeriesEnd.Day, Count = meeting.Remaining?.Count ?? Recurrence.DefaultCount, Until = meeting.Remaining?.Until,
        Hosts = meeting.Hosts.Select(h => new ChosenPerson(h.Id, h.Name)).ToList(), Invitees = meeting.Invitees.Select(i => new ChosenPerson(i.Id, i.Name)).ToList(),
        Guests = string.Join('\n', meeting.Guests.Select(g => string.Join(", ", new[] { g.Name, g.Phone, g.Mail }.Where(p => p is not null)))), Settings = meeting.Settings,
    };

    /// <summary>A clock reading as the browser's control writes it.</summary>
    public static string Clock(string zone, DateTimeOffset moment) => Zones.ToClock(zone, moment).ToString(ClockFormat, CultureInfo.InvariantCulture);

    /// <summary>What the control says, or the earliest time there is.</summary>
    public static DateTime Clock(string? typed) =>
        DateTime.TryParseExact(typed, [ClockFormat, "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) ? clock : new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Guests out of lines. Half-width and full-width commas, semicolons and tabs separate.</summary>
    public static IReadOnlyList<GuestDraft> ReadGuests(string? lines)
    {
        var guests = new List<GuestDraft>();
        foreach (var line in (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split([',', '，', ';', '；', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0) continue;
            var rest = parts.Skip(1).ToList();
            guests.Add(new GuestDraft(parts[0], rest.FirstOrDefault(p => !p.Contains('@', StringComparison.Ordinal)), rest.FirstOrDefault(p => p.Contains('@', StringComparison.Ordinal))));
        }

        return guests;
    }
}
