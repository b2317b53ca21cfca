using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings;

/// <summary>What somebody may do in a live meeting.</summary>
internal enum MeetingRole
{
    /// <summary>Takes part.</summary>
    Member = 0,

    /// <summary>Helps the host; at most ten.</summary>
    CoHost = 1,

    /// <summary>Exactly one while anybody fit for it is there.</summary>
    Host = 2,
}

/// <summary>Why a participation ended; stored, so values never change.</summary>
internal enum LeaveReason
{
    /// <summary>Still in.</summary>
    None = 0,

    /// <summary>Left by choice.</summary>
    Left = 1,

    /// <summary>Connection lost and not back in time.</summary>
    Lost = 2,

    /// <summary>Removed by a host or the console.</summary>
    Removed = 3,

    /// <summary>The meeting was ended for all.</summary>
    Ended = 4,

    /// <summary>Came in again from elsewhere.</summary>
    Replaced = 5,

    /// <summary>Sent back to the waiting room.</summary>
    ToWaitingRoom = 6,
}

/// <summary>Kinds of media a participant may send.</summary>
internal enum MediaKind
{
    /// <summary>Microphone.</summary>
    Audio,

    /// <summary>Camera.</summary>
    Camera,

    /// <summary>Screen, with or without its sound.</summary>
    Screen,
}

/// <summary>Where a participant's socket is.</summary>
/// <param name="Node">Process that holds it.</param>
/// <param name="Socket">Socket id within that process.</param>
[GenerateSerializer, Immutable]
internal sealed record ConnectionRef([property: Id(0)] string Node, [property: Id(1)] long Socket);

/// <summary>What a participant sends, as the media server numbered it. Null parts are not published.</summary>
[GenerateSerializer, Immutable]
internal sealed record Feeds
{
    /// <summary>Feed with microphone and camera.</summary>
    [Id(0)] public string? Main { get; init; }

    /// <summary>Line of the microphone.</summary>
    [Id(1)] public string? AudioMid { get; init; }

    /// <summary>Line of the camera.</summary>
    [Id(2)] public string? CameraMid { get; init; }

    /// <summary>Feed with the screen.</summary>
    [Id(3)] public string? Screen { get; init; }

    /// <summary>Line of the screen's picture.</summary>
    [Id(4)] public string? ScreenMid { get; init; }

    /// <summary>Line of the screen's sound.</summary>
    [Id(5)] public string? ScreenAudioMid { get; init; }
}

/// <summary>Who asks to come in, as established from ticket and sign-in.</summary>
[GenerateSerializer, Immutable]
internal sealed record Arrival
{
    /// <summary>Account, or null for a guest.</summary>
    [Id(0)] public UserId? User { get; init; }

    /// <summary>Enterprise of the account; 0 for a guest.</summary>
    [Id(1)] public TenantId Tenant { get; init; }

    /// <summary>Display name.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>Random key kept in the guest's browser; recognises a removed guest.</summary>
    [Id(3)] public string? GuestKey { get; init; }

    /// <summary>Address.</summary>
    [Id(4)] public string? Ip { get; init; }

    /// <summary>Device, browser, network, language.</summary>
    [Id(5)] public required ClientInfo Client { get; init; }

    /// <summary>Main department of the account at the time.</summary>
    [Id(6)] public Guid? Department { get; init; }
}

/// <summary>Somebody in a live meeting. A record: rules replace it, nothing holds on to it.</summary>
internal sealed record Participant
{
    public required ParticipantId Id { get; init; }
    public required ParticipationId Participation { get; init; }
    public required Arrival Who { get; init; }
    public required string Name { get; init; }
    public MeetingRole Role { get; init; }
    public bool IsCreator { get; init; }
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>Microphone open. While false the media server blocks the line.</summary>
    public bool Microphone { get; init; }

    /// <summary>A host closed the microphone; whether it may be opened again is for <see cref="Microphones"/>.</summary>
    public bool MutedByHost { get; init; }

    /// <summary>A host asked for it, so the next press of unmute is allowed.</summary>
    public bool AskedToUnmute { get; init; }

    public DateTimeOffset? CameraSince { get; init; }
    public bool AskedForCamera { get; init; }
    public bool Sharing { get; init; }
    public bool SharingAudio { get; init; }
    public DateTimeOffset? HandSince { get; init; }
    public Feeds Feeds { get; init; } = new();
    public ConnectionRef? Connection { get; init; }

    /// <summary>When the connection was last known to work; the end of the participation if it never comes back.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>SHA-256 of the resume token, base64.</summary>
    public required string ResumeHash { get; init; }

    /// <summary>Connection quality grade 0–4.</summary>
    public int Grade { get; init; }

    public bool Away => Connection is null;
    public bool IsHost => Role != MeetingRole.Member;
    public bool Camera => CameraSince is not null;
}

/// <summary>Somebody in the waiting room.</summary>
[GenerateSerializer, Immutable]
internal sealed record Waiting
{
    [Id(0)] public required ParticipantId Id { get; init; }
    [Id(1)] public required Arrival Who { get; init; }
    [Id(2)] public required string Name { get; init; }
    [Id(3)] public DateTimeOffset Since { get; init; }
    [Id(4)] public required string ResumeHash { get; init; }
    [Id(5)] public ConnectionRef? Connection { get; init; }
    [Id(6)] public DateTimeOffset LastSeen { get; init; }

    /// <summary>Waits for a host to arrive rather than for admission.</summary>
    [Id(7)] public bool ForHost { get; init; }
}

/// <summary>Somebody who may not come back into this media room.</summary>
[GenerateSerializer, Immutable]
internal sealed record Ban([property: Id(0)] UserId? User, [property: Id(1)] string? GuestKey, [property: Id(2)] string? Ip, [property: Id(3)] string? Browser)
{
    /// <summary>Accounts by account; guests by their key, or by address and browser together since a key can be thrown away.</summary>
    public bool Hits(Arrival who) => User is { } user
        ? who.User == user
        : who.User is null && ((GuestKey is not null && GuestKey == who.GuestKey) || (Ip is not null && Ip == who.Ip && Browser == who.Client.Browser));
}
