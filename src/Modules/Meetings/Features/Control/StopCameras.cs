using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Turns cameras off.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.stop_camera")]
internal sealed record StopCameras(MeetingId Meeting, IReadOnlyList<string> Targets) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.StopCamera(target);
}

internal sealed class StopCamerasHandler(ControlDesk desk) : PeopleOrderHandler<StopCameras>(desk);
