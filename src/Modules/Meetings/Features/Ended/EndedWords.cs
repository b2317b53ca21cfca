using System.Globalization;

namespace Huitang.Meetings.Features.Ended;

/// <summary>Words about ended meetings in the current language.</summary>
internal static class EndedWords
{
    /// <summary>Features used, listed.</summary>
    public static string Features(int features) => string.Join(Texts.sched_list_comma, new[]
    {
        (features & 1) != 0 ? Texts.ended_feature_share : null, (features & 2) != 0 ? Texts.ended_feature_chat : null, (features & 4) != 0 ? Texts.ended_feature_waiting : null,
    }.Where(f => f is not null));

    /// <summary>A name, with a mark for guests.</summary>
    public static string Name(string name, bool guest) => guest ? string.Format(CultureInfo.CurrentCulture, Texts.ended_guest_name, name) : name;

    /// <summary>A role.</summary>
    public static string Role(MeetingRole role) => role switch
    {
        MeetingRole.Host => Texts.ended_role_host,
        MeetingRole.CoHost => Texts.ended_role_cohost,
        _ => Texts.ended_role_member,
    };

    /// <summary>Why a stretch ended.</summary>
    public static string Reason(LeaveReason reason) => reason switch
    {
        LeaveReason.Left => Texts.ended_reason_left,
        LeaveReason.Lost => Texts.ended_reason_lost,
        LeaveReason.Removed => Texts.ended_reason_removed,
        LeaveReason.Ended => Texts.ended_reason_ended,
        LeaveReason.Replaced => Texts.ended_reason_replaced,
        LeaveReason.ToWaitingRoom => Texts.ended_reason_waiting,
        _ => Texts.ended_reason_none,
    };

    /// <summary>A kind of device.</summary>
    public static string Device(string device) => device switch
    {
        "android" => "Android", "ios" => "iPhone", "ipad" => "iPad", "mac" => "Mac", "pc" => "Windows", "linux" => "Linux", _ => Texts.ended_device_web,
    };

    /// <summary>A kind of network.</summary>
    public static string Network(string network) => network switch
    {
        "wifi" => Texts.ended_network_wifi, "wired" => Texts.ended_network_wired, "cellular" => Texts.ended_network_cellular, _ => Texts.ended_network_unknown,
    };

    /// <summary>A duration as hours, minutes and seconds.</summary>
    public static string Span(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}");

    /// <summary>A line of the timeline.</summary>
    public static string Event(TimelineEvent e)
    {
        var text = Texts.ResourceManager.GetString("ended_event_" + e.Kind, CultureInfo.CurrentUICulture);
        if (text is null) return string.Join(" · ", new[] { e.Kind, e.Name, e.Detail }.Where(p => !string.IsNullOrEmpty(p)));
        var detail = e.Kind switch
        {
            "left" or "removed" when Enum.TryParse<LeaveReason>(e.Detail, out var reason) => Reason(reason),
            "role" when Enum.TryParse<MeetingRole>(e.Detail, out var role) => Role(role),
            _ => e.Detail,
        };
        return string.Format(CultureInfo.CurrentCulture, text, e.Name, detail);
    }
}
