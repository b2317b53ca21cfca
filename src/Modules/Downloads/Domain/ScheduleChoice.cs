using System.Globalization;

namespace Huitang.Downloads.Domain;

/// <summary>How often, as people choose it.</summary>
internal enum Every
{
    /// <summary>By hand only.</summary>
    None,

    /// <summary>Each day.</summary>
    Day,

    /// <summary>Monday to Friday.</summary>
    Workday,

    /// <summary>On a day of the week.</summary>
    Week,

    /// <summary>On a day of the month.</summary>
    Month,

    /// <summary>By an expression of their own.</summary>
    Cron,
}

/// <summary>A schedule as people choose it; goes to cron and back.</summary>
/// <param name="Every">How often.</param>
/// <param name="Time">Time of day.</param>
/// <param name="Weekday">Day of the week, 0 for Sunday.</param>
/// <param name="Monthday">Day of the month, 1–28; 0 for the last.</param>
/// <param name="Own">Expression of their own.</param>
internal sealed record ScheduleChoice(Every Every, TimeOnly Time, int Weekday = 1, int Monthday = 1, string Own = "")
{
    /// <summary>No schedule; the values a form begins with.</summary>
    public static readonly ScheduleChoice None = new(Every.None, new TimeOnly(8, 0));

    /// <summary>As five fields of cron; null without a schedule.</summary>
    public string? Cron
    {
        get
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{Time.Minute} {Time.Hour}");
            return Every switch
            {
                Every.Day => $"{at} * * *",
                Every.Workday => $"{at} * * 1-5",
                Every.Week => string.Create(CultureInfo.InvariantCulture, $"{at} * * {Weekday}"),
                Every.Month => Monthday == 0 ? $"{at} L * *" : string.Create(CultureInfo.InvariantCulture, $"{at} {Monthday} * *"),
                Every.Cron => Own.Trim(),
                _ => null,
            };
        }
    }

    /// <summary>Of five fields of cron; what no choice stands for is an expression of their own.</summary>
    public static ScheduleChoice Of(string? cron)
    {
        if (cron is null) return None;
        var own = None with { Every = Every.Cron, Own = cron };
        if (cron.Split(' ') is not [var minute, var hour, var day, "*", var week] || !Small(minute, 59, out var m) || !Small(hour, 23, out var h)) return own;
        var choice = None with { Time = new TimeOnly(h, m) };
        return (day, week) switch
        {
            ("*", "*") => choice with { Every = Every.Day },
            ("*", "1-5") => choice with { Every = Every.Workday },
            ("*", _) when Small(week, 6, out var d) => choice with { Every = Every.Week, Weekday = d },
            ("L", "*") => choice with { Every = Every.Month, Monthday = 0 },
            (_, "*") when Small(day, 28, out var d) && d > 0 => choice with { Every = Every.Month, Monthday = d },
            _ => own,
        };
    }

    private static bool Small(string text, int most, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
