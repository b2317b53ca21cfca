using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Features;

/// <summary>The figures of a span for the enterprise or a department with all below it, beside those of the span before.</summary>
/// <param name="Span">Days.</param>
/// <param name="Department">Department; null for the enterprise.</param>
/// <param name="TrendStep">How many days stand as one point.</param>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record GetFigures(Period Span, Guid? Department, TrendStep TrendStep) : IUseCase<Figures>;

/// <summary>What a dashboard shows.</summary>
/// <param name="Points">The trend.</param>
/// <param name="Before">The trend of the span before, point for point by day only.</param>
/// <param name="Now">The whole span.</param>
/// <param name="Then">The whole span before.</param>
/// <param name="ToDate">Everything up to yesterday.</param>
/// <param name="Yesterday">Yesterday.</param>
/// <param name="LastMonthUsers">Distinct people in meetings in the calendar month before this one.</param>
/// <param name="Census">Accounts by day.</param>
/// <param name="Today">The enterprise's present day.</param>
/// <param name="Standing">How far the figures are.</param>
internal sealed record Figures(
    IReadOnlyList<Point> Points, IReadOnlyList<Point> Before, Totals Now, Totals Then, Totals ToDate, Totals Yesterday, int LastMonthUsers, IReadOnlyList<CensusDay> Census, DateOnly Today, Standing Standing)
{
    /// <summary>Accounts at the end of the last day that was counted.</summary>
    public CensusDay? CensusNow => Census.Count > 0 ? Census[^1] : null;

    /// <summary>Accounts at the end of the first day that was counted: the day before the span, if it was.</summary>
    public CensusDay? CensusThen => Census.Count > 0 ? Census[0] : null;
}

internal sealed class GetFiguresHandler(FigureStore store, DepartmentScope scope) : IHandler<GetFigures, Figures>
{
    public async Task<Result<Figures>> HandleAsync(GetFigures order, Actor actor, CancellationToken ct)
    {
        if (InsightErrors.Check(order.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, order.Department, ct);
        if (key.Error is { } refused) return refused;
        var (tenant, department) = (actor.Tenant, key.Value);
        var today = await store.TodayAsync(tenant, ct);
        var month = new DateOnly(today.Year, today.Month, 1);
        // First how far they are, then the figures: they are at least as far as is said.
        var standing = await store.StandingAsync(tenant, ct);
        var now = await store.DaysAsync(tenant, department, order.Span, ct);
        var then = await store.DaysAsync(tenant, department, order.Span.Before, ct);
        var yesterday = Totals.Of((await store.DaysAsync(tenant, department, new Period(today.AddDays(-1), today.AddDays(-1)), ct)).Select(d => d.Totals));
        return new Figures(
            await PointsAsync(tenant, department, order.Span, order.TrendStep, now, ct), await PointsAsync(tenant, department, order.Span.Before, TrendStep.Day, then, ct),
            await WholeAsync(tenant, department, order.Span, now, ct), await WholeAsync(tenant, department, order.Span.Before, then, ct),
            await store.UntilAsync(tenant, department, today.AddDays(-1), ct), yesterday,
            (await store.PeopleAsync(tenant, department, new Period(month.AddMonths(-1), month.AddDays(-1)), PeopleOf.Meetings, ct)).Count,
            await store.CensusAsync(tenant, department, order.Span with { From = order.Span.From.AddDays(-1) }, ct), today, standing);
    }

    private async Task<IReadOnlyList<Point>> PointsAsync(TenantId tenant, Guid department, Period span, TrendStep grain, IReadOnlyList<DayTotals> days, CancellationToken ct)
    {
        var cuts = span.Cut(grain);
        if (grain == TrendStep.Day)
        {
            var byDay = days.ToDictionary(d => d.Day, d => d.Totals);
            return [.. cuts.Select(c => new Point(c.From, c.To, byDay.GetValueOrDefault(c.From) ?? new Totals()))];
        }

        var distinct = await store.DistinctAsync(tenant, department, cuts, ct);
        return [.. cuts.Select((c, i) => new Point(c.From, c.To, Totals.Of(days.Where(d => d.Day >= c.From && d.Day <= c.To).Select(d => d.Totals)) with { Users = distinct[i].Users, Active = distinct[i].Active }))];
    }

    private async Task<Totals> WholeAsync(TenantId tenant, Guid department, Period span, IReadOnlyList<DayTotals> days, CancellationToken ct) => Totals.Of(days.Select(d => d.Totals)) with
    {
        Users = (await store.PeopleAsync(tenant, department, span, PeopleOf.Meetings, ct)).Count, Active = (await store.PeopleAsync(tenant, department, span, PeopleOf.Anything, ct)).Count,
    };
}
