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
        var (tenant, department, span) = (actor.Tenant, key.Value, order.Span);
        var today = await store.TodayAsync(tenant, ct);
        var (yesterday, month) = (today.AddDays(-1), new DateOnly(today.Year, today.Month, 1));
        var points = span.Cut(order.TrendStep);
        var ask = store.Read();
        // First how far they are, then the figures: they are at least as far as is said.
        var standing = ask.Ask(store.Standing(tenant));
        var days = ask.Ask(FigureStore.Days(tenant, department, span with { From = span.Before.From }));
        var last = ask.Ask(FigureStore.Days(tenant, department, new Period(yesterday, yesterday)));
        var until = ask.Ask(FigureStore.Until(tenant, department, yesterday));
        var people = ask.Ask(store.People(tenant, department, span, span.Before, new Period(month.AddMonths(-1), month.AddDays(-1))));
        var census = ask.Ask(FigureStore.Census(tenant, department, span with { From = span.From.AddDays(-1) }));
        var distinct = order.TrendStep == TrendStep.Day ? null : ask.Ask(store.DistinctByPoint(tenant, department, points));
        await ask.RunAsync(ct);
        var byDay = days.Value.ToDictionary(d => d.Day, d => d.Totals);
        return new Figures(
            distinct is null ? ByDay(points, byDay) : [.. points.Select((p, i) => new Point(p.From, p.To, Sum(byDay, p, distinct.Value[i])))], ByDay(span.Before.Cut(TrendStep.Day), byDay),
            Sum(byDay, span, people.Value[0]), Sum(byDay, span.Before, people.Value[1]), until.Value, Totals.Of(last.Value.Select(d => d.Totals)), people.Value[2].Users, census.Value, today, standing.Value);
    }

    private static List<Point> ByDay(IReadOnlyList<Period> days, Dictionary<DateOnly, Totals> known) => [.. days.Select(d => new Point(d.From, d.To, known.GetValueOrDefault(d.From) ?? new Totals()))];

    private static Totals Sum(Dictionary<DateOnly, Totals> known, Period span, Distinct people) =>
        Totals.Of(Enumerable.Range(0, span.Days).Select(i => known.GetValueOrDefault(span.From.AddDays(i))).OfType<Totals>()) with { Users = people.Users, Active = people.Active };
}
