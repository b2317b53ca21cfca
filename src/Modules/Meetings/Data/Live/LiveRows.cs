using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Data;

/// <summary>One opening of a meeting, with the plan's facts as they stood then.</summary>
internal sealed class MediaRoomRow : IOwned
{
    public MediaRoomId Id { get; init; }
    public TenantId TenantId { get; set; }
    public MeetingId MeetingId { get; init; }
    public required string Subject { get; init; }
    public required string Code { get; init; }
    public MeetingType Type { get; init; }
    public UserId CreatorId { get; init; }
    public required string CreatorName { get; init; }
    public DateTimeOffset PlannedStart { get; init; }
    public DateTimeOffset PlannedEnd { get; init; }
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the last one left; null while open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Most people at once.</summary>
    public int Peak { get; set; }

    /// <summary>Features used: 1 screen share, 2 chat, 4 waiting room.</summary>
    public int Features { get; set; }
}

/// <summary>One stretch of somebody in a media room.</summary>
internal sealed class ParticipationRow : IOwned
{
    public ParticipationId Id { get; init; }
    public TenantId TenantId { get; set; }
    public MediaRoomId MediaRoomId { get; init; }
    public MeetingId MeetingId { get; init; }
    public ParticipantId ParticipantId { get; init; }
    public UserId? UserId { get; init; }
    public Guid? DepartmentId { get; init; }
    public required string Name { get; set; }
    public bool Guest { get; init; }
    public MeetingRole Role { get; set; }
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>Null while in.</summary>
    public DateTimeOffset? LeftAt { get; set; }
    public LeaveReason Reason { get; set; }

    /// <summary>Last sign of life; the end of the stretch should the process die and they not come back.</summary>
    public DateTimeOffset SeenAt { get; set; }
    public required string Device { get; init; }
    public required string Browser { get; init; }
    public required string Network { get; init; }
    public string? Ip { get; init; }
    public required string ResumeHash { get; init; }

    /// <summary>Roles, mutes and the like, for coming back after a crash.</summary>
    public required string State { get; set; }

    /// <summary>Quality of the whole stretch: means, maxima, grades; null before the first sample.</summary>
    public string? Quality { get; set; }

    /// <summary>Worst grade of the modules, 0–4.</summary>
    public short Grade { get; set; }
}

/// <summary>A meeting that is live now, or has people waiting. Every write of its owner carries the epoch.</summary>
internal sealed class LiveMeetingRow : IOwned
{
    public MeetingId MeetingId { get; init; }
    public TenantId TenantId { get; set; }
    public MediaRoomId MediaRoomId { get; init; }
    public bool Opened { get; init; }
    public long Epoch { get; init; }
    public required string State { get; init; }
    public string? Place { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A line of a meeting's timeline.</summary>
internal sealed class LiveEventRow : IOwned
{
    public long Id { get; init; }
    public TenantId TenantId { get; set; }
    public MediaRoomId MediaRoomId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Kind { get; init; }
    public ParticipantId? ParticipantId { get; init; }
    public string? Name { get; init; }
    public string? Detail { get; init; }

    /// <summary>Who did it.</summary>
    public string? By { get; init; }
}

/// <summary>Quality samples of one participation, packed by columns.</summary>
internal sealed class QualityChunkRow : IOwned
{
    public ParticipationId ParticipationId { get; init; }
    public int Number { get; init; }
    public TenantId TenantId { get; set; }
    public MediaRoomId MediaRoomId { get; init; }

    /// <summary>Time of the first sample.</summary>
    public DateTimeOffset From { get; init; }
    public int Samples { get; init; }
    public required byte[] Body { get; init; }
}

/// <summary>Permission to open one socket into one meeting; used once, good for a minute.</summary>
internal sealed class JoinTicketRow
{
    /// <summary>SHA-256 of the ticket, base64.</summary>
    public required string Hash { get; init; }
    public MeetingId MeetingId { get; init; }
    public required string Arrival { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
