using System.Globalization;
using Huitang.Meetings.Live;
using Huitang.Ui;

namespace Huitang.Meetings.Features.Quality;

/// <summary>Words about quality in the current language.</summary>
internal static class QualityWords
{
    /// <summary>Health 0–2.</summary>
    public static string Health(int health) => health switch { 1 => Texts.quality_health_good, 2 => Texts.quality_health_alarm, _ => Texts.quality_health_none };

    /// <summary>Look of a health.</summary>
    public static StatusKind HealthKind(int health) => health switch { 1 => StatusKind.Good, 2 => StatusKind.Bad, _ => StatusKind.Ended };

    /// <summary>Grade 0–4.</summary>
    public static string Grade(int grade) => grade switch
    {
        1 => Texts.quality_grade_good, 2 => Texts.quality_grade_fair, 3 => Texts.quality_grade_medium, 4 => Texts.quality_grade_poor, _ => Texts.quality_grade_none,
    };

    /// <summary>Look of a grade.</summary>
    public static StatusKind GradeKind(int grade) => grade switch { 1 => StatusKind.Good, 2 => StatusKind.Planned, 3 => StatusKind.Warning, 4 => StatusKind.Bad, _ => StatusKind.Ended };

    /// <summary>A problem with its share of the time.</summary>
    public static string Problem(ProblemShare problem) => string.Format(
        CultureInfo.CurrentCulture, Texts.quality_problem_share, Texts.ResourceManager.GetString("quality_problem_" + problem.Code, CultureInfo.CurrentUICulture) ?? problem.Code, Math.Max(1, Math.Round(problem.Share * 100)));

    /// <summary>All problems in one line.</summary>
    public static string Problems(QualityReport report) => string.Join(Texts.quality_list_mark, report.Problems.Select(Problem));

    /// <summary>How a browser was connected.</summary>
    public static string Link(string? link) => link switch { "udp" => "UDP", "tcp" => "TCP", "relay" => Texts.quality_link_relay, _ => Texts.ended_network_unknown };
}
