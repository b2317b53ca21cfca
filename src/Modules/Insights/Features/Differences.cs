using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Features;

/// <summary>Differences that were found, the latest first.</summary>
[Requires(InsightsPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record ListDifferences(PageRequest Page) : IUseCase<PageOf<DifferenceLine>>;

/// <summary>A figure that was not that of its facts.</summary>
internal sealed record DifferenceLine(Guid Id, DateTimeOffset FoundAt, DateOnly Day, string Department, string Figure, string Stored, string Computed, string Cause, DateTimeOffset? RepairedAt, Guid? Room);

internal sealed class ListDifferencesHandler(NpgsqlDataSource data, IDirectory directory) : IHandler<ListDifferences, PageOf<DifferenceLine>>
{
    public async Task<Result<PageOf<DifferenceLine>>> HandleAsync(ListDifferences order, Actor actor, CancellationToken ct)
    {
        var names = (await directory.DepartmentsAsync(ct)).ToDictionary(d => d.Id.Value, d => d.Name);
        await using var command = data.CreateCommand("""
            select id, found_at, day, department, figure, stored, computed, cause, repaired_at, object, count(*) over ()::int from insights.difference where tenant_id = $1 order by found_at desc, day desc, id limit $2 offset $3
            """);
        foreach (var value in new[] { actor.Tenant.Value, order.Page.Take, order.Page.Skip }) command.Parameters.AddWithValue(value);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var (list, total) = (new List<DifferenceLine>(), 0);
        while (await rows.ReadAsync(ct))
        {
            var department = rows.GetGuid(3);
            total = rows.GetInt32(10);
            list.Add(new DifferenceLine(
                rows.GetGuid(0), await rows.GetFieldValueAsync<DateTimeOffset>(1, ct), rows.GetFieldValue<DateOnly>(2), department == DayFigures.Everyone ? "" : names.GetValueOrDefault(department, Texts.department_gone),
                rows.GetString(4), rows.GetString(5), rows.GetString(6), rows.GetString(7), await rows.IsDBNullAsync(8, ct) ? null : await rows.GetFieldValueAsync<DateTimeOffset>(8, ct), rows.GetString(4) is "room" or "room_sums" ? rows.GetGuid(9) : null));
        }

        return new PageOf<DifferenceLine>(list, total);
    }
}

/// <summary>Compares figures with their facts, and mends them when asked.</summary>
/// <param name="Repair">Whether to mend.</param>
/// <param name="Span">Days; the last 92 when null.</param>
[Requires(InsightsPermissions.Manage, Scoping.WholeEnterprise), Audited("insights.reconcile")]
internal sealed record Reconcile(bool Repair, Period? Span = null) : IUseCase<ReconciliationReport>;

internal sealed class ReconcileHandler(IReconciliation reconciliation, Data.FigureStore store, AuditNotes notes) : IHandler<Reconcile, ReconciliationReport>
{
    private const int Days = 92;

    public async Task<Result<ReconciliationReport>> HandleAsync(Reconcile order, Actor actor, CancellationToken ct)
    {
        if (order.Span is { } chosen && InsightErrors.Check(chosen) is { } wrong) return wrong;
        var today = await store.TodayAsync(actor.Tenant, ct);
        var span = order.Span ?? new Period(today.AddDays(1 - Days), today);
        var report = await reconciliation.RunAsync(actor.Tenant, span.From, span.To, order.Repair, ct);
        notes.Changed("differences", null, report.DifferenceCount);
        notes.Changed("repaired", null, order.Repair);
        return report;
    }
}

/// <summary>Differences in words.</summary>
internal static class DifferenceWords
{
    /// <summary>Why.</summary>
    public static string Cause(string cause) => Texts.ResourceManager.GetString("cause_" + cause, CultureInfo.CurrentUICulture) ?? cause;

    /// <summary>Which figure.</summary>
    public static string Figure(string figure) => Texts.ResourceManager.GetString("figure_" + figure, CultureInfo.CurrentUICulture) ?? figure;
}
