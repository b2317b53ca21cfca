using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings;

/// <summary>A use case on the plan of one meeting.</summary>
internal interface IOnPlan
{
    /// <summary>The meeting.</summary>
    MeetingId Meeting { get; }
}

/// <summary>Who may see a plan (whoever is in it, and meeting administrators) and who may change it (creator, designated hosts, and whoever may manage meetings).</summary>
internal sealed class PlanAccess(AppDb db) : IAccessRule<IOnPlan>
{
    /// <inheritdoc/>
    public async Task<Error?> RefuseAsync(Actor actor, string permission, IOnPlan on, CancellationToken ct)
    {
        var me = actor.User;
        var found = await db.Meetings.Where(m => m.Id == on.Meeting)
            .Select(m => new { Hosts = m.CreatorId == me || m.People.Any(p => p.UserId == me && p.Role == PlannedRole.Host), In = m.People.Any(p => p.UserId == me) })
            .SingleOrDefaultAsync(ct);
        // Another enterprise's meeting, and a colleague's that one is not invited to, look the same.
        var sees = found is not null && (found.Hosts || found.In || actor.Holds(MeetingPermissions.List) || actor.Holds(MeetingPermissions.Manage));
        if (!sees) return SchedulingErrors.NotFound;
        return permission != MeetingPermissions.Manage || found!.Hosts || actor.Holds(MeetingPermissions.Manage) ? null : SchedulingErrors.NotYours;
    }
}
