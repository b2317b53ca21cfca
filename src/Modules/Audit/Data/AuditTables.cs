using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Audit;

/// <summary>One act in the administrator log. Written by <see cref="PostgresAuditLog"/> on a connection of its own, read through the context.</summary>
internal sealed class AuditEntry : IOwned
{
    /// <summary>Version-7 id: sorts by time.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>When the act began.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What sort of party acted.</summary>
    public ActorKind ActorKind { get; init; }

    /// <summary>The account; null for anonymous and system.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Name of the actor at the time.</summary>
    public required string ActorName { get; init; }

    /// <summary>Sign-in session.</summary>
    public Guid? Session { get; init; }

    /// <summary>Address the request came from.</summary>
    public string? Ip { get; init; }

    /// <summary>User-Agent, at most 400 characters.</summary>
    public string? Device { get; init; }

    /// <summary>Correlates with the service log.</summary>
    public string? RequestId { get; init; }

    /// <summary>Action id, <c>noun.verb</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of the object.</summary>
    public string? ObjectType { get; init; }

    /// <summary>Its id.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Its name at the time.</summary>
    public string? ObjectName { get; init; }

    /// <summary><see cref="AuditOutcome.Open"/>, <see cref="AuditOutcome.Done"/>, <see cref="AuditOutcome.Failed"/> or an error code.</summary>
    public required string Outcome { get; init; }

    /// <summary>Array of <c>{"field","from","to"}</c> as JSON.</summary>
    public required string Changes { get; init; }

    /// <summary>When the act ended; null while open or after a crash in between.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>Tables of the module.</summary>
internal static class AuditTables
{
    extension(AppDb db)
    {
        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();
    }
}

/// <summary>The module's share of the model.</summary>
internal sealed class AuditModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("entry", "audit");
            entry.HasKey(e => new { e.TenantId, e.Id });
            entry.Property(e => e.Action).HasMaxLength(100);
            entry.Property(e => e.ActorName).HasMaxLength(200);
            entry.Property(e => e.Outcome).HasMaxLength(100);
            entry.Property(e => e.Changes).HasColumnType("jsonb");
            entry.HasIndex(e => new { e.TenantId, e.At, e.Id }).IsDescending(false, true, true);
            entry.HasIndex(e => new { e.TenantId, e.ObjectType, e.ObjectId, e.At });
            entry.HasIndex(e => new { e.TenantId, e.ActorId, e.At });
        });
    }
}
