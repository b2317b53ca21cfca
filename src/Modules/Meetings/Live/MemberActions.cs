using Huitang.Kernel;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Live;

/// <summary>What people do in a meeting, as the log of member activities has it: coming, going, sharing, and the host's tools. The same acts from the console are use cases and log themselves.</summary>
internal static class MemberActions
{
    /// <summary>Action of a command; null for what is nobody else's business: the own microphone, camera, hand, chat.</summary>
    public static string? Of(Command command) => command switch
    {
        Command.Mute => "meeting.mute",
        Command.AskToUnmute => "meeting.ask_unmute",
        Command.MuteAll => "meeting.mute_everyone",
        Command.UnmuteAll => "meeting.unmute_everyone",
        Command.StopCamera => "meeting.stop_camera",
        Command.AskCamera => "meeting.ask_camera",
        Command.StopShare => "meeting.stop_share",
        Command.Remove => "meeting.remove",
        Command.Admit => "meeting.admit",
        Command.Deny => "meeting.deny",
        Command.ToWaitingRoom => "meeting.to_waiting_room",
        Command.LowerHands => "meeting.lower_hands",
        Command.Lock => "meeting.lock",
        Command.ChangeRules => "meeting.change_rules",
        Command.Suspend => "meeting.suspend",
        Command.End => "meeting.end",
        Command.SetRole => "meeting.set_role",
        Command.TakeHost => "meeting.take_host",
        Command.Rename => "meeting.rename",
        _ => null,
    };

    /// <summary>Somebody came in.</summary>
    public static MemberAct Joined(MeetingPlan plan, Participant who) =>
        Tell(plan, who, "meeting.join", who.JoinedAt, [new AuditChange("role", null, who.Role.ToString())]);

    /// <summary>Somebody is out.</summary>
    public static MemberAct Left(MeetingPlan plan, Participant who, LeaveReason reason, DateTimeOffset at) =>
        Tell(plan, who, "meeting.leave", at, [new AuditChange("leaveReason", null, reason.ToString())]);

    /// <summary>An act of somebody in the meeting.</summary>
    public static MemberAct Tell(MeetingPlan plan, Participant who, string action, DateTimeOffset at, IReadOnlyList<AuditChange> changes) => new(
        action, at, who.Who.User?.Value, who.Who.User is null ? who.Id.Value : null, who.Name, who.Who.Ip, $"{who.Who.Client.Browser} · {who.Who.Client.Device}",
        "meeting", plan.Id.ToString(), plan.Subject.Length > 0 ? plan.Subject : plan.Code, plan.Code, changes);
}
