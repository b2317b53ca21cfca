namespace Huitang.Kernel;

/// <summary>A module's settings of one subject, in the meaning of the feature; defaults are those of the record's constructor.</summary>
#pragma warning disable CA1040 // a mark is all it is
public interface IPolicyRecord;
#pragma warning restore CA1040

/// <summary>How a module asks for its settings. Always a value, never null.</summary>
/// <typeparam name="TPolicy">The settings record.</typeparam>
public interface IPolicy<TPolicy> where TPolicy : IPolicyRecord, new()
{
    /// <summary>The settings in force for the enterprise.</summary>
    ValueTask<TPolicy> GetAsync(TenantId tenant, CancellationToken ct);

    /// <summary>Changes settings; two changes at once do not undo each other.</summary>
    /// <param name="tenant">Enterprise.</param>
    /// <param name="change">Makes the new settings of those in force.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The settings before.</returns>
    Task<TPolicy> ChangeAsync(TenantId tenant, Func<TPolicy, TPolicy> change, CancellationToken ct);
}
