using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Huitang.Meetings;

/// <summary>Loads whole plans and saves new ones under a code nobody else has.</summary>
internal sealed class PlanStore(AppDb db, ICodeDraw codes, IMeetingFacts facts, IDirectory directory)
{
    private const int Draws = 8;

    /// <summary>The meeting with dates and people, ready to be changed; null when the actor's enterprise has none of that id.</summary>
    public Task<Meeting?> FindAsync(MeetingId id, CancellationToken ct) =>
        db.Meetings.AsSplitQuery().Include(m => m.Occurrences).Include(m => m.People).Include(m => m.Guests).SingleOrDefaultAsync(m => m.Id == id, ct);

    /// <summary>Whether somebody is inside.</summary>
    public Task<bool> InProgressAsync(MeetingId id, CancellationToken ct) => facts.InProgress(db).ContainsAsync(id, ct);

    /// <summary>Saves a new meeting; draws another code while the one it has is taken.</summary>
    public async Task<Error?> SaveNewAsync(Meeting meeting, CancellationToken ct)
    {
        db.Meetings.Add(meeting);
        for (var draw = 0; draw < Draws; draw++)
        {
            try
            {
                await db.SaveChangesAsync(ct);
                return null;
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: MeetingsModel.CodeIndex })
            {
                meeting.TakeCode(codes.Next());
            }
        }

        return SchedulingErrors.NoCode;
    }

    /// <summary>Saves changes; another's change in between is told, not overwritten.</summary>
    public async Task<Error?> SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.ChangedMeanwhile;
        }
    }

    /// <summary>The draft with names out of the directory. People already in the plan stay even if they have left since; new ones must be there and able to sign in.</summary>
    public async Task<Result<MeetingDraft>> NameAsync(MeetingDraft draft, Meeting? before, CancellationToken ct)
    {
        var planned = before?.People.DistinctBy(p => p.UserId).ToDictionary(p => p.UserId, p => p.Name) ?? [];
        var invited = before?.People.Where(p => p.Role == PlannedRole.Invitee).Select(p => p.UserId).ToHashSet() ?? [];
        if (draft.Invitees.DistinctBy(i => i.Id).Count(i => !invited.Contains(i.Id)) > MeetingLimits.InviteesPerCall) return SchedulingErrors.TooManyInvitees;
        if (draft.Hosts.DistinctBy(h => h.Id).Count() > MeetingLimits.Hosts) return SchedulingErrors.TooManyHosts;

        var wanted = draft.Hosts.Concat(draft.Invitees).Select(p => p.Id).Where(id => !planned.ContainsKey(id)).Distinct().ToList();
        var known = wanted.Count == 0 ? new Dictionary<UserId, Person>() : await directory.GetAsync(wanted, ct);
        var reachable = await directory.ReachableAsync(wanted, ct);
        if (draft.Hosts.Any(h => Unknown(h.Id))) return SchedulingErrors.PersonUnknown.On(nameof(MeetingDraft.Hosts));
        if (draft.Invitees.Any(i => Unknown(i.Id))) return SchedulingErrors.PersonUnknown;
        return draft with { Hosts = draft.Hosts.Select(Named).ToList(), Invitees = draft.Invitees.Select(Named).ToList() };

        // Whom the actor does not see in the contacts is nobody to them.
        bool Unknown(UserId id) => !planned.ContainsKey(id) && !(known.TryGetValue(id, out var person) && person.Active && reachable.Contains(id));
        ChosenPerson Named(ChosenPerson chosen) => new(chosen.Id, planned.GetValueOrDefault(chosen.Id) ?? known[chosen.Id].Name);
    }
}
