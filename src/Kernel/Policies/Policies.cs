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
}
