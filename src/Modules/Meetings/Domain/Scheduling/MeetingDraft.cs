using Huitang.Kernel;

namespace Huitang.Meetings;

/// <summary>Somebody of the enterprise chosen for a meeting, with the name at that time.</summary>
internal sealed record ChosenPerson(UserId Id, string Name);

/// <summary>A guest from outside as typed: passes password and waiting room.</summary>
/// <param name="Name">Name, at most 64 characters.</param>
/// <param name="Phone">Phone with country code such as <c>+86 13800138000</c>, or null.</param>
/// <param name="Mail">Mail address, or null. One of both is needed.</param>
internal sealed record GuestDraft(string Name, string? Phone, string? Mail);

/// <summary>A meeting as typed into the form: clock readings of the meeting's zone, text as it came.</summary>
internal sealed record MeetingDraft
{
    /// <summary>Subject, at most 512 bytes.</summary>
    public string Subject { get; init; } = "";

    /// <summary>First start, a clock reading in <see cref="TimeZone"/>.</summary>
    public DateTime Start { get; init; }

    /// <summary>First end, a clock reading in <see cref="TimeZone"/>.</summary>
    public DateTime End { get; init; }

    /// <summary>IANA id.</summary>
    public string TimeZone { get; init; } = Zones.Default;

    /// <summary>Series, or null for one meeting.</summary>
    public Recurrence? Recurrence { get; init; }

    /// <summary>Place, at most 36 Latin or 18 Chinese characters.</summary>
    public string? Location { get; init; }

    /// <summary>Designated hosts, at most 10.</summary>
    public IReadOnlyList<ChosenPerson> Hosts { get; init; } = [];

    /// <summary>Invited people, at most 300 new ones per call.</summary>
    public IReadOnlyList<ChosenPerson> Invitees { get; init; } = [];

    /// <summary>Guests, at most 2000.</summary>
    public IReadOnlyList<GuestDraft> Guests { get; init; } = [];

    /// <summary>4–6 digits, or null or empty for none.</summary>
    public string? Password { get; init; }

    /// <summary>Rules at start.</summary>
    public MeetingSettings Settings { get; init; } = new();
}

/// <summary>One occurrence as typed into its form.</summary>
/// <param name="Subject">Subject of this occurrence.</param>
/// <param name="Start">Start, a clock reading in the meeting's zone.</param>
/// <param name="End">End, a clock reading in the meeting's zone.</param>
/// <param name="Location">Place of this occurrence.</param>
internal sealed record OccurrenceDraft(string Subject, DateTime Start, DateTime End, string? Location);
