using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings;

/// <summary>Meetings as objects of access. A meeting stands where its creator's department stands.</summary>
internal sealed class MeetingTargets(AppDb db, IManagementScope scope)
{
    /// <summary>Id of the kind: a meeting as planned.</summary>
    public const string Plan = "meeting";

    /// <summary>Id of the kind: a meeting as it is run.</summary>
    public const string Live = "live-meeting";

    private static readonly HashSet<string> OfHosts = [MeetingPermissions.List, MeetingPermissions.Manage, MeetingPermissions.Subject];
    private static readonly HashSet<string> OfInvited = [MeetingPermissions.List, MeetingPermissions.Subject];
    private static readonly HashSet<string> OfCreator = [MeetingPermissions.List, MeetingPermissions.Control, MeetingPermissions.Manage, MeetingPermissions.Subject];

    /// <summary>The plan, with what the actor is to it: whoever is in it sees it, creator and designated hosts change it.</summary>
    public Task<AccessTarget?> PlanAsync(Actor actor, MeetingId meeting, CancellationToken ct) => FindAsync(Plan, actor, meeting, ct);

    /// <summary>The running meeting: besides holders of permissions only its creator watches and controls it from the console.</summary>
    public Task<AccessTarget?> LiveAsync(Actor actor, MeetingId meeting, CancellationToken ct) => FindAsync(Live, actor, meeting, ct);

    private async Task<AccessTarget?> FindAsync(string kind, Actor actor, MeetingId meeting, CancellationToken ct)
    {
        var me = actor.User;
        var found = await db.Meetings.Where(m => m.Id == meeting).Select(m => new
        {
            m.Type, m.Subject, m.CreatorId, m.CreatorName, Hosts = m.People.Any(p => p.UserId == me && p.Role == PlannedRole.Host), In = m.People.Any(p => p.UserId == me),
        }).SingleOrDefaultAsync(ct);
        if (found is null) return null;
        var (relation, gives) = found.CreatorId == me ? ("creator", kind == Plan ? OfHosts : OfCreator)
            : kind == Plan && found.Hosts ? ("host", OfHosts)
            : kind == Plan && found.In ? ("invited", OfInvited) : (null, []);
        return new AccessTarget(kind, meeting.ToString(), MeetingWords.Subject(found.Type, found.Subject, found.CreatorName))
        {
            Within = await scope.PlaceAsync(found.CreatorId, ct), Relation = relation, RelationGives = gives,
        };
    }
}

/// <summary>Meetings to ask the explainer about: those the asker may see.</summary>
internal abstract class MeetingObjects(AppDb db, MeetingTargets targets, IManagementScope scope) : IAccessObjects
{
    public abstract string Kind { get; }

    public abstract string Name { get; }

    public async Task<AccessTarget?> FindAsync(Guid id, Actor person, Actor asker, CancellationToken ct)
    {
        var meeting = new MeetingId(id);
        // Who cannot see the meeting is not told about it.
        if (await targets.PlanAsync(asker, meeting, ct) is not { } seen || !AccessRules.Decide(asker, MeetingPermissions.List, seen).Allowed) return null;
        var target = Kind == MeetingTargets.Plan ? await targets.PlanAsync(person, meeting, ct) : await targets.LiveAsync(person, meeting, ct);
        return AccessRules.Decide(asker, MeetingPermissions.Subject, seen).Allowed ? target : target! with { Name = Texts.sched_subject_hidden };
    }

    public async Task<IReadOnlyList<AccessObject>> SearchAsync(string query, Actor asker, CancellationToken ct)
    {
        if (!asker.Holds(MeetingPermissions.List)) return [];
        var subjects = asker.Holds(MeetingPermissions.Subject);
        var found = await db.Meetings.AsNoTracking().Standing().InScope(scope.People(asker)).Matching(query, byCreator: true, bySubject: subjects).OrderByDescending(m => m.StartAt).ThenBy(m => m.Id).Take(10)
            .Select(m => new { m.Id, m.Type, m.Subject, m.CreatorName, m.Code }).ToListAsync(ct);
        return found.Select(m => new AccessObject(m.Id.Value, MeetingWords.Shown(subjects, m.Type, m.Subject, m.CreatorName), $"{MeetingCode.Grouped(m.Code)} · {m.CreatorName}")).ToList();
    }
}

/// <summary>Meetings as planned.</summary>
internal sealed class PlanObjects(AppDb db, MeetingTargets targets, IManagementScope scope) : MeetingObjects(db, targets, scope)
{
    public override string Kind => MeetingTargets.Plan;

    public override string Name => Texts.access_kind_plan;
}

/// <summary>Meetings as they run.</summary>
internal sealed class LiveObjects(AppDb db, MeetingTargets targets, IManagementScope scope) : MeetingObjects(db, targets, scope)
{
    public override string Kind => MeetingTargets.Live;

    public override string Name => Texts.access_kind_live;
}
