using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Asks people to unmute; their next press is granted.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.ask_unmute")]
internal sealed record AskToUnmute(MeetingId Meeting, IReadOnlyList<string> Targets) : IPeopleOrder
{
    public Command ToCommand(string target) => new Command.AskToUnmute(target);
}

internal sealed class AskToUnmuteHandler(ControlDesk desk) : PeopleOrderHandler<AskToUnmute>(desk);
