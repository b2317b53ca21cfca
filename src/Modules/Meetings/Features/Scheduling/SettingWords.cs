using Huitang.Ui;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>The rules of a meeting in words.</summary>
internal static class SettingWords
{
    /// <summary>Who may enter.</summary>
    public static IReadOnlyList<AppOption<JoinLimit>> Limits =>
        [new(JoinLimit.All, Texts.sched_limit_all), new(JoinLimit.Invited, Texts.sched_limit_invited), new(JoinLimit.Internal, Texts.sched_limit_internal)];

    /// <summary>Microphones of arrivals.</summary>
    public static IReadOnlyList<AppOption<MuteOnEntry>> Mutes =>
        [new(MuteOnEntry.AutoOverSix, Texts.sched_mute_auto), new(MuteOnEntry.On, Texts.sched_mute_on), new(MuteOnEntry.Off, Texts.sched_mute_off)];

    /// <summary>Who may write to whom.</summary>
    public static IReadOnlyList<AppOption<ChatRule>> Chats =>
        [new(ChatRule.Free, Texts.sched_chat_free), new(ChatRule.PublicOnly, Texts.sched_chat_public), new(ChatRule.HostOnly, Texts.sched_chat_host), new(ChatRule.Off, Texts.sched_chat_off)];

    /// <summary>Watermarks.</summary>
    public static IReadOnlyList<AppOption<WatermarkStyle>> Watermarks =>
        [new(WatermarkStyle.Off, Texts.sched_watermark_off), new(WatermarkStyle.Single, Texts.sched_watermark_single), new(WatermarkStyle.Multi, Texts.sched_watermark_multi)];

    /// <summary>All rules, as label and value.</summary>
    public static IReadOnlyList<(string Label, string? Value)> All(MeetingSettings s) =>
    [
        (Texts.sched_set_join_limit, Of(Limits, s.JoinLimit)), (Texts.sched_set_mute_on_entry, Of(Mutes, s.MuteOnEntry)), (Texts.sched_set_chat, Of(Chats, s.Chat)),
        (Texts.sched_set_watermark, Of(Watermarks, s.Watermark)), (Texts.sched_set_waiting_room, YesNo(s.WaitingRoom)), (Texts.sched_set_join_before_host, YesNo(s.JoinBeforeHost)),
        (Texts.sched_set_self_unmute, YesNo(s.SelfUnmute)), (Texts.sched_set_rename, YesNo(s.AllowRename)), (Texts.sched_set_share, YesNo(s.ShareByAll)),
        (Texts.sched_set_camera, YesNo(s.CameraByAll)), (Texts.sched_set_raise_hand, YesNo(s.RaiseHand)), (Texts.sched_set_hide_code, YesNo(s.HideCode)),
    ];

    private static string YesNo(bool on) => on ? Texts.sched_yes : Texts.sched_no;

    private static string Of<T>(IReadOnlyList<AppOption<T>> options, T value) => options.First(o => Equals(o.Value, value)).Text;
}
