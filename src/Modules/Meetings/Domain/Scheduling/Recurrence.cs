using Huitang.Kernel;
using NodaTime;

namespace Huitang.Meetings;

/// <summary>How often a series meets.</summary>
internal enum Repeats
{
    /// <summary>Every day.</summary>
    Daily = 0,

    /// <summary>Monday to Friday.</summary>
    Weekday = 1,

    /// <summary>Every week on the day of the first meeting.</summary>
    Weekly = 2,

    /// <summary>Every second week.</summary>
    Biweekly = 3,

    /// <summary>Every month on the day of the first meeting; months without that day are left out.</summary>
    Monthly = 4,
}

/// <summary>When a series meets: how often, and either how many times or until which day.</summary>
/// <param name="Repeats">How often.</param>
/// <param name="Count">Number of occurrences, or null when <paramref name="Until"/> is set.</param>
/// <param name="Until">Last possible day in the meeting's zone, inclusive.</param>
internal sealed record Recurrence(Repeats Repeats, int? Count, DateOnly? Until)
{
    /// <summary>Occurrences proposed by forms.</summary>
    public const int DefaultCount = 7;

    /// <summary>Most occurrences of a kind: 200, or 50 for the rarer ones.</summary>
    public static int Limit(Repeats repeats) => repeats is Repeats.Biweekly or Repeats.Monthly ? 50 : 200;

    /// <summary>The moments the series starts at: the same clock reading in the zone each time, whatever its offset on that day.</summary>
    public Result<IReadOnlyList<DateTimeOffset>> Starts(LocalDateTime first, DateTimeZone zone)
    {
        var limit = Limit(Repeats);
        var tooMany = SchedulingErrors.TooManyOccurrences.With(limit.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (Count is null == Until is null || Count < 1 || !Enum.IsDefined(Repeats)) return SchedulingErrors.NoOccurrence;
        if (Count > limit) return tooMany;

        var last = Until is { } until ? LocalDate.FromDateOnly(until) : LocalDate.MaxIsoValue;
        var starts = new List<DateTimeOffset>();
        foreach (var day in Days(first.Date))
        {
            if (day > last || starts.Count == Count) break;
            if (starts.Count == limit) return tooMany;
            starts.Add(zone.ToMoment(day + first.TimeOfDay));
        }

        return starts.Count == 0 ? SchedulingErrors.NoOccurrence : starts;
    }

    private IEnumerable<LocalDate> Days(LocalDate first)
    {
        for (var i = 0; ; i++)
        {
            switch (Repeats)
            {
                case Repeats.Daily:
                    yield return first.PlusDays(i);
                    break;
                case Repeats.Weekday when first.PlusDays(i).DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday):
                    yield return first.PlusDays(i);
                    break;
                case Repeats.Weekly:
                    yield return first.PlusWeeks(i);
                    break;
                case Repeats.Biweekly:
                    yield return first.PlusWeeks(2 * i);
                    break;
                case Repeats.Monthly when first.PlusMonths(i) is var day && day.Day == first.Day:
                    yield return day;
                    break;
            }
        }
    }
}
