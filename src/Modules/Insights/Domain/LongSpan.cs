namespace Huitang.Insights.Domain;

/// <summary>Stretches of days whose people are kept together once they are over, so that a year is a handful of them and the days at its edges: thirds of months, months, quarters.</summary>
internal static class LongSpan
{
    /// <summary>Those a day is in, the shortest first.</summary>
    public static Period[] Holding(DateOnly day) => [Third(day), Month(day), Quarter(day)];

    /// <summary>From the 1st to the 10th, to the 20th, to the end of a month.</summary>
    public static Period Third(DateOnly day)
    {
        var (month, first) = (Month(day), new DateOnly(day.Year, day.Month, day.Day <= 10 ? 1 : day.Day <= 20 ? 11 : 21));
        return new Period(first, first.Day == 21 ? month.To : first.AddDays(9));
    }

    /// <summary>A calendar month.</summary>
    public static Period Month(DateOnly day)
    {
        var first = new DateOnly(day.Year, day.Month, 1);
        return new Period(first, first.AddMonths(1).AddDays(-1));
    }

    /// <summary>Three calendar months, the first of them January, April, July or October.</summary>
    public static Period Quarter(DateOnly day)
    {
        var first = new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1);
        return new Period(first, first.AddMonths(3).AddDays(-1));
    }

    /// <summary>Those that lie wholly within a period.</summary>
    public static IEnumerable<Period> Within(Period period) =>
        Enumerable.Range(0, period.Days).SelectMany(i => Holding(period.From.AddDays(i))).Distinct().Where(s => s.From >= period.From && s.To <= period.To);
}
