using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Locks or unlocks: nobody new may enter a locked meeting.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.lock")]
internal sealed record LockMeeting(MeetingId Meeting, bool On) : IMeetingOrder
{
    public Command ToCommand() => new Command.Lock(On);
}

internal sealed class LockMeetingHandler(ControlDesk desk) : MeetingOrderHandler<LockMeeting>(desk);
