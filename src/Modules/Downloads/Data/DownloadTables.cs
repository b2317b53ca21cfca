namespace Huitang.Downloads.Data;

/// <summary>A file asked for, and what became of it.</summary>
internal sealed class JobRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public UserId CreatorId { get; init; }

    public required string CreatorName { get; init; }

    /// <summary>Code of the report.</summary>
    public required string Report { get; init; }

    public ReportKind Kind { get; init; }

    /// <summary>File name without extension, in the creator's language.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="ReportCriteria"/>; what moved along was fixed when the job was made.</summary>
    public required string Criteria { get; init; }

    public ExportFormat Format { get; init; }

    /// <summary>Language of the file.</summary>
    public required string Language { get; init; }

    /// <summary>IANA id of the zone of its days and clock readings.</summary>
    public required string Zone { get; init; }

    /// <summary>Whether the file holds the whole enterprise; read when the job is made and again when it runs.</summary>
    public bool ScopeWhole { get; set; }

    /// <summary>Departments it is limited to otherwise.</summary>
    public Guid[] ScopeDepartments { get; set; } = [];

    /// <summary>Permissions beside the report's own that its contents were made with.</summary>
    public string[] Shown { get; set; } = [];

    public JobState State { get; set; }

    /// <summary>Rows written so far, and in the end.</summary>
    public long Rows { get; set; }

    /// <summary>Rows in all; null while unknown.</summary>
    public long? Total { get; set; }

    /// <summary>How often it was begun. Each time writes a file of its own.</summary>
    public int Attempts { get; set; }

    /// <summary>Process that writes it.</summary>
    public Guid? Owner { get; set; }

    /// <summary>When that process counts as dead unless it says otherwise.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public bool CancelAsked { get; set; }

    /// <summary>Name in the file store; null without a file.</summary>
    public string? FileKey { get; set; }

    /// <summary>Bytes.</summary>
    public long? Size { get; set; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string? Sha256 { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public string? ErrorCode { get; set; }

    public string[] ErrorArgs { get; set; } = [];

    /// <summary>Saved report it belongs to, or null.</summary>
    public Guid? DefinitionId { get; init; }

    /// <summary>The run of the schedule it is for, or null; each has one job.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether the creator gets a mail when it is done.</summary>
    public bool Mail { get; init; }
}

/// <summary>A report kept under a name, with or without a schedule.</summary>
internal sealed class DefinitionRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public UserId OwnerId { get; init; }

    public required string OwnerName { get; init; }

    public required string Name { get; set; }

    public required string Report { get; init; }

    public required string Criteria { get; set; }

    public ExportFormat Format { get; set; }

    public required string Language { get; set; }

    public required string Zone { get; set; }

    /// <summary>Five fields of cron; null without a schedule.</summary>
    public string? Cron { get; set; }

    public bool Paused { get; set; }

    public bool Mail { get; set; }

    /// <summary>Next run; null without one.</summary>
    public DateTimeOffset? NextAt { get; set; }

    public DateTimeOffset? LastAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; }
}

/// <summary>The tables of this module.</summary>
internal static class DownloadTables
{
    extension(AppDb db)
    {
        public DbSet<JobRow> Downloads => db.Set<JobRow>();

        public DbSet<DefinitionRow> SavedReports => db.Set<DefinitionRow>();
    }
}

/// <summary>The module's share of the model.</summary>
internal sealed class DownloadsModel : IModelPart
{
    public const string Schema = "downloads";

    public void Configure(ModelBuilder model)
    {
        model.Entity<JobRow>(row =>
        {
            row.ToTable("job", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.CreatorName).HasMaxLength(60);
            row.Property(r => r.Report).HasMaxLength(80);
            row.Property(r => r.Name).HasMaxLength(200);
            row.Property(r => r.Criteria).HasColumnType("jsonb");
            row.Property(r => r.Language).HasMaxLength(10);
            row.Property(r => r.Zone).HasMaxLength(60);
            row.Property(r => r.FileKey).HasMaxLength(200);
            row.Property(r => r.Sha256).HasMaxLength(64);
            row.Property(r => r.ErrorCode).HasMaxLength(80);
            row.HasIndex(r => new { r.TenantId, r.CreatedAt });
            row.HasIndex(r => new { r.TenantId, r.CreatorId, r.CreatedAt });
            // What waits or runs is little, whatever was ever exported.
            row.HasIndex(r => r.CreatedAt).HasFilter("state in (0, 1)").HasDatabaseName("ix_job_open");
            row.HasIndex(r => r.ExpiresAt).HasFilter("state = 2").HasDatabaseName("ix_job_expiring");
            row.HasIndex(r => new { r.DefinitionId, r.DueAt }).IsUnique().HasFilter("due_at is not null");
        });
        model.Entity<DefinitionRow>(row =>
        {
            row.ToTable("saved_report", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.OwnerName).HasMaxLength(60);
            row.Property(r => r.Name).HasMaxLength(60);
            row.Property(r => r.Report).HasMaxLength(80);
            row.Property(r => r.Criteria).HasColumnType("jsonb");
            row.Property(r => r.Language).HasMaxLength(10);
            row.Property(r => r.Zone).HasMaxLength(60);
            row.Property(r => r.Cron).HasMaxLength(100);
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => new { r.TenantId, r.OwnerId, r.Name }).IsUnique();
            row.HasIndex(r => r.NextAt).HasFilter("next_at is not null and not paused").HasDatabaseName("ix_saved_report_due");
        });
    }
}
