namespace Huitang.Insights.Domain;

/// <summary>The figures of a day or of several together, without the people behind them.</summary>
internal sealed record Totals
{
    public int Meetings { get; init; }
    public int Started { get; init; }
    public int Attendances { get; init; }
    public int Guests { get; init; }
    public int Persons { get; init; }
    public int PersonsInternal { get; init; }
    public int PersonsExternal { get; init; }
    public long Micros { get; init; }
    public int Shares { get; init; }
    public int SignIns { get; init; }
    public int Users { get; init; }
    public int Active { get; init; }
    public int PeakMeetings { get; init; }
    public int PeakPeople { get; init; }
    public int[] ByDuration { get; init; } = [];
    public int[] BySize { get; init; } = [];
    public int[] ByType { get; init; } = [];
    public int[] ByDevice { get; init; } = [];

    /// <summary>The value of a metric; time in hours.</summary>
    public double Value(Metric metric) => metric switch
    {
        Metric.Meetings => Meetings,
        Metric.Started => Started,
        Metric.Attendances => Attendances,
        Metric.Guests => Guests,
        Metric.Time => Micros / 3_600_000_000.0,
        Metric.Users => Users,
        Metric.Active => Active,
        Metric.Shares => Shares,
        Metric.SignIns => SignIns,
        Metric.PeakMeetings => PeakMeetings,
        Metric.PeakPeople => PeakPeople,
        Metric.Persons => Persons,
        _ => 0,
    };

    /// <summary>Days together: counts added, peaks the greatest. Distinct people cannot be had this way and are 0; whoever asks sets them.</summary>
    public static Totals Of(IEnumerable<Totals> days) => days.Aggregate(new Totals(), (a, b) => new Totals
    {
        Meetings = a.Meetings + b.Meetings, Started = a.Started + b.Started, Attendances = a.Attendances + b.Attendances, Guests = a.Guests + b.Guests, Micros = a.Micros + b.Micros,
        Shares = a.Shares + b.Shares, SignIns = a.SignIns + b.SignIns, PeakMeetings = Math.Max(a.PeakMeetings, b.PeakMeetings), PeakPeople = Math.Max(a.PeakPeople, b.PeakPeople),
        ByDuration = Add(a.ByDuration, b.ByDuration), BySize = Add(a.BySize, b.BySize), ByType = Add(a.ByType, b.ByType), ByDevice = Add(a.ByDevice, b.ByDevice),
    });

    private static int[] Add(int[] a, int[] b)
    {
        var sum = new int[Math.Max(a.Length, b.Length)];
        for (var i = 0; i < sum.Length; i++) sum[i] = (i < a.Length ? a[i] : 0) + (i < b.Length ? b[i] : 0);
        return sum;
    }
}

/// <summary>A day and its figures.</summary>
/// <param name="Day">Day.</param>
/// <param name="Totals">Figures.</param>
internal sealed record DayTotals(DateOnly Day, Totals Totals);

/// <summary>A stretch of days that stands as one point of a trend.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Totals">Figures, distinct people among them.</param>
internal sealed record Point(DateOnly From, DateOnly To, Totals Totals);

/// <summary>How many days stand as one point.</summary>
internal enum TrendStep
{
    /// <summary>One.</summary>
    Day,

    /// <summary>A week from Monday.</summary>
    Week,

    /// <summary>A month.</summary>
    Month,
}

/// <summary>A span of days, both included.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
internal readonly record struct Period(DateOnly From, DateOnly To)
{
    /// <summary>Number of days.</summary>
    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>The span of the same length just before.</summary>
    public Period Before => new(From.AddDays(-Days), From.AddDays(-1));

    /// <summary>The span cut into points; the first and the last may be shorter than the others.</summary>
    public IReadOnlyList<Period> Cut(TrendStep grain)
    {
        var points = new List<Period>();
        for (var from = From; from <= To;)
        {
            var end = grain switch
            {
                TrendStep.Week => from.AddDays(6 - (((int)from.DayOfWeek + 6) % 7)),
                TrendStep.Month => new DateOnly(from.Year, from.Month, 1).AddMonths(1).AddDays(-1),
                _ => from,
            };
            points.Add(new Period(from, end < To ? end : To));
            from = end.AddDays(1);
        }

        return points;
    }
}
