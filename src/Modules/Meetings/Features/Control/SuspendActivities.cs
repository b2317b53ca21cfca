using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Suspends all activities of members at once.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.suspend")]
internal sealed record SuspendActivities(MeetingId Meeting) : IMeetingOrder
{
    public Command ToCommand() => new Command.Suspend();
}

internal sealed class SuspendActivitiesHandler(ControlDesk desk) : MeetingOrderHandler<SuspendActivities>(desk);
