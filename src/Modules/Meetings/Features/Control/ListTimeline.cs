using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Control;

/// <summary>What happened in the open media room of a meeting (or the last one), newest first, at most 200 lines.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Before">Only lines older than this one; null for the newest.</param>
[Requires(MeetingPermissions.List)]
internal sealed record ListTimeline(MeetingId Meeting, long? Before = null) : IUseCase<IReadOnlyList<TimelineLine>>, IOnMeeting;

/// <summary>A line of the timeline.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What, as stored.</param>
/// <param name="Name">Whom it concerns, or null.</param>
/// <param name="Detail">More, by kind.</param>
/// <param name="By">Who did it, or null.</param>
internal sealed record TimelineLine(long Id, DateTimeOffset At, string Kind, string? Name, string? Detail, string? By);

internal sealed class ListTimelineHandler(AppDb db) : IHandler<ListTimeline, IReadOnlyList<TimelineLine>>
{
    public const int Page = 200;

    public async Task<Result<IReadOnlyList<TimelineLine>>> HandleAsync(ListTimeline order, Actor actor, CancellationToken ct)
    {
        var room = await db.MediaRooms.Where(r => r.MeetingId == order.Meeting).OrderByDescending(r => r.OpenedAt).Select(r => (MediaRoomId?)r.Id).FirstOrDefaultAsync(ct);
        if (room is null) return new List<TimelineLine>();
        return await db.LiveEvents.AsNoTracking().Where(e => e.MediaRoomId == room && (order.Before == null || e.Id < order.Before)).OrderByDescending(e => e.Id).Take(Page)
            .Select(e => new TimelineLine(e.Id, e.At, e.Kind, e.Name, e.Detail, e.By)).ToListAsync(ct);
    }
}
