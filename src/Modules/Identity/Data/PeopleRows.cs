namespace Huitang.Identity.Data;

/// <summary>A department somebody belongs to besides the main one.</summary>
internal sealed class UserDepartmentRow : IOwned
{
    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    public DepartmentId DepartmentId { get; init; }
}

/// <summary>A picture of somebody, re-encoded by us.</summary>
internal sealed class AvatarRow : IOwned
{
    public UserId UserId { get; init; }

    public TenantId TenantId { get; set; }

    /// <summary>WebP, square.</summary>
    public required byte[] Image { get; set; }
}

/// <summary>What an operation on many people does.</summary>
internal enum PeopleOperationKind
{
    Import = 1,
    Enable = 2,
    Disable = 3,
    Invite = 4,
    Move = 5,
    ChangeType = 6,
    Delete = 7,
}

/// <summary>Where an operation stands.</summary>
internal enum PeopleOperationState
{
    /// <summary>The file is being read and compared; nothing has changed.</summary>
    Checking = 1,

    /// <summary>The dry run is there to look at; nothing has changed.</summary>
    Ready = 2,

    /// <summary>Being done, in one transaction.</summary>
    Applying = 3,

    /// <summary>Done.</summary>
    Done = 4,

    /// <summary>Given up on request; nothing has changed.</summary>
    Cancelled = 5,

    /// <summary>Given up for the reason in <see cref="PeopleOperationRow.ErrorCode"/>; nothing has changed.</summary>
    Failed = 6,

    /// <summary>Taken back.</summary>
    Undone = 7,
}

/// <summary>What an import may do with the rows of its file.</summary>
internal enum ImportMode
{
    /// <summary>Adds people; rows of existing ones are refused.</summary>
    CreateOnly = 1,

    /// <summary>Changes people; rows of unknown ones are refused.</summary>
    UpdateOnly = 2,

    /// <summary>Adds and changes.</summary>
    Both = 3,
}

/// <summary>An import or another act on many people: its progress, its result, and for 24 hours the way back.</summary>
internal sealed class PeopleOperationRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public PeopleOperationKind Kind { get; init; }

    public PeopleOperationState State { get; set; }

    public ImportMode Mode { get; init; }

    public UserId ByUser { get; init; }

    public required string ByName { get; init; }

    public string? FileName { get; init; }

    /// <summary>SHA-256 of the file in hexadecimal.</summary>
    public string? FileHash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Last sign of life of whoever works on it; an operation silent for minutes has lost its process.</summary>
    public DateTimeOffset BeatAt { get; set; }

    /// <summary>Whether somebody asked to give up.</summary>
    public bool CancelAsked { get; set; }

    public int Total { get; set; }

    /// <summary>Rows handled in the present state.</summary>
    public int Handled { get; set; }

    public int Added { get; set; }

    public int Changed { get; set; }

    public int Unchanged { get; set; }

    public int Refused { get; set; }

    /// <summary>Rows that could not be taken back because others changed them since.</summary>
    public int NotUndone { get; set; }

    public string? ErrorCode { get; set; }

    public string[] ErrorArgs { get; set; } = [];

    /// <summary>Until when it can be taken back; null when it cannot.</summary>
    public DateTimeOffset? UndoUntil { get; set; }

    public int Version { get; set; }
}

/// <summary>What becomes of one row.</summary>
internal enum ItemOutcome
{
    Added = 1,
    Changed = 2,
    Unchanged = 3,
    Refused = 4,
}

/// <summary>One person of an operation.</summary>
internal sealed class PeopleOperationItemRow : IOwned
{
    public TenantId TenantId { get; set; }

    public Guid OperationId { get; init; }

    /// <summary>Line of the file, or position.</summary>
    public int Line { get; init; }

    public UserId? UserId { get; init; }

    public required string Login { get; init; }

    public required string Name { get; init; }

    public ItemOutcome Outcome { get; set; }

    public string? ErrorCode { get; set; }

    public string[] ErrorArgs { get; set; } = [];

    /// <summary>Column at fault, or null.</summary>
    public string? ErrorField { get; set; }

    /// <summary>Fields as they will be, as JSON.</summary>
    public string? After { get; init; }

    /// <summary>Fields as they were, as JSON; null for somebody new.</summary>
    public string? Before { get; init; }

    /// <summary>Version of the account before the operation; -1 for somebody new.</summary>
    public int Version { get; init; }
}

/// <summary>Filters somebody keeps under a name.</summary>
internal sealed class SavedViewRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    /// <summary>Which list.</summary>
    public required string List { get; init; }

    public required string Name { get; set; }

    /// <summary>Query part of the list's address.</summary>
    public required string Query { get; set; }
}

/// <summary>These tables in the model.</summary>
internal static class PeopleModel
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<UserDepartmentRow>(row =>
        {
            row.ToTable("user_department", IdentityModel.Schema);
            row.HasKey(r => new { r.TenantId, r.UserId, r.DepartmentId });
            row.HasIndex(r => new { r.TenantId, r.DepartmentId });
        });
        model.Entity<AvatarRow>(row =>
        {
            row.ToTable("avatar", IdentityModel.Schema);
            row.HasKey(r => r.UserId);
        });
        model.Entity<PeopleOperationRow>(row =>
        {
            row.ToTable("people_operation", IdentityModel.Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.FileName).HasMaxLength(200);
            row.Property(r => r.FileHash).HasMaxLength(64);
            row.Property(r => r.ErrorCode).HasMaxLength(80);
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => new { r.TenantId, r.CreatedAt });
        });
        model.Entity<PeopleOperationItemRow>(row =>
        {
            row.ToTable("people_operation_item", IdentityModel.Schema);
            row.HasKey(r => new { r.TenantId, r.OperationId, r.Line });
            row.Property(r => r.ErrorCode).HasMaxLength(80);
            row.Property(r => r.After).HasColumnType("jsonb");
            row.Property(r => r.Before).HasColumnType("jsonb");
            row.HasIndex(r => new { r.TenantId, r.OperationId, r.Outcome, r.Line });
        });
        model.Entity<SavedViewRow>(row =>
        {
            row.ToTable("saved_view", IdentityModel.Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.List).HasMaxLength(40);
            row.Property(r => r.Name).HasMaxLength(40);
            row.Property(r => r.Query).HasMaxLength(2000);
            row.HasIndex(r => new { r.TenantId, r.UserId, r.List, r.Name }).IsUnique();
        });
    }
}
