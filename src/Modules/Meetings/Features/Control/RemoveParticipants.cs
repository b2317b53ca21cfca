using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Removes people; without <paramref name="MayReturn"/> they cannot come back.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.remove")]
internal sealed record RemoveParticipants(MeetingId Meeting, IReadOnlyList<string> Targets, bool MayReturn) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.Remove([target], MayReturn);
}

internal sealed class RemoveParticipantsHandler(ControlDesk desk) : PeopleOrderHandler<RemoveParticipants>(desk);
