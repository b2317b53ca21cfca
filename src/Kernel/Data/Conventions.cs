using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Huitang.Kernel;

/// <summary>Mapping rules for the whole model: ids to uuid, tenants to integer, times to UTC, enums to smallint.</summary>
public static class Conventions
{
    /// <summary>Applies the rules; id types are found in the assemblies of the kernel and of the model parts, so there is no list to forget.</summary>
    public static void Apply(ModelConfigurationBuilder conventions, IEnumerable<IModelPart> parts)
    {
        conventions.Properties<TenantId>().HaveConversion<TenantConverter>();
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        conventions.Properties<Enum>().HaveConversion<short>();
        var assemblies = parts.Select(p => p.GetType().Assembly).Append(typeof(Conventions).Assembly).Distinct();
        var ids = assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t.IsValueType && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)));
        foreach (var id in ids)
            conventions.Properties(id).HaveConversion(typeof(IdConverter<>).MakeGenericType(id));
    }

    private sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Make(value)) where TId : struct, IId<TId>
    {
        private static TId Make(Guid value) => TId.From(value);
    }

    private sealed class TenantConverter() : ValueConverter<TenantId, int>(t => t.Value, v => new TenantId(v));

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(t => t.ToUniversalTime(), t => t);
}

/// <summary>Stamps new rows with the actor's tenant, refuses to write another tenant's, and dates what changes.</summary>
public sealed class TenantStamp(TimeProvider time) : SaveChangesInterceptor
{
    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Stamp((AppDb)eventData.Context!);
        return base.SavingChangesAsync(eventData, result, cancellationToken);
    }

    /// <inheritdoc/>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Stamp((AppDb)eventData.Context!);
        return base.SavingChanges(eventData, result);
    }

    private void Stamp(AppDb db)
    {
        foreach (var entry in db.ChangeTracker.Entries<IDated>())
            if (entry.State is EntityState.Added or EntityState.Modified) entry.Entity.ChangedAt = time.GetUtcNow();
        foreach (var entry in db.ChangeTracker.Entries<IOwned>())
        {
            if (entry.State == EntityState.Added && entry.Entity.TenantId.Value == 0) entry.Entity.TenantId = db.CurrentTenant;
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity.TenantId != db.CurrentTenant)
                throw new InvalidOperationException($"{entry.Metadata.DisplayName()} of tenant {entry.Entity.TenantId} written as tenant {db.CurrentTenant}.");
        }
    }
}
