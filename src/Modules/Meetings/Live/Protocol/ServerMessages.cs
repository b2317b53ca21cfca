using System.Text.Json.Serialization;

namespace Huitang.Meetings.Live.Protocol;

/// <summary>What the server sends to a meeting client, told apart by <c>t</c>. Times are milliseconds since 1970 UTC.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Welcome), "welcome")]
[JsonDerivedType(typeof(Waiting), "waiting")]
[JsonDerivedType(typeof(Snapshot), "snapshot")]
[JsonDerivedType(typeof(Delta), "delta")]
[JsonDerivedType(typeof(Lobby), "lobby")]
[JsonDerivedType(typeof(Result), "result")]
[JsonDerivedType(typeof(PublishAnswered), "publishAnswer")]
[JsonDerivedType(typeof(Offer), "offer")]
[JsonDerivedType(typeof(Talking), "talking")]
[JsonDerivedType(typeof(Chat), "chat")]
[JsonDerivedType(typeof(Reaction), "reaction")]
[JsonDerivedType(typeof(Asked), "asked")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(MediaReset), "mediaReset")]
[JsonDerivedType(typeof(Gone), "gone")]
[JsonDerivedType(typeof(Malformed), "error")]
[JsonDerivedType(typeof(Pong), "pong")]
[GenerateSerializer, Immutable]
internal abstract record ServerMessage
{
    private ServerMessage() { }

    /// <summary>You are in. Comes after admission, and again after each reconnect. A <see cref="Snapshot"/> follows at once. Keep <c>Resume</c> for reconnecting (changes each time). <c>Media</c> false: the media server is down at present, a <c>mediaReset</c> will come.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Welcome([property: Id(0)] string You, [property: Id(1)] string Resume, [property: Id(2)] IReadOnlyList<IceServer> IceServers, [property: Id(3)] bool Media, [property: Id(4)] long ServerTime, [property: Id(5)] bool IsCreator) : ServerMessage;

    /// <summary>You wait. <c>Why</c>: <c>lobby</c> (a host must admit) or <c>host</c> (no host is there yet). Nothing else is sent but <c>chat</c> from hosts until <c>welcome</c> or <c>gone</c>. <c>Resume</c> to wait on after a reconnect.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Waiting([property: Id(0)] string Why, [property: Id(1)] string Subject, [property: Id(2)] string Resume) : ServerMessage;

    /// <summary>Everything, at sequence number <c>Seq</c>.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Snapshot([property: Id(0)] long Seq, [property: Id(1)] MeetingView Meeting, [property: Id(2)] IReadOnlyList<PersonView> People) : ServerMessage;

    /// <summary>Changes since <c>Seq - 1</c>; whoever misses one gets a snapshot. <c>People</c> holds whole new views.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Delta([property: Id(0)] long Seq, [property: Id(1)] MeetingView? Meeting, [property: Id(2)] IReadOnlyList<PersonView> People, [property: Id(3)] IReadOnlyList<string> Left) : ServerMessage;

    /// <summary>To hosts: who waits; the whole list on every change.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Lobby([property: Id(0)] IReadOnlyList<WaitingView> People) : ServerMessage;

    /// <summary>Answer to a <c>do</c>; <c>Error</c> null on success.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Result([property: Id(0)] int Id, [property: Id(1)] ErrorView? Error) : ServerMessage;

    /// <summary>SDP answer of a publishing leg; <c>Error</c> when it was refused, then <c>Sdp</c> is empty.</summary>
    [GenerateSerializer, Immutable]
    public sealed record PublishAnswered([property: Id(0)] string Leg, [property: Id(1)] string Sdp, [property: Id(2)] ErrorView? Error) : ServerMessage;

    /// <summary>SDP offer of the receiving leg with what each line carries; answer with <c>answer</c>.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Offer([property: Id(0)] string Sdp, [property: Id(1)] IReadOnlyList<OfferedStream> Streams) : ServerMessage;

    /// <summary>Somebody began or stopped talking.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Talking([property: Id(0)] string Participant, [property: Id(1)] bool On) : ServerMessage;

    /// <summary>A chat message; <c>To</c> set when private.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Chat([property: Id(0)] string Id, [property: Id(1)] string From, [property: Id(2)] string FromName, [property: Id(3)] string? To, [property: Id(4)] string Text, [property: Id(5)] long At) : ServerMessage;

    /// <summary>A reaction to show for a few seconds.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Reaction([property: Id(0)] string From, [property: Id(1)] string Emoji) : ServerMessage;

    /// <summary>A host asks you: <c>unmute</c> or <c>camera</c>.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Asked([property: Id(0)] string What) : ServerMessage;

    /// <summary>Something was done to you or to the meeting that you should know: <c>muted</c>, <c>cameraStopped</c>, <c>shareStopped</c>, <c>madeHost</c>, <c>madeCohost</c>, <c>madeMember</c>, <c>renamed</c>, <c>locked</c>, <c>unlocked</c>, <c>mutedAll</c>, <c>unmutedAll</c>, <c>suspended</c>. Your state itself comes in the delta.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Notice([property: Id(0)] string What) : ServerMessage;

