using System.Net;
using Huitang.Kernel;

namespace Huitang.Audit;

/// <summary>An act as the lists show it: what the records of the chain about it say together. Made by <see cref="ActFold"/> alone, so it can always be made anew from the chain.</summary>
internal sealed record Act
{
    public required int Tenant { get; init; }
    public required Guid Id { get; init; }
    public required AuditLogKind Log { get; init; }
    public required string Action { get; init; }

    /// <summary>When the act began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it ended; null while under way or after a crash in between.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
    public ActorKind ActorKind { get; init; }

    /// <summary>The account; null for anonymous and system.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Name at the time; null once erased.</summary>
    public string? ActorName { get; init; }
    public Guid? Session { get; init; }
    public IPAddress? Ip { get; init; }

    /// <summary>Class of the network the request came from; stays when the address is erased.</summary>
    public NetworkPlace Place { get; init; }

    /// <summary>User-Agent or device, at most 400 characters.</summary>
    public string? Device { get; init; }
    public string? RequestId { get; init; }

    /// <summary>Permission asked for; null for none.</summary>
    public string? Permission { get; init; }
    public AuditGround Ground { get; init; }
    public string? ObjectType { get; init; }
    public string? ObjectId { get; init; }
    public string? ObjectName { get; init; }
    public string? ObjectCode { get; init; }

    /// <summary>An <see cref="AuditOutcome"/> or an error code.</summary>
    public string Outcome { get; init; } = AuditOutcome.Open;

    /// <summary>The true reason of a refusal to sign in.</summary>
    public string? Reason { get; init; }

    /// <summary>What was typed as account.</summary>
    public string? Account { get; init; }

    /// <summary>Way of signing in.</summary>
    public string? Method { get; init; }
    public IReadOnlyList<AuditChange> Changes { get; init; } = [];

    /// <summary>Whether something in it was about a person who has been erased.</summary>
    public bool Erased { get; init; }

    /// <summary>People whose keys its records need.</summary>
    public IReadOnlyList<Guid> Subjects { get; init; } = [];

    /// <summary>Where the records are.</summary>
    public Guid Stream { get; init; }
    public long OpenSeq { get; init; }
    public long? CloseSeq { get; init; }
}

/// <summary>What can truthfully be said about where a request came from: whether its address lies in a network of the enterprise's own.</summary>
internal enum NetworkPlace
{
    Unknown = 0,
    Internal = 1,
    External = 2,
}
