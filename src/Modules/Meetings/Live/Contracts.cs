using Huitang.Kernel;
using Huitang.Media;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Live;

/// <summary>Somebody in a meeting as processes and consoles see them; what participants see is inside.</summary>
[GenerateSerializer, Immutable]
internal sealed record LiveEntry
{
    [Id(0)] public required ParticipantId Id { get; init; }
    [Id(1)] public required PersonView View { get; init; }
    [Id(2)] public required Feeds Feeds { get; init; }
    [Id(3)] public required Arrival Who { get; init; }
    [Id(4)] public required ParticipationId Participation { get; init; }
    [Id(5)] public bool MutedByHost { get; init; }
    [Id(6)] public bool IsCreator { get; init; }
    [Id(7)] public DateTimeOffset JoinedAt { get; init; }
}

/// <summary>A meeting at a sequence number.</summary>
[GenerateSerializer, Immutable]
internal sealed record LiveSnapshot([property: Id(0)] long Epoch, [property: Id(1)] long Seq, [property: Id(2)] MediaRoomId Room, [property: Id(3)] MeetingPlan Plan, [property: Id(4)] MeetingView Meeting, [property: Id(5)] IReadOnlyList<LiveEntry> People, [property: Id(6)] IReadOnlyList<Waiting> Lobby);

/// <summary>Changes between two sequence numbers. Null parts did not change.</summary>
[GenerateSerializer, Immutable]
internal sealed record LiveDelta([property: Id(0)] long Epoch, [property: Id(1)] long Seq, [property: Id(2)] MeetingView? Meeting, [property: Id(3)] IReadOnlyList<LiveEntry> People, [property: Id(4)] IReadOnlyList<ParticipantId> Left, [property: Id(5)] IReadOnlyList<Waiting>? Lobby);

/// <summary>A process, as a meeting calls it. One per process, fanned out locally.</summary>
internal interface INodeLink : IGrainObserver
{
    /// <summary>Something changed.</summary>
    void Changed(MeetingId meeting, LiveDelta delta);

    /// <summary>A message for one person on the process. <paramref name="close"/>: socket to close after it, 0 for none.</summary>
    void Tell(MeetingId meeting, ParticipantId who, ServerMessage message, long close);

    /// <summary>A message for everybody in the meeting on this process.</summary>
    void TellAll(MeetingId meeting, ServerMessage message);

    /// <summary>A publishing leg of somebody must be closed.</summary>
    void StopFeed(MeetingId meeting, ParticipantId who, MediaKind kind);
}

/// <summary>What somebody with a good ticket is told.</summary>
/// <param name="Who">Participant id.</param>
/// <param name="Door">In or waiting.</param>
/// <param name="IsCreator">Booked the meeting.</param>
/// <param name="Subject">Subject, for the waiting screen.</param>
[GenerateSerializer, Immutable]
internal sealed record Entrance([property: Id(0)] ParticipantId Who, [property: Id(1)] Door Door, [property: Id(2)] bool IsCreator, [property: Id(3)] string Subject);

/// <summary>What a publisher may do now.</summary>
/// <param name="Room">Where to publish.</param>
/// <param name="Block">Kinds of streams (<c>audio</c>, <c>video</c>) to block before the answer.</param>
[GenerateSerializer, Immutable]
internal sealed record PublishPermit([property: Id(0)] MediaPlace Room, [property: Id(1)] IReadOnlyList<string> Block);

/// <summary>A media room, serialisable.</summary>
[GenerateSerializer, Immutable]
internal sealed record MediaPlace([property: Id(0)] string Node, [property: Id(1)] string Room, [property: Id(2)] string Secret)
{
    public MediaRoom ToRoom() => new(Node, Room, Secret);
}

/// <summary>A published media line: its id and <c>audio</c> or <c>video</c>.</summary>
[GenerateSerializer, Immutable]
internal sealed record PublishedLine([property: Id(0)] string Mid, [property: Id(1)] string Kind);

