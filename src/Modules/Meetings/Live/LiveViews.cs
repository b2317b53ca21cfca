using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Live;

/// <summary>How the rules' records look on the wire.</summary>
internal static class LiveViews
{
    public static LiveEntry Entry(Participant p, MeetingSettings rules) => new()
    {
        Id = p.Id, View = Person(p, rules), Feeds = p.Feeds, Who = p.Who, Participation = p.Participation, MutedByHost = p.MutedByHost, IsCreator = p.IsCreator, JoinedAt = p.JoinedAt,
    };

    public static PersonView Person(Participant p, MeetingSettings rules) => new()
    {
        Id = p.Id.ToString(), Name = p.Name, Role = RoleOf(p.Role), Guest = p.Who.User is null, Mic = p.Microphone, Camera = p.Camera,
        Sharing = p.Sharing, SharingAudio = p.SharingAudio, Hand = p.HandSince?.ToUnixTimeMilliseconds(), Away = p.Away,
        JoinedAt = p.JoinedAt.ToUnixTimeMilliseconds(), CameraSince = p.CameraSince?.ToUnixTimeMilliseconds(),
        MayUnmute = Microphones.MayUnmute(p, rules), HasAudio = p.Feeds.AudioMid is not null, Grade = p.Grade,
    };

    public static MeetingView Meeting(LiveMeeting live) => new()
    {
        Subject = live.Plan.Subject, Code = live.Rules.HideCode ? "" : live.Plan.Code, Link = live.Rules.HideCode ? "" : $"/m/{live.Plan.Code}?k={live.Plan.LinkKey}",
        StartedAt = live.OpenedAt.ToUnixTimeMilliseconds(), Locked = live.Locked, Rules = live.Rules, Creator = live.Plan.CreatorName,
    };

    /// <summary>A reason to be out, as clients know it.</summary>
    public static string Word(LeaveReason reason) => reason switch
    {
        LeaveReason.Removed => "removed",
        LeaveReason.Ended => "ended",
        LeaveReason.Replaced => "replaced",
        LeaveReason.ToWaitingRoom => "lobby",
        _ => "left",
    };

    public static WaitingView Waiting(Waiting w) => new(w.Id.ToString(), w.Name, w.Who.User is null, w.Since.ToUnixTimeMilliseconds());

    public static ServerMessage.Snapshot Snapshot(LiveSnapshot s) => new(s.Seq, s.Meeting, s.People.Select(p => p.View).ToList());

    private static string RoleOf(MeetingRole role) => role switch { MeetingRole.Host => "host", MeetingRole.CoHost => "cohost", _ => "member" };
}
