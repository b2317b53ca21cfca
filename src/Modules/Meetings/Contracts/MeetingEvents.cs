using Huitang.Kernel;

namespace Huitang.Meetings.Contracts;

/// <summary>A meeting was booked; invitations follow.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Sequence">Number of the change, 0 for the booking.</param>
public sealed record MeetingScheduled(MeetingId Meeting, int Sequence) : IEvent;

/// <summary>A meeting or one date of it was changed.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Sequence">Number of the change.</param>
/// <param name="Occurrence">The one date that changed, or null for the whole meeting.</param>
/// <param name="Removed">People no longer invited.</param>
public sealed record MeetingChanged(MeetingId Meeting, int Sequence, Guid? Occurrence, IReadOnlyList<UserId> Removed) : IEvent;

/// <summary>A meeting or one date of it was cancelled.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Sequence">Number of the change.</param>
/// <param name="Occurrence">The one date that was cancelled, or null for the whole meeting.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record MeetingCancelled(MeetingId Meeting, int Sequence, Guid? Occurrence, string? Reason) : IEvent;
