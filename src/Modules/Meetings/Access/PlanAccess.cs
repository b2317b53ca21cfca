using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings;

/// <summary>A use case on the plan of one meeting.</summary>
internal interface IOnPlan
{
    /// <summary>The meeting.</summary>
    MeetingId Meeting { get; }
}

/// <summary>Who may see a plan (whoever is in it, and meeting administrators within their scope) and who may change it (creator, designated hosts, and whoever may manage meetings there).</summary>
internal sealed class PlanAccess(MeetingTargets targets) : IAccessRule<IOnPlan>
{
    /// <inheritdoc/>
    public Task<AccessTarget?> FindAsync(Actor actor, IOnPlan on, CancellationToken ct) => targets.PlanAsync(actor, on.Meeting, ct);

    /// <summary>Another enterprise's meeting, one outside the scope, and a colleague's that one is not invited to, look the same.</summary>
    public Error Refuse(Actor actor, AccessTarget? target, AccessDecision decision) =>
        target is not null && AccessRules.Decide(actor, MeetingPermissions.List, target).Allowed ? SchedulingErrors.NotYours : SchedulingErrors.NotFound;
}
