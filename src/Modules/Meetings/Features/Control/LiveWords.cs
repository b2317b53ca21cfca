using System.Globalization;
using Huitang.Meetings.Live;
using Huitang.Ui;

namespace Huitang.Meetings.Features.Control;

/// <summary>Words of running meetings in the current language.</summary>
internal static class LiveWords
{
    public static string Subject(LiveSummary m) => MeetingWords.Subject(m.Type, m.Subject, m.CreatorName);

    public static string Grade(int grade) => grade switch
    {
        1 => Texts.live_grade_good, 2 => Texts.live_grade_fair, 3 => Texts.live_grade_medium, 4 => Texts.live_grade_poor, _ => Texts.live_grade_unknown,
    };

    public static StatusKind GradeKind(int grade) => grade switch { 1 or 2 => StatusKind.Good, 3 => StatusKind.Warning, 4 => StatusKind.Bad, _ => StatusKind.Ended };

    public static string Role(string role) => role switch { "host" => Texts.live_role_host, "cohost" => Texts.live_role_cohost, _ => Texts.live_role_member };

    public static string Device(string device) => device switch
    {
        "web" => Texts.live_device_web, "android" => "Android", "ios" => "iPhone", "ipad" => "iPad", "mac" => "Mac", "pc" => "Windows", "linux" => "Linux", _ => device,
    };

    public static string Network(string network) => network switch
    {
        "wifi" => "Wi-Fi", "wired" => Texts.live_network_wired, "cellular" => Texts.live_network_cellular, _ => Texts.live_network_unknown,
    };

    /// <summary>A stretch of time as <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan span)
    {
        if (span < TimeSpan.Zero) span = TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}");
    }

    /// <summary>A stretch of time in whole minutes.</summary>
    public static string Minutes(TimeSpan span) => Text(Texts.live_minutes, Math.Max(0, (long)span.TotalMinutes).ToString("N0", CultureInfo.CurrentCulture));

    /// <summary>A text with its values.</summary>
    public static string Text(string pattern, params object?[] values) => string.Format(CultureInfo.CurrentCulture, pattern, values);

    /// <summary>A line of the timeline.</summary>
    public static string Event(string kind, string? name, string? detail)
    {
        var who = string.IsNullOrEmpty(name) ? Texts.live_somebody : name;
        return kind switch
        {
            "left" => Text(Left(detail), who),
            "role" => Text(Texts.live_event_role, who, RoleName(detail)),
            "renamed" => Text(Texts.live_event_renamed, string.IsNullOrEmpty(detail) ? Texts.live_somebody : detail, who),
            _ => Texts.ResourceManager.GetString("live_event_" + kind, CultureInfo.CurrentUICulture) is { } pattern ? Text(pattern, who) : Text(Texts.live_event_other, kind, who),
        };
    }

    private static string Left(string? reason) => reason switch
    {
        nameof(LeaveReason.Lost) => Texts.live_event_left_lost,
        nameof(LeaveReason.Ended) => Texts.live_event_left_ended,
        nameof(LeaveReason.Replaced) => Texts.live_event_left_replaced,
        nameof(LeaveReason.ToWaitingRoom) => Texts.live_event_left_lobby,
        _ => Texts.live_event_left,
    };

    private static string RoleName(string? role) => role switch
    {
        nameof(MeetingRole.Host) => Texts.live_role_host, nameof(MeetingRole.CoHost) => Texts.live_role_cohost, _ => Texts.live_role_member,
    };
}
