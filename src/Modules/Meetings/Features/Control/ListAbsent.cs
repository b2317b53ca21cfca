using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Features.Ended;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Control;

/// <summary>Who is not in the running meeting: those who left it and are not back, then those who were invited and have not come. People in the waiting room count as having left or not come.</summary>
/// <param name="Meeting">The meeting.</param>
[Requires(MeetingPermissions.List)]
internal sealed record ListAbsent(MeetingId Meeting) : IUseCase<IReadOnlyList<Absent>>, IOnMeeting;

/// <summary>Somebody who is not in the meeting now.</summary>
/// <param name="Person">Account, or the key of a guest's browser.</param>
/// <param name="Name">Name.</param>
/// <param name="Guest">Without an account.</param>
/// <param name="Invited">Was invited, or designated host, or booked the meeting.</param>
/// <param name="Department">Department at the time of joining, or null.</param>
/// <param name="LeftAt">When they left last; null for those who have not come.</param>
/// <param name="Reason">Why they are out.</param>
/// <param name="Joins">How often they were in.</param>
/// <param name="Total">Time inside in all.</param>
internal sealed record Absent(string Person, string Name, bool Guest, bool Invited, string? Department, DateTimeOffset? LeftAt, LeaveReason Reason, int Joins, TimeSpan Total);

internal sealed class ListAbsentHandler(AppDb db, EndedRooms rooms) : IHandler<ListAbsent, IReadOnlyList<Absent>>
{
    public async Task<Result<IReadOnlyList<Absent>>> HandleAsync(ListAbsent order, Actor actor, CancellationToken ct)
    {
        var room = await db.MediaRooms.AsNoTracking().Where(r => r.MeetingId == order.Meeting && r.ClosedAt == null).OrderByDescending(r => r.OpenedAt)
            .Select(r => new { r.Id, r.CreatorId, r.CreatorName }).FirstOrDefaultAsync(ct);
        if (room is null) return new List<Absent>();
        var stretches = await rooms.StretchesAsync([room.Id], ct);
        var planned = await db.PlannedPeople.AsNoTracking().Where(p => p.MeetingId == order.Meeting).Select(p => new { p.UserId, p.Name }).ToListAsync(ct);
        var invited = planned.Select(p => (p.UserId, p.Name)).Append((room.CreatorId, room.CreatorName)).DistinctBy(p => p.Item1).ToList();
        var last = stretches.GroupBy(s => s.Person).ToDictionary(g => g.Key, g => g.Any(s => s.Reason == LeaveReason.None) ? LeaveReason.None : g.MaxBy(s => s.LeftAt)!.Reason);
        return EndedRooms.Attend(stretches, invited)
            .Where(a => a.Absent || last[a.Person] != LeaveReason.None)
            .Select(a => new Absent(a.Person, a.Name, a.Guest, a.Invited, a.Department, a.LastLeave, a.Absent ? LeaveReason.None : last[a.Person], a.Joins, a.Total))
            .OrderByDescending(a => a.LeftAt ?? DateTimeOffset.MinValue).ToList();
    }
}
