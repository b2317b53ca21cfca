using Cronos;

namespace Huitang.Downloads.Domain;

/// <summary>When a saved report is due: five fields of cron, on the clock of a zone. Hours that a clock change skips or repeats count once.</summary>
internal static class Schedule
{
    /// <summary>Shortest time between two runs.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    private const int Looked = 50;

    /// <summary>What is wrong with a schedule; null when nothing is.</summary>
    public static Error? Check(string cron, DateTimeOffset now)
    {
        if (!CronExpression.TryParse(cron, CronFormat.Standard, out var expression)) return DownloadErrors.BadSchedule;
        var runs = expression.GetOccurrences(now.UtcDateTime, now.UtcDateTime.AddYears(5)).Take(Looked).ToList();
        if (runs.Count == 0) return DownloadErrors.BadSchedule;
        return runs.Zip(runs.Skip(1)).Any(pair => pair.Second - pair.First < Shortest) ? DownloadErrors.TooOften : null;
    }

    /// <summary>The first run after a moment; null when there is none any more.</summary>
    public static DateTimeOffset? Next(string cron, TimeZoneInfo zone, DateTimeOffset after) =>
        CronExpression.TryParse(cron, CronFormat.Standard, out var expression) ? expression.GetNextOccurrence(after, zone)?.ToUniversalTime() : null;
}
