using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Lifts the mute of all and asks everybody to unmute.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.unmute_everyone")]
internal sealed record UnmuteEveryone(MeetingId Meeting) : IMeetingOrder
{
    public Command ToCommand() => new Command.UnmuteAll();
}

internal sealed class UnmuteEveryoneHandler(ControlDesk desk) : MeetingOrderHandler<UnmuteEveryone>(desk);
