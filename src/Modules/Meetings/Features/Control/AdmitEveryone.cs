using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Admits everybody in the waiting room.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.admit_everyone")]
internal sealed record AdmitEveryone(MeetingId Meeting) : IMeetingOrder
{
    public Command ToCommand() => new Command.Admit([]);
}

internal sealed class AdmitEveryoneHandler(ControlDesk desk) : MeetingOrderHandler<AdmitEveryone>(desk);
