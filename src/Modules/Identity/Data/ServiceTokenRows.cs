namespace Huitang.Identity.Data;

/// <summary>A token by which a directory acts over SCIM. What it may is read anew for each act, from this row and its creator's rights.</summary>
internal sealed class ServiceTokenRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    /// <summary>SHA-256 of the secret; the secret itself is shown once and kept nowhere.</summary>
    public required byte[] Hash { get; init; }

    public required string Name { get; init; }

    public UserId CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it acts on <see cref="Departments"/> only; otherwise on all its creator manages.</summary>
    public bool Limited { get; init; }

    /// <summary>Departments, each with all below; new people and departments for which none is named go to the first.</summary>
    public Guid[] Departments { get; init; } = [];

    /// <summary>Whether people it adds are mailed a link to activate their account.</summary>
    public bool Invite { get; init; }

    /// <summary>Whether departments it names for people are made where they are missing.</summary>
    public bool MakeDepartments { get; init; }

    /// <summary>Last use, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public string? LastUsedIp { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>This table in the model.</summary>
internal static class ServiceTokenModel
{
    public static void Configure(ModelBuilder model) => model.Entity<ServiceTokenRow>(row =>
    {
        row.ToTable("service_token", IdentityModel.Schema);
        row.HasKey(r => r.Id);
        row.Property(r => r.Name).HasMaxLength(60);
        row.Property(r => r.LastUsedIp).HasMaxLength(45);
        row.HasIndex(r => r.Hash).IsUnique();
        row.HasIndex(r => new { r.TenantId, r.CreatedAt });
    });
}
