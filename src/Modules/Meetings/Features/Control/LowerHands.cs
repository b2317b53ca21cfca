using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Lowers raised hands.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.lower_hand")]
internal sealed record LowerHands(MeetingId Meeting, IReadOnlyList<string> Targets) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.LowerHands(target);
}

internal sealed class LowerHandsHandler(ControlDesk desk) : PeopleOrderHandler<LowerHands>(desk);
