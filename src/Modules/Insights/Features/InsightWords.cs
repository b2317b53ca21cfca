using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Insights.Domain;

namespace Huitang.Insights.Features;

/// <summary>Figures and classes in words.</summary>
internal static class InsightWords
{
    private static readonly string[] HourClasses = ["0", "<1", "1–5", "5–10", "10–20", ">20"];

    /// <summary>Name of a metric.</summary>
    public static string Name(Metric metric) => Text($"metric_{metric}");

    /// <summary>What a metric means.</summary>
    public static string Define(Metric metric) => Text($"define_{metric}");

    /// <summary>Unit of a metric.</summary>
    public static string Unit(Metric metric) => metric switch
    {
        Metric.Meetings or Metric.Started or Metric.PeakMeetings => Texts.unit_meetings,
        Metric.Time => Texts.unit_hours,
        Metric.Shares or Metric.SignIns or Metric.Attendances or Metric.Guests => Texts.unit_times,
        _ => Texts.unit_people,
    };

    /// <summary>A number as people read it; hours with one decimal.</summary>
    public static string Number(Metric metric, double value) => value.ToString(metric == Metric.Time ? "#,0.#" : "#,0", CultureInfo.CurrentCulture);

    /// <summary>Whole number.</summary>
    public static string Number(double value) => value.ToString("#,0", CultureInfo.CurrentCulture);

    /// <summary>A duration in hours and minutes.</summary>
    public static string Time(TimeSpan time) => time < TimeSpan.FromHours(1)
        ? string.Format(CultureInfo.CurrentCulture, Texts.minutes_of, (int)Math.Round(time.TotalMinutes))
        : string.Format(CultureInfo.CurrentCulture, Texts.hours_of, (long)time.TotalHours, time.Minutes);

    /// <summary>Name of a type of meeting.</summary>
    public static string Type(int type) => type >= 0 && type < Buckets.Types.Count ? Text($"type_{Buckets.Types[type]}") : "–";

    /// <summary>Name of a device.</summary>
    public static string Device(int device) => device >= 0 && device < Buckets.Devices.Count ? Text($"device_{Buckets.Devices[device]}") : "–";

    /// <summary>Classes of meeting durations.</summary>
    public static IReadOnlyList<string> Durations => [Texts.minutes_below_15, Texts.minutes_15_30, Texts.minutes_30_60, Texts.hours_1_2, Texts.hours_2_4, Texts.hours_above_4];

    /// <summary>Classes of meeting sizes.</summary>
    public static IReadOnlyList<string> Sizes => [.. Ranges(1, Buckets.People).Select(r => string.Format(CultureInfo.CurrentCulture, Texts.people_of, r))];

    /// <summary>Classes of how often.</summary>
    public static IReadOnlyList<string> Times => [string.Format(CultureInfo.CurrentCulture, Texts.times_of, "0"), .. Ranges(1, [.. Buckets.Times.Skip(1)]).Select(r => string.Format(CultureInfo.CurrentCulture, Texts.times_of, r))];

    /// <summary>Classes of time in meetings.</summary>
    public static IReadOnlyList<string> Hours => [.. HourClasses.Select(r => string.Format(CultureInfo.CurrentCulture, Texts.hours_class, r))];

    /// <summary>State of an account.</summary>
    public static string Status(RosterStatus status) => status switch
    {
        RosterStatus.Enabled => Texts.status_enabled,
        RosterStatus.NotActivated => Texts.status_not_activated,
        RosterStatus.Disabled => Texts.status_disabled,
        _ => Texts.status_deleted,
    };

    /// <summary>Subject of a media room; quick meetings are known by who started them.</summary>
    public static string Subject(RoomLine room) => room.Subject.Length > 0 ? room.Subject : string.Format(CultureInfo.CurrentCulture, Texts.quick_of, room.CreatorName);

    /// <summary>A meeting code in groups of three.</summary>
    public static string Code(string code) => code.Length == 9 ? $"{code[..3]} {code[3..6]} {code[6..]}" : code;

    /// <summary>A point of a trend.</summary>
    public static string Label(Point point, TrendStep grain) => grain switch
    {
        TrendStep.Month => point.From.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        TrendStep.Week => $"{point.From.ToString("MM-dd", CultureInfo.InvariantCulture)}~{point.To.ToString("MM-dd", CultureInfo.InvariantCulture)}",
        _ => point.From.ToString("MM-dd", CultureInfo.InvariantCulture),
    };

    private static IEnumerable<string> Ranges(int from, IReadOnlyList<int> bounds)
    {
        foreach (var bound in bounds)
        {
            yield return from == bound ? $"{from}" : $"{from}–{bound}";
            from = bound + 1;
        }

        yield return $">{from - 1}";
    }

    private static string Text(string key) => Texts.ResourceManager.GetString(key, CultureInfo.CurrentUICulture) ?? key;
}
