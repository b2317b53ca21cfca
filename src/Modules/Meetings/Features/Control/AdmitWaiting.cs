using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Admits people from the waiting room.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.admit")]
internal sealed record AdmitWaiting(MeetingId Meeting, IReadOnlyList<string> Targets) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.Admit([target]);
}

internal sealed class AdmitWaitingHandler(ControlDesk desk) : PeopleOrderHandler<AdmitWaiting>(desk);
