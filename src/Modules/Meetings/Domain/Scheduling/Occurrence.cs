using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings;

/// <summary>One date of a meeting. A meeting that is booked once has one, a series up to 200, a personal room none.</summary>
internal sealed class Occurrence : IOwned
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>The meeting.</summary>
    public MeetingId MeetingId { get; init; }

    /// <summary>Start by the rule of the series; identifies the occurrence in calendars, also after it was moved.</summary>
    public DateTimeOffset RuleStart { get; init; }

    /// <summary>Planned start.</summary>
    public DateTimeOffset StartAt { get; set; }

    /// <summary>Planned end.</summary>
    public DateTimeOffset EndAt { get; set; }

    /// <summary>Subject of its own, or null for the meeting's.</summary>
    public string? Subject { get; set; }

    /// <summary>Place of its own, or null for the meeting's; empty for none.</summary>
    public string? Location { get; set; }

    /// <summary>Whether anything of it was edited apart from the series.</summary>
    public bool Edited { get; set; }

    /// <summary>When it was cancelled, or null.</summary>
    public DateTimeOffset? CancelledAt { get; set; }
}

/// <summary>What somebody is in a meeting's plan.</summary>
internal enum PlannedRole
{
    /// <summary>Invited.</summary>
    Invitee = 0,

    /// <summary>Designated host.</summary>
    Host = 1,
}

/// <summary>A member of the enterprise in a meeting's plan.</summary>
internal sealed class PlannedPerson : IOwned
{
    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>The meeting.</summary>
    public MeetingId MeetingId { get; init; }

    /// <summary>The person.</summary>
    public UserId UserId { get; init; }

    /// <summary>As what.</summary>
    public PlannedRole Role { get; init; }

    /// <summary>Name when chosen.</summary>
    public required string Name { get; init; }
}

/// <summary>A guest from outside in a meeting's plan.</summary>
internal sealed class PlannedGuest : IOwned
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>The meeting.</summary>
    public MeetingId MeetingId { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Phone with country code, or null.</summary>
    public string? Phone { get; init; }

    /// <summary>Mail address, or null.</summary>
    public string? Mail { get; init; }
}
