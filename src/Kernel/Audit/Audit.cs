namespace Huitang.Kernel;

/// <summary>Marks a use case that changes something; its run is written to one of the logs under this action.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditedAttribute(string action) : Attribute
{
    /// <summary>Action id, <c>noun.verb</c>; never reused.</summary>
    public string Action { get; } = action;

    /// <summary>The log, where <see cref="AuditLogs.Of"/> would not see it from the rights asked for.</summary>
    public AuditLogKind Log { get; init; }
}

/// <summary>Outcomes beside error codes.</summary>
public static class AuditOutcome
{
    /// <summary>Written before the act; still there after a crash means the process died in between.</summary>
    public const string Open = "open";

    /// <summary>Done.</summary>
    public const string Done = "done";

    /// <summary>Threw: a bug or a broken machine.</summary>
    public const string Failed = "failed";
}

/// <summary>One field that changed. Secrets are never put here; write <c>***</c>.</summary>
/// <param name="Field">Name of the field or setting.</param>
/// <param name="From">Value before, as text; null if it had none.</param>
/// <param name="To">Value after, as text; null if removed.</param>
/// <param name="Subject">The person the values speak of, when it is not the object itself: an account, or a participation for guests. Erasing the person erases them.</param>
[GenerateSerializer, Immutable]
public sealed record AuditChange([property: Id(0)] string Field, [property: Id(1)] string? From, [property: Id(2)] string? To, [property: Id(3)] Guid? Subject = null);

/// <summary>What is to be written of an act before it is done.</summary>
/// <param name="Action">Action id.</param>
/// <param name="Log">Which log.</param>
/// <param name="Permission">Permission that was asked for; null for none.</param>
/// <param name="Ground">On what ground the actor may.</param>
public sealed record AuditOpening(string Action, AuditLogKind Log = AuditLogKind.Administrator, string? Permission = null, AuditGround Ground = AuditGround.System);

/// <summary>Something that happened already and is written in one go.</summary>
/// <param name="Id">Id of the entry; a second one with the same id is not written.</param>
/// <param name="Opening">Action, log, ground.</param>
/// <param name="Actor">Who.</param>
/// <param name="At">When it happened.</param>
/// <param name="Outcome">An <see cref="AuditOutcome"/> or an error code.</param>
/// <param name="Notes">Object, changes, who an unknown actor turned out to be.</param>
public sealed record AuditFact(Guid Id, AuditOpening Opening, Actor Actor, DateTimeOffset At, string Outcome, AuditNotes Notes)
{
    /// <summary>The person behind an actor without an account, so that what is written of them can be erased; null for none.</summary>
    public Guid? Guest { get; init; }
}

/// <summary>Writes the logs. Implemented by the Audit module; an act whose entry cannot be opened is refused.</summary>
public interface IAuditLog
{
    /// <summary>Opens an entry before the act.</summary>
    Task<Guid> OpenAsync(AuditOpening opening, Actor actor, CancellationToken ct);

    /// <summary>Closes it with the outcome: <see cref="AuditOutcome.Done"/>, <see cref="AuditOutcome.Failed"/> or an error code. The act is over, so this never throws; what cannot be written now is written as soon as it can.</summary>
    Task CloseAsync(Guid entry, TenantId tenant, string outcome, AuditNotes notes, CancellationToken ct);

    /// <summary>Writes what happened outside of use cases; all or none.</summary>
    Task RecordAsync(TenantId tenant, IReadOnlyList<AuditFact> facts, CancellationToken ct);
}
