using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Messages.Data;

/// <summary>How far a mail has come.</summary>
internal enum MailState
{
    /// <summary>Waiting, or waiting for the next try.</summary>
    Queued = 0,

    /// <summary>Accepted by the mail server.</summary>
    Sent = 1,

    /// <summary>Given up after the last try.</summary>
    Failed = 2,

    /// <summary>Written to the pickup folder because no mail server is set.</summary>
    PickedUp = 3,
}

/// <summary>A mail and its fate.</summary>
internal sealed class MailRow : IOwned
{
    /// <summary>Id; also the local part of its Message-Id.</summary>
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public required string ToAddress { get; init; }

    public string? ToName { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    /// <summary>iTIP method of the calendar part; null without one.</summary>
    public string? CalendarMethod { get; init; }

    public string? CalendarText { get; init; }

    /// <summary>Files as JSON: name, type, content in base 64; null without any.</summary>
    public string? Files { get; init; }

    public MailState State { get; set; }

    /// <summary>Tries so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Message of the last failure.</summary>
    public string? Error { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Earliest next try.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it was accepted or picked up.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>A notice to one person.</summary>
internal sealed class NoticeRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    public required string Kind { get; init; }

    /// <summary>Replacement key, or null.</summary>
    public string? Key { get; init; }

    public required string TextZh { get; set; }

    public required string TextEn { get; set; }

    public string? Path { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>The tables of this module.</summary>
internal static class MessagesTables
{
    extension(AppDb db)
    {
        public DbSet<MailRow> Mails => db.Set<MailRow>();

        public DbSet<NoticeRow> Notices => db.Set<NoticeRow>();
    }
}

/// <summary>The module's share of the model.</summary>
internal sealed class MessagesModel : IModelPart
{
    public const string Schema = "messages";

    public void Configure(ModelBuilder model)
    {
        model.Entity<MailRow>(row =>
        {
            row.ToTable("mail", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.ToAddress).HasMaxLength(320);
            row.Property(r => r.Subject).HasMaxLength(500);
            row.Property(r => r.Files).HasColumnType("jsonb");
            row.HasIndex(r => r.DueAt).HasFilter("state = 0");
            row.HasIndex(r => new { r.TenantId, r.CreatedAt });
        });
        model.Entity<NoticeRow>(row =>
        {
            row.ToTable("notice", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Kind).HasMaxLength(80);
            row.Property(r => r.Key).HasMaxLength(120);
            row.HasIndex(r => new { r.TenantId, r.UserId, r.At });
            row.HasIndex(r => new { r.TenantId, r.UserId, r.Key }).IsUnique().HasFilter("key is not null");
            row.HasIndex(r => new { r.TenantId, r.UserId }).HasFilter("read_at is null").HasDatabaseName("ix_notice_unread");
        });
    }
}
