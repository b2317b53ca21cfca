using System.Globalization;
using Huitang.Ui;

namespace Huitang.Downloads.Features;

/// <summary>Words of this module in the current language.</summary>
internal static class DownloadWords
{
    private static readonly string[] s_aboutPermissions = [DownloadErrors.CreatorLacks.Code, DownloadErrors.CreatorPartOnly.Code, DownloadErrors.RightsMissing.Code];
    private static readonly string[] s_units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>State of a job.</summary>
    public static string State(JobState state) => state switch
    {
        JobState.Queued => Texts.state_queued, JobState.Running => Texts.state_running, JobState.Done => Texts.state_done, JobState.Failed => Texts.state_failed, JobState.Cancelled => Texts.state_cancelled, _ => Texts.state_expired,
    };

    /// <summary>What a state means.</summary>
    public static StatusKind Look(JobState state) => state switch
    {
        JobState.Queued => StatusKind.Planned, JobState.Running => StatusKind.Planned, JobState.Done => StatusKind.Good, JobState.Failed => StatusKind.Bad, JobState.Cancelled => StatusKind.Ended, _ => StatusKind.Ended,
    };

    /// <summary>Sort of file.</summary>
    public static string Kind(ReportKind kind) => kind switch { ReportKind.Figures => Texts.kind_figures, ReportKind.Meetings => Texts.kind_meetings, ReportKind.People => Texts.kind_people, _ => Texts.kind_log };

    /// <summary>File format.</summary>
    public static string Format(ExportFormat format) => format switch { ExportFormat.Csv => "CSV", ExportFormat.Parquet => "Parquet", _ => "XLSX" };

    /// <summary>Size of a file.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } size) return "–";
        var (value, unit) = ((double)size, 0);
        for (; value >= 1024 && unit < s_units.Length - 1; unit++) value /= 1024;
        return string.Create(CultureInfo.CurrentCulture, $"{value:0.#} {s_units[unit]}");
    }

    /// <summary>How long something took.</summary>
    public static string Took(TimeSpan? span) => span switch
    {
        null => "–",
        { TotalSeconds: < 1 } => Texts.took_moment,
        { TotalMinutes: < 1 } s => string.Format(CultureInfo.CurrentCulture, Texts.took_seconds, (int)Math.Round(s.TotalSeconds)),
        { } s => string.Format(CultureInfo.CurrentCulture, Texts.took_minutes, (int)s.TotalMinutes, s.Seconds),
    };

    /// <summary>Progress in words.</summary>
    public static string Progress(long rows, long? total) => total is { } all and > 0
        ? string.Format(CultureInfo.CurrentCulture, Texts.progress_of, rows.ToString("N0", CultureInfo.CurrentCulture), all.ToString("N0", CultureInfo.CurrentCulture))
        : string.Format(CultureInfo.CurrentCulture, Texts.progress_rows, rows.ToString("N0", CultureInfo.CurrentCulture));

    /// <summary>Why there is no file.</summary>
    public static string Reason(Error error, IErrorTexts texts, ModuleCatalog catalog) =>
        texts.For(s_aboutPermissions.Contains(error.Code) ? error.With([.. error.Args.Select(a => catalog.Permission(a)?.Text() ?? a)]) : error);

    /// <summary>A schedule in words.</summary>
    public static string When(string? cron)
    {
        if (cron is null) return Texts.no_schedule;
        var choice = ScheduleChoice.Of(cron);
        var time = choice.Time.ToString("HH:mm", CultureInfo.InvariantCulture);
        return choice.Every switch
        {
            Every.Day => string.Format(CultureInfo.CurrentCulture, Texts.at_day, time),
            Every.Workday => string.Format(CultureInfo.CurrentCulture, Texts.at_workday, time),
            Every.Week => string.Format(CultureInfo.CurrentCulture, Texts.at_week, Weekday(choice.Weekday), time),
            Every.Month => string.Format(CultureInfo.CurrentCulture, Texts.at_month, Monthday(choice.Monthday), time),
            _ => cron,
        };
    }

    /// <summary>A day of the week, 0 for Sunday.</summary>
    public static string Weekday(int day) => Texts.ResourceManager.GetString("weekday_" + day.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentUICulture)!;

    /// <summary>A day of the month; 0 for the last.</summary>
    public static string Monthday(int day) => day == 0 ? Texts.month_last : string.Format(CultureInfo.CurrentCulture, Texts.month_day, day);

    /// <summary>A span of days that moves along.</summary>
    public static string Span(string span) => Texts.ResourceManager.GetString("span_" + span, CultureInfo.CurrentUICulture) ?? span;

    /// <summary>Criteria in one line; those the report does not offer by their key.</summary>
    /// <param name="fields">Fields the report offers.</param>
    /// <param name="criteria">What was chosen.</param>
    /// <param name="departments">Names of departments that may be told; another's is not.</param>
    public static string Criteria(IReadOnlyList<ReportField> fields, ReportCriteria criteria, IReadOnlyDictionary<Guid, string> departments)
    {
        var parts = new List<string>();
        foreach (var field in fields)
        {
            if (field.Kind == ReportFieldKind.Days)
            {
                if (criteria.Get("span") is { } span) parts.Add($"{field.Label}: {Span(span)}");
                else if (criteria.Get("from") is { } from) parts.Add($"{field.Label}: {from} – {criteria.Get("to")}");
            }
            else if (field.Kind == ReportFieldKind.Department)
            {
                if (Guid.TryParse(criteria.Get(field.Key), out var id)) parts.Add($"{field.Label}: {departments.GetValueOrDefault(id, Texts.department_unknown)}");
            }
            else if (criteria.Get(field.Key) is { } value)
            {
                parts.Add($"{field.Label}: {field.Choices.FirstOrDefault(c => c.Value == value)?.Text ?? value}");
            }
        }

        var offered = fields.Select(f => f.Key).Concat(["from", "to", "span", "sort"]).ToHashSet(StringComparer.Ordinal);
        parts.AddRange(criteria.Values.Where(v => !offered.Contains(v.Key)).Select(v => $"{v.Key}: {(v.Value.Length > 60 ? v.Value[..60] + "…" : v.Value)}"));
        return parts.Count == 0 ? Texts.criteria_none : string.Join("; ", parts);
    }
}