    /// <summary>The media server lost everything (or came back): close all peer connections, publish and watch anew. <c>Up</c> false: wait for the next one.</summary>
    [GenerateSerializer, Immutable]
    public sealed record MediaReset([property: Id(0)] bool Up) : ServerMessage;

    /// <summary>The last message: <c>left</c>, <c>removed</c>, <c>denied</c>, <c>ended</c>, <c>replaced</c> (you came in from elsewhere), <c>locked</c>, <c>expired</c> (ticket or resume token no longer good), <c>lobby</c> (you were sent back to the waiting room; connect again with the resume token). The socket closes.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Gone([property: Id(0)] string Reason, [property: Id(1)] bool MayReturn) : ServerMessage;

    /// <summary>A message was not understood or came too fast; it was ignored. After 20 the socket closes.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Malformed([property: Id(0)] string Code) : ServerMessage;

    /// <summary>Answer to <c>ping</c>.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Pong([property: Id(0)] long ServerTime) : ServerMessage;
}

/// <summary>An ICE server for the browser.</summary>
[GenerateSerializer, Immutable]
internal sealed record IceServer([property: Id(0)] IReadOnlyList<string> Urls, [property: Id(1)] string? Username, [property: Id(2)] string? Credential);

/// <summary>A refusal: code for the text table, values for its placeholders.</summary>
[GenerateSerializer, Immutable]
internal sealed record ErrorView([property: Id(0)] string Code, [property: Id(1)] IReadOnlyList<string> Args);

/// <summary>What a receiving line carries; participant and kind null while idle.</summary>
[GenerateSerializer, Immutable]
internal sealed record OfferedStream([property: Id(0)] string Mid, [property: Id(1)] string? Participant, [property: Id(2)] string? Kind);

/// <summary>The meeting as participants see it.</summary>
[GenerateSerializer, Immutable]
internal sealed record MeetingView
{
    /// <summary>Subject.</summary>
    [Id(0)] public required string Subject { get; init; }

    /// <summary>Nine digits; empty while hidden.</summary>
    [Id(1)] public required string Code { get; init; }

    /// <summary>Invitation link path with key; empty while hidden.</summary>
    [Id(2)] public required string Link { get; init; }

    /// <summary>When the media room opened, ms since 1970.</summary>
    [Id(3)] public long StartedAt { get; init; }

    /// <summary>Nobody new may enter.</summary>
    [Id(4)] public bool Locked { get; init; }

    /// <summary>Rules in force.</summary>
    [Id(5)] public required MeetingSettings Rules { get; init; }

    /// <summary>Name of whoever booked it; a quick meeting has no subject and is called after them.</summary>
    [Id(6)] public required string Creator { get; init; }
}

/// <summary>Somebody in the meeting as participants see them.</summary>
[GenerateSerializer, Immutable]
internal sealed record PersonView
{
    /// <summary>Participant id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Display name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary><c>host</c>, <c>cohost</c> or <c>member</c>.</summary>
    [Id(2)] public required string Role { get; init; }

    /// <summary>Came in without an account.</summary>
    [Id(3)] public bool Guest { get; init; }

    /// <summary>Microphone open (not muted by anyone).</summary>
    [Id(4)] public bool Mic { get; init; }

    /// <summary>Camera on.</summary>
    [Id(5)] public bool Camera { get; init; }

    /// <summary>Sharing the screen.</summary>
    [Id(6)] public bool Sharing { get; init; }

    /// <summary>The shared screen has sound.</summary>
    [Id(7)] public bool SharingAudio { get; init; }

    /// <summary>When the hand was raised, ms since 1970; null when down.</summary>
    [Id(8)] public long? Hand { get; init; }

    /// <summary>Lost the connection; expected back.</summary>
    [Id(9)] public bool Away { get; init; }

    /// <summary>When they joined, ms since 1970.</summary>
    [Id(10)] public long JoinedAt { get; init; }

    /// <summary>When the camera went on, ms since 1970, for the order of tiles; null while off.</summary>
    [Id(11)] public long? CameraSince { get; init; }

    /// <summary>May press unmute and be heard. Only meaningful to oneself.</summary>
    [Id(12)] public bool MayUnmute { get; init; }

    /// <summary>Microphone line is published, so it can be watched.</summary>
    [Id(13)] public bool HasAudio { get; init; }

    /// <summary>Connection quality 0 (unknown), 1 good, 2 fair, 3 medium, 4 poor.</summary>
    [Id(14)] public int Grade { get; init; }
}

/// <summary>Somebody in the waiting room, for hosts.</summary>
[GenerateSerializer, Immutable]
internal sealed record WaitingView([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] bool Guest, [property: Id(3)] long Since);

/// <summary>Serialisation of the wire, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true, UseStringEnumConverter = false)]
[JsonSerializable(typeof(ClientMessage))]
[JsonSerializable(typeof(ServerMessage))]
internal sealed partial class WireJson : JsonSerializerContext;
