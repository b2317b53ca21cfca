using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Lowers every raised hand.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.lower_hands")]
internal sealed record LowerAllHands(MeetingId Meeting) : IMeetingOrder
{
    public Command ToCommand() => new Command.LowerHands(null);
}

internal sealed class LowerAllHandsHandler(ControlDesk desk) : MeetingOrderHandler<LowerAllHands>(desk);
