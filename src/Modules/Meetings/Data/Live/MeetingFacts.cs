using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Data;

/// <summary>What happened, for planning and lists.</summary>
internal sealed class MeetingFacts : IMeetingFacts
{
    public IQueryable<MeetingId> InProgress(AppDb db) => db.MediaRooms.Where(r => r.ClosedAt == null).Select(r => r.MeetingId).Distinct();

    public IQueryable<MeetingId> Held(AppDb db) => db.MediaRooms.Select(r => r.MeetingId).Distinct();

    public async Task<IReadOnlyDictionary<MeetingId, RoomFact>> LastRoomsAsync(AppDb db, IReadOnlyCollection<MeetingId> meetings, CancellationToken ct)
    {
        var ids = meetings.ToList();
        var (all, participations) = (db.MediaRooms, db.Participations);
        var rooms = await all.AsNoTracking()
            .Where(r => ids.Contains(r.MeetingId) && r.OpenedAt == all.Where(o => o.MeetingId == r.MeetingId).Max(o => o.OpenedAt))
            .Select(r => new
            {
                r.MeetingId, r.Id, r.OpenedAt, r.ClosedAt,
                People = participations.Where(p => p.MediaRoomId == r.Id && (r.ClosedAt != null || p.LeftAt == null)).Select(p => p.UserId == null ? p.ParticipantId.ToString() : p.UserId.ToString()).Distinct().Count(),
            })
            .ToListAsync(ct);
        return rooms.ToDictionary(r => r.MeetingId, r => new RoomFact(r.Id, r.OpenedAt, r.ClosedAt, r.People));
    }
}
