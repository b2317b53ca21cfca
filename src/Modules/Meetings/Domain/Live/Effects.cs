using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings;

/// <summary>What must be done in the world after a rule decided. The grain performs them in order.</summary>
internal abstract record Effect
{
    private Effect() { }

    /// <summary>Block or unblock a stream in the media server.</summary>
    public sealed record Block(ParticipantId Who, MediaKind Kind, bool On) : Effect;

    /// <summary>Close one publishing leg of somebody.</summary>
    public sealed record StopFeed(ParticipantId Who, MediaKind Kind) : Effect;

    /// <summary>Send a message to one.</summary>
    public sealed record Tell(ParticipantId Who, ServerMessage Message) : Effect;

    /// <summary>Send a message to everybody in the meeting.</summary>
    public sealed record TellAll(ServerMessage Message) : Effect;

    /// <summary>Somebody is out: tell them why, throw out their feeds, close their socket, write the end of the participation.</summary>
    public sealed record Out(Participant Who, LeaveReason Reason, bool MayReturn, DateTimeOffset At) : Effect;

    /// <summary>Somebody in the waiting room is out.</summary>
    public sealed record WaitingOut(Waiting Who, string Reason, bool MayReturn) : Effect;

    /// <summary>Somebody came in: write the beginning of the participation, welcome them.</summary>
    public sealed record In(Participant Who) : Effect;

    /// <summary>A line for the meeting's timeline.</summary>
    public sealed record Event(string Kind, ParticipantId? Who, string? Name, string? Detail) : Effect;

    /// <summary>The meeting was ended for all.</summary>
    public sealed record Close : Effect;
}

/// <summary>Who asks: somebody in the meeting, or the console (or the product itself) from outside.</summary>
/// <param name="Participant">Null for the console.</param>
/// <param name="Name">For the timeline.</param>
internal sealed record By(Participant? Participant, string Name)
{
    public bool FromConsole => Participant is null;
    public bool IsHost => Participant is null || Participant.IsHost;
    public bool IsTheHost => Participant is null || Participant.Role == MeetingRole.Host;
}

/// <summary>Refusals of a live meeting.</summary>
internal static class LiveErrors
{
    public static readonly Error NotLive = new("meeting.not_live", ErrorKind.Conflict);
    public static readonly Error NotHost = new("meeting.not_host", ErrorKind.Forbidden);
    public static readonly Error NotIn = new("meeting.not_in", ErrorKind.NotFound);
    public static readonly Error HostMuted = new("meeting.host_muted", ErrorKind.Forbidden);
    public static readonly Error CameraByHosts = new("meeting.camera_by_hosts", ErrorKind.Forbidden);
    public static readonly Error ShareByHosts = new("meeting.share_by_hosts", ErrorKind.Forbidden);
    public static readonly Error AnotherShares = new("meeting.another_shares", ErrorKind.Conflict);
    public static readonly Error ChatOff = new("meeting.chat_off", ErrorKind.Forbidden);
    public static readonly Error ChatPublicOnly = new("meeting.chat_public_only", ErrorKind.Forbidden);
    public static readonly Error ChatHostOnly = new("meeting.chat_host_only", ErrorKind.Forbidden);
    public static readonly Error TextLength = new("meeting.text_length", ErrorKind.Invalid);
    public static readonly Error NameLength = new("meeting.name_length", ErrorKind.Invalid);
    public static readonly Error RenameOff = new("meeting.rename_off", ErrorKind.Forbidden);
    public static readonly Error HandOff = new("meeting.hand_off", ErrorKind.Forbidden);
    public static readonly Error TooManyCoHosts = new("meeting.too_many_cohosts", ErrorKind.Conflict);
    public static readonly Error GuestNoHost = new("meeting.guest_no_host", ErrorKind.Conflict);
    public static readonly Error BadInput = new("meeting.bad_input", ErrorKind.Invalid);
    public static readonly Error OwnedElsewhere = new("meeting.moving", ErrorKind.Unavailable);
}

/// <summary>Refusals of a request to join; the same answer for an unknown code and a wrong password.</summary>
internal static class JoinErrors
{
    public static readonly Error CheckCodeOrPassword = new("join.check_code_or_password", ErrorKind.NotFound);
    public static readonly Error NameNeeded = new("join.name_needed", ErrorKind.Invalid);
    public static readonly Error InvitedOnly = new("join.invited_only", ErrorKind.Forbidden);
    public static readonly Error InternalOnly = new("join.internal_only", ErrorKind.Forbidden);
    public static readonly Error SignInNeeded = new("join.sign_in_needed", ErrorKind.SignedOut);
    public static readonly Error Locked = new("join.locked", ErrorKind.Conflict);
    public static readonly Error Closed = new("join.closed", ErrorKind.Conflict);
    public static readonly Error Banned = new("join.banned", ErrorKind.Forbidden);
    public static readonly Error TooMany = new("join.too_many", ErrorKind.TooMany);
}
