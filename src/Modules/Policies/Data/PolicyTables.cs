using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Policies;

/// <summary>Settings of one subject as an enterprise changed them; absent means the defaults are in force.</summary>
internal sealed class PolicyRow : IOwned
{
    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>Full name of the settings record.</summary>
    public required string Type { get; init; }

    /// <summary>The record as JSON; fields it lacks keep their defaults.</summary>
    public required string Value { get; set; }

    /// <summary>Last change.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>The module's share of the model.</summary>
internal sealed class PolicyModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<PolicyRow>(row =>
        {
            row.ToTable("policy", "policies");
            row.HasKey(r => new { r.TenantId, r.Type });
            row.Property(r => r.Type).HasMaxLength(200);
            row.Property(r => r.Value).HasColumnType("jsonb");
            row.Property(r => r.Version).IsConcurrencyToken();
        });
    }
}
