using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Mutes everybody now and on entry. <paramref name="SelfUnmute"/>: they may open their microphones again.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.mute_everyone")]
internal sealed record MuteEveryone(MeetingId Meeting, bool SelfUnmute) : IMeetingOrder
{
    public Command ToCommand() => new Command.MuteAll(SelfUnmute);
}

internal sealed class MuteEveryoneHandler(ControlDesk desk) : MeetingOrderHandler<MuteEveryone>(desk);
