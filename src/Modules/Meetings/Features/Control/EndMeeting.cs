using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Ends the meeting for all; the code stays good.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.end")]
internal sealed record EndMeeting(MeetingId Meeting) : IMeetingOrder
{
    public Command ToCommand() => new Command.End();
}

internal sealed class EndMeetingHandler(ControlDesk desk) : MeetingOrderHandler<EndMeeting>(desk);
