using Huitang.Kernel;

namespace Huitang.Insights.Contracts;

/// <summary>A figure that is not that of its facts, or a fact that is missing.</summary>
/// <param name="Day">Day.</param>
/// <param name="Department">Department; zeros for the enterprise.</param>
/// <param name="Figure">Name of the figure, or of the fact.</param>
/// <param name="Stored">What was stored.</param>
/// <param name="Computed">What it should be.</param>
/// <param name="Cause">Why: <c>missing</c>, <c>surplus</c>, <c>altered</c>, <c>outdated</c>, <c>fact_missing</c>, <c>fact_altered</c>.</param>
/// <param name="Repaired">Whether it was mended.</param>
/// <param name="Object">Media room or participation it is about; null for figures of a department.</param>
public sealed record FigureDifference(DateOnly Day, Guid Department, string Figure, string Stored, string Computed, string Cause, bool Repaired, Guid? Object = null);

/// <summary>What a comparison found.</summary>
/// <param name="From">First day compared.</param>
/// <param name="To">Last day compared.</param>
/// <param name="Figures">Figures compared.</param>
/// <param name="Facts">Facts compared with the meetings' own record.</param>
/// <param name="Waiting">Days whose facts are newer than their figures; they are rolled up anyway.</param>
/// <param name="DifferenceCount">Differences in all.</param>
/// <param name="Differences">The first 200 of them.</param>
/// <param name="Took">How long it took.</param>
public sealed record ReconciliationReport(DateOnly From, DateOnly To, long Figures, long Facts, int Waiting, int DifferenceCount, IReadOnlyList<FigureDifference> Differences, TimeSpan Took);

/// <summary>Computes figures again from their facts, and facts from the meetings' own record, and says where they differ.</summary>
public interface IReconciliation
{
    /// <summary>Compares a span of days, all there are when null; with <paramref name="repair"/> mends what differs. Differences become alerts.</summary>
    Task<ReconciliationReport> RunAsync(TenantId tenant, DateOnly? from, DateOnly? to, bool repair, CancellationToken ct);

    /// <summary>Enterprises that have facts.</summary>
    Task<IReadOnlyList<TenantId>> TenantsAsync(CancellationToken ct);
}
