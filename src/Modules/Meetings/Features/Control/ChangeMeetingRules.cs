using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Features.Control;

/// <summary>Changes rules of the running meeting; null leaves a rule as it is.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.change_rules")]
internal sealed record ChangeMeetingRules(MeetingId Meeting, RuleChange Change) : IMeetingOrder
{
    public Command ToCommand() => new Command.ChangeRules(Change);
}

internal sealed class ChangeMeetingRulesHandler(ControlDesk desk) : MeetingOrderHandler<ChangeMeetingRules>(desk);
