using System.Linq.Expressions;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings;

/// <summary>Plans out of the tables, for whoever enters: across enterprises, whoever acts.</summary>
internal sealed class MeetingPlans(AppDb db, TimeProvider time) : IMeetingPlans
{
    /// <inheritdoc/>
    public Task<MeetingPlan?> FindAsync(MeetingId id, CancellationToken ct) => FindAsync(m => m.Id == id, ct);

    /// <inheritdoc/>
    public Task<MeetingPlan?> FindByCodeAsync(string code, CancellationToken ct) => FindAsync(m => m.Code == code && m.CodeReleasedAt == null, ct);

    private async Task<MeetingPlan?> FindAsync(Expression<Func<Meeting, bool>> which, CancellationToken ct)
    {
        var meeting = await db.Meetings.IgnoreQueryFilters([AppDb.TenantFilter]).AsNoTracking().AsSplitQuery()
            .Include(m => m.Occurrences).Include(m => m.People)
            .SingleOrDefaultAsync(which, ct);
        return meeting is null ? null : ToPlan(meeting, time.GetUtcNow());
    }

    private static MeetingPlan ToPlan(Meeting meeting, DateTimeOffset now)
    {
        var next = meeting.Next(now);
        return new MeetingPlan
        {
            Id = meeting.Id, Tenant = meeting.TenantId, Code = meeting.Code, Subject = next?.Subject ?? meeting.Subject, Type = meeting.Type,
            Creator = meeting.CreatorId, CreatorName = meeting.CreatorName, Start = next?.StartAt ?? meeting.StartAt, End = next?.EndAt ?? meeting.EndAt,
            Hosts = meeting.People.Where(p => p.Role == PlannedRole.Host).Select(p => p.UserId).ToHashSet(),
            Invitees = meeting.People.Where(p => p.Role == PlannedRole.Invitee).Select(p => p.UserId).ToHashSet(),
            Settings = meeting.Settings, Password = meeting.Password, LinkKey = meeting.LinkKey,
            // Whether somebody is inside is the live side's to know; it changes nothing about a plan that is closed.
            Closed = !meeting.Facts(inProgress: false).At(now).CanBeEntered(),
        };
    }
}
