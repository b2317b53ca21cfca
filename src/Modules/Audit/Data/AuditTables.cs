using System.Net;
using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Audit;

/// <summary>A link of the chain. Only ever added; taken away by pruning alone, in whole stretches.</summary>
internal sealed class RecordRow
{
    public TenantId TenantId { get; init; }

    /// <summary>The writer: one run of one process.</summary>
    public Guid Stream { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public long Seq { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Canonical JSON, the very bytes that are hashed.</summary>
    public required byte[] Body { get; init; }

    /// <summary>SHA-256 of the hash before and the body.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>How far a stream has come; a convenience, never evidence.</summary>
internal sealed class StreamRow
{
    public TenantId TenantId { get; init; }
    public Guid Stream { get; init; }
    public long HeadSeq { get; init; }
    public required byte[] HeadHash { get; init; }

    /// <summary>Up to where checkpoints have covered it.</summary>
    public long SealedSeq { get; init; }

    /// <summary>Last writing.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>A signed checkpoint.</summary>
internal sealed class CheckpointRow
{
    public TenantId TenantId { get; init; }
    public long Number { get; init; }
    public DateTimeOffset At { get; init; }
    public required byte[] Body { get; init; }
    public required byte[] Hash { get; init; }

    /// <summary>Fingerprint of the key.</summary>
    public required string Key { get; init; }
    public required byte[] Signature { get; init; }
}

/// <summary>The public half of a process' signing key; the private one never enters the database.</summary>
internal sealed class SigningKeyRow
{
    /// <summary>SHA-256 of the public key, hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Machine it was first used on.</summary>
    public required string Node { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>The key under which a person's data stand in the records; erasing the person is deleting it.</summary>
internal sealed class SubjectKeyRow
{
    public TenantId TenantId { get; init; }
    public Guid Subject { get; init; }

    /// <summary>Null once erased: the row stays, so that no new key is made for the person.</summary>
    public byte[]? Key { get; init; }
    public DateTimeOffset? ErasedAt { get; init; }
}

/// <summary>An act, ready to be listed and searched. A projection of the chain: it may be thrown away and made anew, and the verifier compares it.</summary>
internal sealed class ActRow
{
    public TenantId TenantId { get; init; }
    public Guid Id { get; init; }
    public short Log { get; init; }
    public required string Action { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public short ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public string? ActorName { get; init; }
    public Guid? Session { get; init; }
    public IPAddress? Ip { get; init; }
    public short Place { get; init; }
    public string? Device { get; init; }
    public string? RequestId { get; init; }
    public string? Permission { get; init; }
    public short Ground { get; init; }
    public string? ObjectType { get; init; }
    public string? ObjectId { get; init; }
    public string? ObjectName { get; init; }
    public string? ObjectCode { get; init; }
    public required string Outcome { get; init; }
    public string? Reason { get; init; }
    public string? Account { get; init; }
    public string? Method { get; init; }
    public required string Changes { get; init; }
    public bool Erased { get; init; }
    public Guid[] Subjects { get; init; } = [];
    public Guid Stream { get; init; }
    public long OpenSeq { get; init; }
    public long? CloseSeq { get; init; }
    public string[] Words { get; init; } = [];
}

/// <summary>How far a sink has been told of a stream.</summary>
internal sealed class SinkPositionRow
{
    public required string Sink { get; init; }
    public TenantId TenantId { get; init; }

    /// <summary>The stream; all zeros for checkpoints.</summary>
    public Guid Stream { get; init; }
    public long Seq { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>What the last verification found.</summary>
internal sealed class VerificationRow
{
    public TenantId TenantId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string By { get; init; }

    /// <summary>The report as JSON.</summary>
    public required string Report { get; init; }
}

/// <summary>The module's share of the model. Rows are written and read in SQL: bytes must stay as they are, and these are hot paths.</summary>
internal sealed class AuditModel : IModelPart
{
    private const string Schema = "audit";

    public void Configure(ModelBuilder model)
    {
        model.Entity<RecordRow>(row => row.ToTable("record", Schema).HasKey(r => new { r.TenantId, r.Stream, r.Seq }));
        model.Entity<StreamRow>(row => row.ToTable("stream", Schema).HasKey(r => new { r.TenantId, r.Stream }));
        model.Entity<CheckpointRow>(row => row.ToTable("checkpoint", Schema).HasKey(r => new { r.TenantId, r.Number }));
        model.Entity<SigningKeyRow>(row => row.ToTable("signing_key", Schema).HasKey(r => r.Fingerprint));
        model.Entity<SubjectKeyRow>(row => row.ToTable("subject_key", Schema).HasKey(r => new { r.TenantId, r.Subject }));
        model.Entity<SinkPositionRow>(row => row.ToTable("sink_position", Schema).HasKey(r => new { r.Sink, r.TenantId, r.Stream }));
        model.Entity<VerificationRow>(row =>
        {
            row.ToTable("verification", Schema).HasKey(r => r.TenantId);
            row.Property(r => r.Report).HasColumnType("jsonb");
        });
        model.Entity<ActRow>(row =>
        {
            row.ToTable("act", Schema).HasKey(r => new { r.TenantId, r.Id });
            row.Property(r => r.Changes).HasColumnType("jsonb");
            row.HasIndex(r => new { r.TenantId, r.Log, r.At, r.Id }).IsDescending(false, false, true, true);
            row.HasIndex(r => new { r.TenantId, r.ActorId, r.At });
            row.HasIndex(r => new { r.TenantId, r.Stream, r.OpenSeq });
            row.HasIndex(r => r.Words).HasMethod("gin");
        });
    }
}
