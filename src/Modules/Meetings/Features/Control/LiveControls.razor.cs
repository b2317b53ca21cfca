using Huitang.Meetings.Live.Protocol;
using Huitang.Ui;

namespace Huitang.Meetings.Features.Control;

/// <summary>The control bar and the rules in force.</summary>
public sealed partial class LiveControls
{
    private static readonly Rule<MuteOnEntry> Mute = new("mute", () => Texts.sched_set_mute_on_entry, r => r.MuteOnEntry, (r, v) => r with { MuteOnEntry = v }, v => new() { MuteOnEntry = v });
    private static readonly Rule<JoinLimit> Limit = new("limit", () => Texts.sched_set_join_limit, r => r.JoinLimit, (r, v) => r with { JoinLimit = v }, v => new() { JoinLimit = v });
    private static readonly Rule<ChatRule> Chat = new("chat", () => Texts.sched_set_chat, r => r.Chat, (r, v) => r with { Chat = v }, v => new() { Chat = v });
    private static readonly Rule<WatermarkStyle> Watermark = new("watermark", () => Texts.sched_set_watermark, r => r.Watermark, (r, v) => r with { Watermark = v }, v => new() { Watermark = v });

    private static readonly Rule<bool>[] Switches =
    [
        new("waiting", () => Texts.sched_set_waiting_room, r => r.WaitingRoom, (r, v) => r with { WaitingRoom = v }, v => new() { WaitingRoom = v }),
        new("unmute", () => Texts.sched_set_self_unmute, r => r.SelfUnmute, (r, v) => r with { SelfUnmute = v }, v => new() { SelfUnmute = v }),
        new("share", () => Texts.sched_set_share, r => r.ShareByAll, (r, v) => r with { ShareByAll = v }, v => new() { ShareByAll = v }),
        new("camera", () => Texts.sched_set_camera, r => r.CameraByAll, (r, v) => r with { CameraByAll = v }, v => new() { CameraByAll = v }),
        new("rename", () => Texts.sched_set_rename, r => r.AllowRename, (r, v) => r with { AllowRename = v }, v => new() { AllowRename = v }),
        new("hand", () => Texts.sched_set_raise_hand, r => r.RaiseHand, (r, v) => r with { RaiseHand = v }, v => new() { RaiseHand = v }),
        new("before", () => Texts.sched_set_join_before_host, r => r.JoinBeforeHost, (r, v) => r with { JoinBeforeHost = v }, v => new() { JoinBeforeHost = v }),
        new("hide", () => Texts.sched_set_hide_code, r => r.HideCode, (r, v) => r with { HideCode = v }, v => new() { HideCode = v }),
    ];

    private InviteBox? _invite;
    private MeetingSettings? _wanted;
    private bool? _wantLocked;

    /// <summary>The rules shown: those just ordered, until they have come back.</summary>
    private MeetingSettings Rules => _wanted ?? Desk.Now!.Meeting.Rules;

    private bool Locked => _wantLocked ?? Desk.Now!.Meeting.Locked;

    private int Hands => Desk.Now!.People.Count(p => p.View.Hand is not null);

    private Task<bool> MuteAsync(bool selfUnmute) =>
        Desk.OrderAsync(new MuteEveryone(Desk.Meeting, selfUnmute), selfUnmute ? Texts.live_done_mute_all : Texts.live_done_mute_hard, new UnmuteEveryone(Desk.Meeting));

    private async Task LockAsync()
    {
        var on = !Locked;
        _wantLocked = on;
        if (await Desk.OrderAsync(new LockMeeting(Desk.Meeting, on), on ? Texts.live_done_lock : Texts.live_done_unlock, new LockMeeting(Desk.Meeting, !on))) await Desk.SettleAsync(s => s.Meeting.Locked == on);
        _wantLocked = null;
    }

    private async Task SetAsync<T>(Rule<T> rule, T value)
    {
        var before = rule.Get(Rules);
        if (Equals(before, value)) return;
        _wanted = rule.With(Rules, value);
        StateHasChanged();
        var done = LiveWords.Text(Texts.live_done_rule, rule.Label);
        if (await Desk.OrderAsync(new ChangeMeetingRules(Desk.Meeting, rule.Change(value)), done, new ChangeMeetingRules(Desk.Meeting, rule.Change(before)))) await Desk.SettleAsync(s => Equals(rule.Get(s.Meeting.Rules), value));
        _wanted = null;
        StateHasChanged();
    }

    private async Task SuspendAsync()
    {
        var answer = await Confirms.AskAsync(new(LiveWords.Text(Texts.live_suspend_title, Desk.Facts.Subject), Texts.live_suspend, Texts.live_suspend_effect));
        if (answer.Yes) await Desk.OrderAsync(new SuspendActivities(Desk.Meeting), Texts.live_done_suspend);
    }

    private async Task EndAsync()
    {
        var answer = await Confirms.AskAsync(new(LiveWords.Text(Texts.live_end_title, Desk.Facts.Subject), Texts.live_end, LiveWords.Text(Texts.live_end_effect, Desk.Now!.People.Count)));
        if (answer.Yes) await Desk.OrderAsync(new EndMeeting(Desk.Meeting), Texts.live_done_end);
    }

    /// <summary>One rule: how it is read, shown as changed, and ordered.</summary>
    private sealed record Rule<T>(string Name, Func<string> Title, Func<MeetingSettings, T> Get, Func<MeetingSettings, T, MeetingSettings> With, Func<T, RuleChange> Change)
    {
        public string Label => Title();
    }
}
