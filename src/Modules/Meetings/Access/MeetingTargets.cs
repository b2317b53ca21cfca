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
    public async Task<AccessTarget?> PlanAsync(Actor actor, MeetingId meeting, CancellationToken ct) => (await FindAsync(meeting, [actor.User], ct))?.As(Plan, actor.User);

    /// <summary>The running meeting: besides holders of permissions only its creator watches and controls it from the console.</summary>
    public async Task<AccessTarget?> LiveAsync(Actor actor, MeetingId meeting, CancellationToken ct) => (await FindAsync(meeting, [actor.User], ct))?.As(Live, actor.User);

    /// <summary>The meeting, with what each of some people is to it; null when there is none.</summary>
    public async Task<Found?> FindAsync(MeetingId meeting, IReadOnlyList<UserId> people, CancellationToken ct)
    {
        var places = scope.Places;
        return await db.Meetings.AsNoTracking().Where(m => m.Id == meeting).Select(m => new Found
        {
            Id = m.Id, Type = m.Type, Subject = m.Subject, Creator = m.CreatorId, CreatorName = m.CreatorName,
            Within = places.Where(p => p.Person == m.CreatorId).Select(p => p.Path).FirstOrDefault(),
            In = m.People.Where(p => people.Contains(p.UserId)).Select(p => new Part(p.UserId, p.Role)).ToList(),
        }).SingleOrDefaultAsync(ct);
    }

    /// <summary>Somebody's part in a meeting.</summary>
    internal sealed record Part(UserId User, PlannedRole Role);

    /// <summary>A meeting as one query brings it.</summary>
    internal sealed record Found
    {
        public MeetingId Id { get; init; }

        public MeetingType Type { get; init; }

        public required string Subject { get; init; }

        public UserId Creator { get; init; }

        public required string CreatorName { get; init; }

        public Guid[]? Within { get; init; }

        public required List<Part> In { get; init; }

        /// <summary>The object of a kind, for one of the people it was found with.</summary>
        public AccessTarget As(string kind, UserId user)
        {
            var (relation, gives) = Creator == user ? ("creator", kind == Plan ? OfHosts : OfCreator)
                : kind == Plan && In.Any(p => p.User == user && p.Role == PlannedRole.Host) ? ("host", OfHosts)
                : kind == Plan && In.Any(p => p.User == user) ? ("invited", OfInvited) : (null, []);
            return new AccessTarget(kind, Id.ToString(), MeetingWords.Subject(Type, Subject, CreatorName)) { Within = Within ?? [], Relation = relation, RelationGives = gives };
        }
    }
}

/// <summary>Meetings to ask the explainer about: those the asker may see.</summary>
internal abstract class MeetingObjects(AppDb db, MeetingTargets targets, IManagementScope scope) : IAccessObjects
{
    public abstract string Kind { get; }

    public abstract string Name { get; }

    public async Task<AccessTarget?> FindAsync(Guid id, Actor person, Actor asker, CancellationToken ct)
    {
        if (await targets.FindAsync(new MeetingId(id), [asker.User, person.User], ct) is not { } found) return null;
        // Who cannot see the meeting is not told about it.
        var seen = found.As(MeetingTargets.Plan, asker.User);
        if (!AccessRules.Decide(asker, MeetingPermissions.List, seen).Allowed) return null;
        var target = found.As(Kind, person.User);
        return AccessRules.Decide(asker, MeetingPermissions.Subject, seen).Allowed ? target : target with { Name = Texts.sched_subject_hidden };
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
