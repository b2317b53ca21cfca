using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Renames people, 1–20 characters.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.rename")]
internal sealed record RenameParticipants(MeetingId Meeting, IReadOnlyList<string> Targets, string Name) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.Rename(target, Name);
}

internal sealed class RenameParticipantsHandler(ControlDesk desk) : PeopleOrderHandler<RenameParticipants>(desk);
