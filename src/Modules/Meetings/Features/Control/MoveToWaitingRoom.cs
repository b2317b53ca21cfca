using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Sends people back to the waiting room.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.to_waiting_room")]
internal sealed record MoveToWaitingRoom(MeetingId Meeting, IReadOnlyList<string> Targets) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.ToWaitingRoom(target);
}

internal sealed class MoveToWaitingRoomHandler(ControlDesk desk) : PeopleOrderHandler<MoveToWaitingRoom>(desk);
