using Huitang.Kernel;

namespace Huitang.Meetings.Contracts;

/// <summary>What is known of a media room: everything somebody needs who keeps facts of their own.</summary>
/// <param name="Room">The media room.</param>
/// <param name="Meeting">The meeting.</param>
/// <param name="Subject">Subject at the time; empty for quick meetings.</param>
/// <param name="Code">Meeting code.</param>
/// <param name="Type">How it came about, lower case: oneoff, recurring, personal, quick.</param>
/// <param name="Creator">Who booked it.</param>
/// <param name="CreatorName">Their name at the time.</param>
/// <param name="OpenedAt">When the first person came in.</param>
/// <param name="ClosedAt">When the last one left; null while open.</param>
public sealed record RoomFacts(MediaRoomId Room, MeetingId Meeting, string Subject, string Code, string Type, UserId Creator, string CreatorName, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt);

/// <summary>What is known of one stretch of somebody in a media room.</summary>
/// <param name="Participation">The stretch.</param>
/// <param name="Room">The media room.</param>
/// <param name="Person">By what one person is told from another within a meeting: the account, else the key in a guest's browser.</param>
/// <param name="User">Account, or null for a guest.</param>
/// <param name="Department">Main department at the time, or null.</param>
/// <param name="Device">Device, lower case: pc, mac, linux, android, ios.</param>
/// <param name="JoinedAt">When it began.</param>
/// <param name="LeftAt">When it ended; null while in.</param>
public sealed record StayFacts(ParticipationId Participation, MediaRoomId Room, string Person, UserId? User, Guid? Department, string Device, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt);

/// <summary>The first person came into a meeting.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Room">The media room that opened.</param>
/// <param name="At">When.</param>
/// <param name="Facts">All that is known.</param>
public sealed record MediaRoomOpened(MeetingId Meeting, MediaRoomId Room, DateTimeOffset At, RoomFacts Facts) : IEvent;

/// <summary>The last person left, or the meeting was ended.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Room">The media room that closed.</param>
/// <param name="OpenedAt">When it had opened.</param>
/// <param name="ClosedAt">When it closed.</param>
/// <param name="Facts">All that is known.</param>
public sealed record MediaRoomClosed(MeetingId Meeting, MediaRoomId Room, DateTimeOffset OpenedAt, DateTimeOffset ClosedAt, RoomFacts Facts) : IEvent;

/// <summary>Somebody came into a media room.</summary>
/// <param name="Room">The media room.</param>
/// <param name="Participation">The stretch that began.</param>
/// <param name="User">Account, or null for a guest.</param>
/// <param name="At">When.</param>
/// <param name="Facts">All that is known.</param>
public sealed record ParticipantJoined(MediaRoomId Room, ParticipationId Participation, UserId? User, DateTimeOffset At, StayFacts Facts) : IEvent;

/// <summary>Somebody left a media room.</summary>
/// <param name="Room">The media room.</param>
/// <param name="Participation">The stretch that ended.</param>
/// <param name="User">Account, or null for a guest.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Lower-case reason: left, lost, removed, ended, replaced, towaitingroom.</param>
/// <param name="Facts">All that is known.</param>
public sealed record ParticipantLeft(MediaRoomId Room, ParticipationId Participation, UserId? User, DateTimeOffset At, string Reason, StayFacts Facts) : IEvent;

/// <summary>Somebody began to share their screen.</summary>
/// <param name="Share">Id of this sharing.</param>
/// <param name="Room">The media room.</param>
/// <param name="User">Account, or null for a guest.</param>
/// <param name="Department">Main department at the time, or null.</param>
/// <param name="At">When.</param>
public sealed record ScreenShared(Guid Share, MediaRoomId Room, UserId? User, Guid? Department, DateTimeOffset At) : IEvent;
