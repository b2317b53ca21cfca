using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Mutes people.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.mute")]
internal sealed record MuteParticipants(MeetingId Meeting, IReadOnlyList<string> Targets) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.Mute(target);
}

internal sealed class MuteParticipantsHandler(ControlDesk desk) : PeopleOrderHandler<MuteParticipants>(desk);
