using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Makes people <c>host</c>, <c>cohost</c> or <c>member</c>.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.set_role")]
internal sealed record SetParticipantRole(MeetingId Meeting, IReadOnlyList<string> Targets, string Role) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.SetRole(target, Role);
}

internal sealed class SetParticipantRoleHandler(ControlDesk desk) : PeopleOrderHandler<SetParticipantRole>(desk);
