using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Huitang.Kernel;

/// <summary>A row owned by an enterprise; filtered by the actor's tenant and stamped on insert.</summary>
public interface IOwned
{
    /// <summary>The owner. Set by the context for new rows when left at 0.</summary>
    TenantId TenantId { get; set; }
}

/// <summary>A row that knows when it last changed; stamped at every save.</summary>
public interface IDated
{
    /// <summary>When the row was last written.</summary>
    DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A module's share of the model: tables and their configuration, in a PostgreSQL schema of the module's own.</summary>
public interface IModelPart
{
    /// <summary>Adds the module's entities.</summary>
    void Configure(ModelBuilder model);
}

/// <summary>The one database context. It has no sets of its own: each module brings its tables as internal extension properties.</summary>
public class AppDb(DbContextOptions<AppDb> options, IEnumerable<IModelPart> parts, CurrentActor actor) : DbContext(options)
{
    /// <summary>Name of the query filter that keeps enterprises apart.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>The tenant the filter compares with; read afresh for each query.</summary>
    public TenantId CurrentTenant => actor.Actor.Tenant;

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var part in parts) part.Configure(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => typeof(IOwned).IsAssignableFrom(e.ClrType) && e.BaseType is null).ToList())
        {
            var method = typeof(AppDb).GetMethod(nameof(Own), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
            method.MakeGenericMethod(entity.ClrType).Invoke(this, [modelBuilder]);
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder, parts);

    private void Own<TEntity>(ModelBuilder model) where TEntity : class, IOwned
    {
        EntityTypeBuilder<TEntity> entity = model.Entity<TEntity>();
        entity.HasQueryFilter(TenantFilter, e => e.TenantId == CurrentTenant);
    }
}
