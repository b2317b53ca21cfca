using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Kernel;

/// <summary>Something that happened, told to other modules. Records live in the module's <c>Contracts</c>; named in the past tense.</summary>
#pragma warning disable CA1040 // a mark is all it is
public interface IEvent;
#pragma warning restore CA1040

/// <summary>Reacts to an event. Delivered at least once, in any process: handlers are idempotent by <c>eventId</c>.</summary>
public interface IEventHandler<in TEvent> where TEvent : IEvent
{
    /// <summary>Reacts; throwing means the event is tried again later.</summary>
    Task HandleAsync(Guid eventId, TenantId tenant, TEvent happened, CancellationToken ct);
}

/// <summary>An event waiting to be delivered, written in the same save as the change it tells of.</summary>
public sealed class OutboxRow
{
    /// <summary>Event id; handlers use it to be idempotent.</summary>
    public Guid Id { get; init; }

    /// <summary>Owner.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>Full name of the event record.</summary>
    public required string Type { get; init; }

    /// <summary>The record as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Earliest next try.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Failed tries so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Message of the last failure.</summary>
    public string? LastError { get; set; }
}

/// <summary>Adds events to the current save.</summary>
public static class OutboxExtensions
{
    /// <summary>Queues <paramref name="happened"/>; it is delivered only if this context's save succeeds.</summary>
    public static void AddEvent(this AppDb db, IEvent happened, TimeProvider time)
    {
        var now = time.GetUtcNow();
        db.Set<OutboxRow>().Add(new OutboxRow
        {
            Id = Ids.New(time), TenantId = db.CurrentTenant, Type = happened.GetType().FullName!,
            Body = JsonSerializer.Serialize(happened, happened.GetType()), At = now, DueAt = now,
        });
    }
}

/// <summary>The kernel's own tables.</summary>
public sealed class KernelModel : IModelPart
{
    /// <inheritdoc/>
    public void Configure(ModelBuilder model)
    {
        model.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox", "kernel");
            row.HasKey(r => r.Id);
            row.Property(r => r.Body).HasColumnType("jsonb");
            row.HasIndex(r => r.DueAt);
        });
        ProcessTables.Configure(model);
    }
}
