using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Refuses people in the waiting room.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.deny")]
internal sealed record DenyWaiting(MeetingId Meeting, IReadOnlyList<string> Targets, bool MayReturn) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.Deny([target], MayReturn);
}

internal sealed class DenyWaitingHandler(ControlDesk desk) : PeopleOrderHandler<DenyWaiting>(desk);
