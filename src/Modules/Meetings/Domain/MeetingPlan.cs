using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings;

/// <summary>How a meeting came about.</summary>
internal enum MeetingType
{
    /// <summary>Booked once.</summary>
    OneOff = 0,

    /// <summary>A series with one code.</summary>
    Recurring = 1,

    /// <summary>A personal meeting room.</summary>
    Personal = 5,

    /// <summary>Started at once, without booking.</summary>
    Quick = 100,
}

/// <summary>What a live meeting needs to know of the plan: who hosts, who is invited, which rules it starts with.</summary>
[GenerateSerializer, Immutable]
internal sealed record MeetingPlan
{
    /// <summary>The meeting.</summary>
    [Id(0)] public required MeetingId Id { get; init; }

    /// <summary>Its enterprise.</summary>
    [Id(1)] public required TenantId Tenant { get; init; }

    /// <summary>Nine digits.</summary>
    [Id(2)] public required string Code { get; init; }

    /// <summary>Subject as booked; for quick meetings the name of whoever started it stands in the list texts.</summary>
    [Id(3)] public required string Subject { get; init; }

    /// <summary>How it came about.</summary>
    [Id(4)] public MeetingType Type { get; init; }

    /// <summary>Who booked it.</summary>
    [Id(5)] public required UserId Creator { get; init; }

    /// <summary>Name of the creator.</summary>
    [Id(6)] public required string CreatorName { get; init; }

    /// <summary>Planned start of the present or next occurrence.</summary>
    [Id(7)] public DateTimeOffset Start { get; init; }

    /// <summary>Planned end of the present or next occurrence.</summary>
    [Id(8)] public DateTimeOffset End { get; init; }

    /// <summary>People besides the creator who become host or co-host on arrival (at most 10).</summary>
    [Id(9)] public IReadOnlySet<UserId> Hosts { get; init; } = new HashSet<UserId>();

    /// <summary>Invited members.</summary>
    [Id(10)] public IReadOnlySet<UserId> Invitees { get; init; } = new HashSet<UserId>();

    /// <summary>Rules at start.</summary>
    [Id(11)] public MeetingSettings Settings { get; init; } = new();

    /// <summary>Password of 4–6 digits, or null for none.</summary>
    [Id(12)] public string? Password { get; init; }

    /// <summary>Random key in the invitation link; whoever shows it needs no password.</summary>
    [Id(13)] public required string LinkKey { get; init; }

    /// <summary>Cancelled, deleted or recycled: nobody may enter.</summary>
    [Id(14)] public bool Closed { get; init; }
}

/// <summary>Reads plans for the live side. Works without an actor's tenant: a code is looked up across enterprises.</summary>
internal interface IMeetingPlans
{
    /// <summary>The plan, or null when there is no such meeting.</summary>
    Task<MeetingPlan?> FindAsync(MeetingId id, CancellationToken ct);

    /// <summary>The plan behind a nine-digit code that is in use now, or null.</summary>
    Task<MeetingPlan?> FindByCodeAsync(string code, CancellationToken ct);
}
