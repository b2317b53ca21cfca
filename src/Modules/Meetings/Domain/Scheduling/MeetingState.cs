namespace Huitang.Meetings;

/// <summary>Where a meeting stands. Values are those of the public interface.</summary>
internal enum MeetingState
{
    /// <summary>Booked, before its planned end, nobody inside.</summary>
    Init = 0,

    /// <summary>Cancelled before it started; nobody can enter.</summary>
    Cancelled = 1,

    /// <summary>Somebody is inside.</summary>
    Started = 2,

    /// <summary>Past its planned end, empty, deleted; nobody can enter again.</summary>
    Ended = 3,

    /// <summary>Past its planned end, empty, not deleted: can be entered again.</summary>
    Null = 6,

    /// <summary>The code was released, 30 days after the last planned end; nobody can enter.</summary>
    Recycled = 7,
}

/// <summary>What a state is made of.</summary>
/// <param name="Type">How the meeting came about; a personal room has no planned end.</param>
/// <param name="LastEnd">Planned end of the last occurrence.</param>
/// <param name="Cancelled">Whether it was cancelled.</param>
/// <param name="Deleted">Whether it was deleted after its end.</param>
/// <param name="CodeReleased">Whether its code was given back.</param>
/// <param name="InProgress">Whether somebody is inside now.</param>
internal readonly record struct StateFacts(MeetingType Type, DateTimeOffset LastEnd, bool Cancelled, bool Deleted, bool CodeReleased, bool InProgress);

/// <summary>The one place that says where a meeting stands.</summary>
internal static class MeetingStates
{
    /// <summary>The state at a moment.</summary>
    public static MeetingState At(this StateFacts facts, DateTimeOffset now) => facts switch
    {
        { InProgress: true } => MeetingState.Started,
        { Cancelled: true } => MeetingState.Cancelled,
        { Deleted: true } => MeetingState.Ended,
        { CodeReleased: true } => MeetingState.Recycled,
        { Type: MeetingType.Personal } => MeetingState.Init,
        _ when now >= facts.LastEnd.AddDays(MeetingLimits.CodeDays) => MeetingState.Recycled,
        _ when now >= facts.LastEnd => MeetingState.Null,
        _ => MeetingState.Init,
    };

    /// <summary>Whether people may go in.</summary>
    public static bool CanBeEntered(this MeetingState state) => state is MeetingState.Init or MeetingState.Started or MeetingState.Null;
}