/// <summary>What came of a control.</summary>
/// <param name="Affected">How many streams or people it reached.</param>
/// <param name="Changes">What changed, for the log; empty for commands of participants.</param>
[GenerateSerializer, Immutable]
internal sealed record ControlReport([property: Id(0)] int Affected, [property: Id(1)] IReadOnlyList<AuditChange> Changes);

/// <summary>What a meeting answers to signs of life.</summary>
/// <param name="Snapshot">The meeting as it stands, when the process is behind; else null.</param>
/// <param name="Away">People with a socket there whom the meeting holds for away: after a change of owner, or after a pause longer than their lease.</param>
/// <param name="Unknown">People with a socket there who are not in the meeting.</param>
[GenerateSerializer, Immutable]
internal sealed record BeatAnswer([property: Id(0)] LiveSnapshot? Snapshot, [property: Id(1)] IReadOnlyList<ParticipantId> Away, [property: Id(2)] IReadOnlyList<ParticipantId> Unknown);

/// <summary>One live meeting. A shell: receives, asks the rules, performs, notifies.</summary>
internal interface IMeetingGrain : IGrainWithGuidKey
{
    /// <summary>Somebody with a good ticket is at the door.</summary>
    Task<Result<Entrance>> ArriveAsync(Arrival who, ConnectionRef connection, INodeLink link, string resumeHash);

    /// <summary>Somebody comes back with a resume token.</summary>
    Task<Result<Entrance>> ResumeAsync(ParticipantId who, ConnectionRef connection, INodeLink link, string resumeHash);

    /// <summary>A socket closed.</summary>
    Task DisconnectedAsync(ParticipantId who, ConnectionRef connection, DateTimeOffset at);

    /// <summary>A process' signs of life for its sockets. Also how a process subscribes.</summary>
    Task<Result<BeatAnswer>> BeatAsync(string node, INodeLink link, IReadOnlyDictionary<ParticipantId, long> sockets, long epoch, long seq);

    /// <summary>A process no longer has anybody interested in the meeting.</summary>
    Task UnwatchAsync(string node);

    /// <summary>A living socket of somebody who is held for away: back, with what it has published.</summary>
    Task ReattachAsync(ParticipantId who, ConnectionRef connection, Feeds feeds);

    /// <summary>A command of a participant.</summary>
    Task<Result<ControlReport>> CommandAsync(ParticipantId who, Command command);

    /// <summary>A command of the console.</summary>
    Task<Result<ControlReport>> ControlAsync(string operatorName, Command command);

    /// <summary>Removes somebody who lost the account, from the meeting and its waiting room, without the right to come back.</summary>
    Task DropUserAsync(UserId user);

    /// <summary>May somebody publish on this leg now, and where.</summary>
    Task<Result<PublishPermit>> MayPublishAsync(ParticipantId who, string leg);

    /// <summary>Where to watch.</summary>
    Task<Result<MediaPlace>> PlaceAsync(ParticipantId who);

    /// <summary>Somebody's streams, as published; null feed when the leg ended.</summary>
    Task PublishedAsync(ParticipantId who, ConnectionRef connection, string leg, string? feed, IReadOnlyList<PublishedLine> lines);

    /// <summary>Somebody began or stopped talking.</summary>
    [Orleans.Concurrency.OneWay]
    Task TalkingAsync(ParticipantId who, bool on);

    /// <summary>Quality grade of somebody, 0–4.</summary>
    [Orleans.Concurrency.OneWay]
    Task GradedAsync(ParticipantId who, int grade);

    /// <summary>Takes the meeting over if it is live and nobody serves it.</summary>
    Task WakeAsync();

    /// <summary>Whether anybody is in.</summary>
    Task<bool> IsLiveAsync();

    /// <summary>Everything about itself as JSON, without secrets.</summary>
    Task<string> DescribeAsync();
}
