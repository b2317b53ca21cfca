using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Stops screen sharing.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.stop_share")]
internal sealed record StopSharing(MeetingId Meeting, IReadOnlyList<string> Targets) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.StopShare(target);
}

internal sealed class StopSharingHandler(ControlDesk desk) : PeopleOrderHandler<StopSharing>(desk);
