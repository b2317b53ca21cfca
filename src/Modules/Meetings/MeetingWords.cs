using System.Globalization;

namespace Huitang.Meetings;

/// <summary>Words of planning in the current language.</summary>
internal static class MeetingWords
{
    /// <summary>Name of a type.</summary>
    public static string Type(MeetingType type) => type switch
    {
        MeetingType.Recurring => Texts.sched_type_recurring,
        MeetingType.Personal => Texts.sched_type_personal,
        MeetingType.Quick => Texts.sched_type_quick,
        _ => Texts.sched_type_oneoff,
    };

    /// <summary>Name of a state.</summary>
    public static string State(MeetingState state) => state switch
    {
        MeetingState.Init => Texts.sched_state_init,
        MeetingState.Cancelled => Texts.sched_state_cancelled,
        MeetingState.Started => Texts.sched_state_started,
        MeetingState.Ended => Texts.sched_state_ended,
        MeetingState.Null => Texts.sched_state_null,
        _ => Texts.sched_state_recycled,
    };

    /// <summary>How often a series meets.</summary>
    public static string Repeats(Repeats repeats) => repeats switch
    {
        Huitang.Meetings.Repeats.Daily => Texts.sched_repeat_daily,
        Huitang.Meetings.Repeats.Weekday => Texts.sched_repeat_weekday,
        Huitang.Meetings.Repeats.Weekly => Texts.sched_repeat_weekly,
        Huitang.Meetings.Repeats.Biweekly => Texts.sched_repeat_biweekly,
        _ => Texts.sched_repeat_monthly,
    };

    /// <summary>The rule of a series in words.</summary>
    public static string Series(Recurrence rule) => rule.Until is { } until
        ? string.Format(CultureInfo.CurrentCulture, Texts.sched_series_until, Repeats(rule.Repeats), until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        : string.Format(CultureInfo.CurrentCulture, Texts.sched_series_count, Repeats(rule.Repeats), rule.Count);

    /// <summary>The subject shown: a quick meeting is named after whoever started it.</summary>
    public static string Subject(MeetingType type, string subject, string creator) =>
        type == MeetingType.Quick && subject.Length == 0 ? string.Format(CultureInfo.CurrentCulture, Texts.sched_quick_subject, creator) : subject;

    /// <summary>The subject for somebody who may read it, or that it is hidden.</summary>
    public static string Shown(bool readable, MeetingType type, string subject, string creator) => readable ? Subject(type, subject, creator) : Texts.sched_subject_hidden;

    /// <summary>A zone as <c>(GMT+08:00) 上海</c>.</summary>
    public static string Zone(string id, DateTimeOffset at)
    {
        var city = Texts.ResourceManager.GetString("sched_zone_" + id.Replace('/', '_'), CultureInfo.CurrentUICulture) ?? id[(id.LastIndexOf('/') + 1)..].Replace('_', ' ');
        return $"({Zones.OffsetText(id, at)}) {city}";
    }

    /// <summary>A start and an end: the day once when both are on it.</summary>
    public static string Span(DateTime start, DateTime end) => start.Date == end.Date
        ? string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm} – {end:HH:mm}")
        : string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm} – {end:yyyy-MM-dd HH:mm}");
}
