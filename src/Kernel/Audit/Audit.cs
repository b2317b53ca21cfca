namespace Huitang.Kernel;

/// <summary>Marks a use case that changes something; its run is written to the administrator log under this action.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditedAttribute(string action) : Attribute
{
    /// <summary>Action id, <c>noun.verb</c>; never reused.</summary>
    public string Action { get; } = action;
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
[GenerateSerializer, Immutable]
public sealed record AuditChange([property: Id(0)] string Field, [property: Id(1)] string? From, [property: Id(2)] string? To);

/// <summary>What a handler tells the log about its act. One per scope.</summary>
public sealed class AuditNotes
{
    private readonly List<AuditChange> _changes = [];

    /// <summary>Kind of the object, such as <c>meeting</c>.</summary>
    public string? ObjectType { get; private set; }

    /// <summary>Its id as text.</summary>
    public string? ObjectId { get; private set; }

    /// <summary>Its name at the time, for people.</summary>
    public string? ObjectName { get; private set; }

    /// <summary>Fields changed, in order.</summary>
    public IReadOnlyList<AuditChange> Changes => _changes;

    /// <summary>Names the object acted on.</summary>
    public void On(string type, string id, string? name) => (ObjectType, ObjectId, ObjectName) = (type, id, name);

    /// <summary>Notes a change if there is one.</summary>
    public void Changed(string field, object? from, object? to)
    {
        var (a, b) = (Text(from), Text(to));
        if (a != b) _changes.Add(new AuditChange(field, a, b));
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        DateTimeOffset t => t.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

/// <summary>Writes the administrator log. Implemented by the Audit module; an act whose entry cannot be opened is refused.</summary>
public interface IAuditLog
{
    /// <summary>Opens an entry before the act.</summary>
    Task<Guid> OpenAsync(string action, Actor actor, object order, CancellationToken ct);

    /// <summary>Closes it with the outcome: <see cref="AuditOutcome.Done"/>, <see cref="AuditOutcome.Failed"/> or an error code.</summary>
    Task CloseAsync(Guid entry, TenantId tenant, string outcome, AuditNotes notes, CancellationToken ct);
}
