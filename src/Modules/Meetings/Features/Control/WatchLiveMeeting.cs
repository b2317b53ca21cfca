using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Control;

/// <summary>May the person follow this meeting; and how it stands.</summary>
[Requires(MeetingPermissions.List)]
internal sealed record WatchLiveMeeting(MeetingId Meeting) : IUseCase<LiveMeetingFacts>, IOnMeeting;

/// <summary>A meeting as its control page needs it when it is not running, and what the person may do.</summary>
/// <param name="Subject">Subject to show.</param>
/// <param name="Code">Code.</param>
/// <param name="Creator">Who booked it.</param>
/// <param name="CreatorName">Their name.</param>
/// <param name="Type">How it came about.</param>
/// <param name="Room">The open media room, else the last one; null when the meeting was never held.</param>
/// <param name="Opened">When that room opened.</param>
/// <param name="Closed">When it closed; null while open.</param>
/// <param name="Control">Whether the person may control the meeting.</param>
internal sealed record LiveMeetingFacts(string Subject, string Code, UserId Creator, string CreatorName, MeetingType Type, MediaRoomId? Room, DateTimeOffset? Opened, DateTimeOffset? Closed, bool Control);

internal sealed class WatchLiveMeetingHandler(AppDb db, MeetingTargets targets) : IHandler<WatchLiveMeeting, LiveMeetingFacts>
{
    public async Task<Result<LiveMeetingFacts>> HandleAsync(WatchLiveMeeting order, Actor actor, CancellationToken ct)
    {
        var meeting = await db.Meetings.AsNoTracking().Where(m => m.Id == order.Meeting).Select(m => new { m.Subject, m.Code, m.CreatorId, m.CreatorName, m.Type }).SingleOrDefaultAsync(ct);
        if (meeting is null) return SchedulingErrors.NotFound;
        var room = await db.MediaRooms.AsNoTracking().Where(r => r.MeetingId == order.Meeting).OrderByDescending(r => r.OpenedAt).Select(r => new { r.Id, r.OpenedAt, r.ClosedAt }).FirstOrDefaultAsync(ct);
        var subject = AccessRules.Decide(actor, MeetingPermissions.Subject, await targets.LiveAsync(actor, order.Meeting, ct)).Allowed;
        return new LiveMeetingFacts(
            MeetingWords.Shown(subject, meeting.Type, meeting.Subject, meeting.CreatorName), meeting.Code, meeting.CreatorId, meeting.CreatorName, meeting.Type,
            room?.Id, room?.OpenedAt, room?.ClosedAt, actor.Holds(MeetingPermissions.Control) || meeting.CreatorId == actor.User);
    }
}
