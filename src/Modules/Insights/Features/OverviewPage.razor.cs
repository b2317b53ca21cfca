using System.Globalization;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Huitang.Ui;

namespace Huitang.Insights.Features;

/// <summary>How meetings of the enterprise did in a span.</summary>
public sealed partial class OverviewPage
{
    private static readonly Metric[] InSpan = [Metric.Meetings, Metric.Attendances, Metric.Time, Metric.Users, Metric.Shares, Metric.Guests];

    private Figures? _figures;
    private ChartData _trend = new([], []);
    private ChartData _departmentChart = new([], []);
    private IReadOnlyList<DepartmentLine> _departments = [];
    private Metric _metric = Metric.Meetings;

    private static IReadOnlyList<AppOption<Metric?>> Metrics =>
        [.. new[] { Metric.Meetings, Metric.Attendances, Metric.Time, Metric.Users, Metric.Shares, Metric.PeakMeetings, Metric.PeakPeople, Metric.Activated }.Select(m => new AppOption<Metric?>(m, InsightWords.Name(m)))];

    private static IReadOnlyList<string> Devices => [.. Enumerable.Range(0, Buckets.Devices.Count).Select(InsightWords.Device)];

    private static IReadOnlyList<string> Types => [.. Enumerable.Range(0, Buckets.Types.Count).Select(InsightWords.Type)];

    private string SpanText => string.Format(CultureInfo.CurrentCulture, Texts.span_days, InsightRoutes.Text(Span.From), InsightRoutes.Text(Span.To), Span.Days);

    private string? HeadcountNote => _figures?.CensusNow is { } c ? string.Format(CultureInfo.CurrentCulture, Texts.of_headcount, InsightWords.Number(c.Headcount)) : null;

    private string? YesterdayRooms => _figures is { } f ? RoomsAddress(f.Today.AddDays(-1), f.Today.AddDays(-1)) : null;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        _metric = Url.GetEnum<Metric>("metric") ?? Metric.Meetings;
    }

    private protected override async Task<Error?> LoadAsync()
    {
        var (figures, departments) = (AskAsync(new GetFigures(Span, Department, TrendStep)), AskAsync(new GetDepartmentFigures(Span, Department)));
        var found = await figures;
        if (found.Error is { } refused) return refused;
        var below = await departments;
        if (below.Error is { } no) return no;
        _figures = found.Value;
        _departments = below.Value!.Where(d => d.Totals.Micros > 0).OrderByDescending(d => d.Totals.Micros).Take(10).ToList();
        _departmentChart = new ChartData([.. _departments.Select(d => d.Name)], [new ChartSeries(InsightWords.Name(Metric.Time), [.. _departments.Select(d => (double?)Math.Round(d.Totals.Value(Metric.Time), 1))])], Texts.unit_hours);
        Draw();
        return null;
    }

    private void Draw()
    {
        if (_figures is null) return;
        var points = _figures.Points.Where(p => p.From <= _figures.Today).ToList();
        var series = new List<ChartSeries> { new(InsightWords.Name(_metric), [.. points.Select(p => Value(p))]) };
        if (TrendStep == TrendStep.Day && _metric != Metric.Activated && _figures.Before.Any(p => p.Totals.Value(_metric) > 0)) series.Add(new ChartSeries(Texts.span_before, [.. _figures.Before.Take(points.Count).Select(p => (double?)Round(p.Totals.Value(_metric)))]));
        _trend = new ChartData([.. points.Select(p => InsightWords.Label(p, TrendStep))], series, InsightWords.Unit(_metric));

        double? Value(Point p) => _metric == Metric.Activated ? _figures.Census.LastOrDefault(c => c.Day >= p.From && c.Day <= p.To)?.Activated : Round(p.Totals.Value(_metric));

        static double Round(double value) => Math.Round(value, 1);
    }

    private void SetMetric(Metric? metric)
    {
        _metric = metric ?? Metric.Meetings;
        Url.Set(("metric", _metric == Metric.Meetings ? null : _metric.ToString().ToLowerInvariant()));
        Draw();
    }

    private string? ToDate(Metric metric) => _figures is { } f ? string.Format(CultureInfo.CurrentCulture, Texts.to_date, InsightWords.Number(metric, f.Yesterday.Value(metric))) : null;

    private string? RowsOf(Metric metric, DateOnly from, DateOnly to) => metric switch
    {
        Metric.Users => PeopleAddress(from, to, ("active", "1")),
        Metric.Activated => "/console/users",
        Metric.Shares => RoomsAddress(from, to, ("shared", "1")),
        Metric.Guests => RoomsAddress(from, to, ("guests", "1")),
        _ => RoomsAddress(from, to),
    };

    private void OpenPoint(int index)
    {
        if (_figures is null || index >= _figures.Points.Count) return;
        var point = _figures.Points[index];
        if (RowsOf(_metric, point.From, point.To) is { } address) Nav.NavigateTo(address);
    }

    private void Rows((string, string?) of) => Nav.NavigateTo(RoomsAddress(Span.From, Span.To, of));

    private static ChartData Slices(IReadOnlyList<string> labels, int[]? values, string unit) =>
        values is null || values.Sum() == 0 ? new([], []) : new(labels, [new ChartSeries(unit, [.. labels.Select((_, i) => i < values.Length ? (double?)values[i] : 0)])], unit);
}
