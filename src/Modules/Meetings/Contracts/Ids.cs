using Huitang.Kernel;

namespace Huitang.Meetings.Contracts;

/// <summary>A meeting as planned: one-off, a whole series, or somebody's personal room.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MeetingId([property: Id(0)] Guid Value) : IId<MeetingId>
{
    /// <inheritdoc/>
    public static MeetingId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>One opening of a meeting: from the first person in to the last one out. A meeting may have several.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MediaRoomId([property: Id(0)] Guid Value) : IId<MediaRoomId>
{
    /// <inheritdoc/>
    public static MediaRoomId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>One stretch of somebody in a media room, from joining to leaving.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ParticipationId([property: Id(0)] Guid Value) : IId<ParticipationId>
{
    /// <inheritdoc/>
    public static ParticipationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>Somebody in a live meeting, the same across reconnects and re-joins within one media room.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ParticipantId([property: Id(0)] Guid Value) : IId<ParticipantId>
{
    /// <inheritdoc/>
    public static ParticipantId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
