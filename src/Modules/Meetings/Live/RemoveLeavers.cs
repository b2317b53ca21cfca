using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Live;

/// <summary>Whoever lost the account leaves running meetings and waiting rooms at once.</summary>
internal sealed class RemoveLeavers(AppDb db, IGrainFactory grains) : IEventHandler<UserDisabled>
{
    /// <inheritdoc/>
    public async Task HandleAsync(Guid eventId, TenantId tenant, UserDisabled happened, CancellationToken ct)
    {
        var live = await db.LiveMeetings.AsNoTracking().Select(m => m.MeetingId).ToListAsync(ct);
        await Task.WhenAll(live.Select(m => grains.GetGrain<IMeetingGrain>(m.Value).DropUserAsync(happened.User)));
    }
}

/// <summary>Meetings of somebody deleted pass to the heir, or are cancelled as far as they have not begun. Their personal room goes out of use with them.</summary>
internal sealed class SettleMeetings(AppDb db, PlanStore plans, IDirectory directory, TimeProvider time) : IEventHandler<UserDeleted>
{
    /// <inheritdoc/>
    public async Task HandleAsync(Guid eventId, TenantId tenant, UserDeleted happened, CancellationToken ct)
    {
        var theirs = db.Meetings.Where(m => m.CreatorId == happened.User && m.Type != MeetingType.Personal);
        if (happened.Heir is { } heir && (await directory.GetAsync([heir], ct)).GetValueOrDefault(heir) is { } person)
        {
            await theirs.ExecuteUpdateAsync(set => set.SetProperty(m => m.CreatorId, heir).SetProperty(m => m.CreatorName, person.Name), ct);
            return;
        }

        var now = time.GetUtcNow();
        var ahead = await theirs.Where(m => m.CancelledAt == null && m.LastEndAt > now).Select(m => m.Id).ToListAsync(ct);
        foreach (var id in ahead)
        {
            if (await plans.FindAsync(id, ct) is not { } meeting || meeting.RefuseChange(await plans.InProgressAsync(id, ct), now) is not null) continue;
            meeting.Cancel(now, null);
            db.AddEvent(new MeetingCancelled(meeting.Id, meeting.Sequence, null, null), time);
            if (await plans.SaveAsync(ct) is not null) throw new InvalidOperationException($"Meeting {id} was changed meanwhile; the event comes again.");
        }
    }
}
