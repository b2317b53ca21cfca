using Huitang.Kernel;

namespace Huitang.Meetings.Contracts;

/// <summary>The first person came into a meeting.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Room">The media room that opened.</param>
/// <param name="At">When.</param>
public sealed record MediaRoomOpened(MeetingId Meeting, MediaRoomId Room, DateTimeOffset At) : IEvent;

/// <summary>The last person left, or the meeting was ended.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Room">The media room that closed.</param>
/// <param name="OpenedAt">When it had opened.</param>
/// <param name="ClosedAt">When it closed.</param>
public sealed record MediaRoomClosed(MeetingId Meeting, MediaRoomId Room, DateTimeOffset OpenedAt, DateTimeOffset ClosedAt) : IEvent;

/// <summary>Somebody came into a media room.</summary>
/// <param name="Room">The media room.</param>
/// <param name="Participation">The stretch that began.</param>
/// <param name="User">Account, or null for a guest.</param>
/// <param name="At">When.</param>
public sealed record ParticipantJoined(MediaRoomId Room, ParticipationId Participation, UserId? User, DateTimeOffset At) : IEvent;

/// <summary>Somebody left a media room.</summary>
/// <param name="Room">The media room.</param>
/// <param name="Participation">The stretch that ended.</param>
/// <param name="User">Account, or null for a guest.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Lower-case reason: left, lost, removed, ended, replaced, towaitingroom.</param>
public sealed record ParticipantLeft(MediaRoomId Room, ParticipationId Participation, UserId? User, DateTimeOffset At, string Reason) : IEvent;
