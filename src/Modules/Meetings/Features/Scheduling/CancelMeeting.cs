using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>Cancels a meeting, a whole series, or one date of a series. Only before it starts.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Occurrence">The one date, or null for everything.</param>
/// <param name="Reason">Told to everybody invited; at most 200 characters; may be null.</param>
[Requires(MeetingPermissions.Manage), Audited("meeting.cancel")]
internal sealed record CancelMeeting(MeetingId Meeting, Guid? Occurrence = null, string? Reason = null) : IUseCase<Unit>, IOnPlan;

internal sealed class CancelMeetingHandler(AppDb db, PlanStore plans, AuditNotes notes, TimeProvider time) : IHandler<CancelMeeting, Unit>
{
    public async Task<Result<Unit>> HandleAsync(CancelMeeting order, Actor actor, CancellationToken ct)
    {
        var reason = PlainText.LineOrNull(order.Reason);
        if (reason?.Length > MeetingLimits.Reason) return SchedulingErrors.ReasonTooLong;
        if (await plans.FindAsync(order.Meeting, ct) is not { } meeting) return SchedulingErrors.NotFound;
        notes.On("meeting", meeting.Id.ToString(), meeting.Subject, meeting.Code);
        var now = time.GetUtcNow();
        if (meeting.RefuseChange(await plans.InProgressAsync(meeting.Id, ct), now) is { } refusal) return refusal;

        // One date out of one is the meeting itself.
        var occurrence = meeting.Type == MeetingType.Recurring ? order.Occurrence : null;
        if (occurrence is { } id)
        {
            var cancelled = meeting.CancelOccurrence(id, now, reason);
            if (cancelled.Error is { } wrong) return wrong;
            notes.Changed("date", cancelled.Value!.StartAt, null);
        }
        else
        {
            meeting.Cancel(now, reason);
        }

        var whole = meeting.CancelledAt is not null;
        notes.Changed("reason", null, reason);
        notes.Changed("cancelled", false, whole);
        db.AddEvent(new MeetingCancelled(meeting.Id, meeting.Sequence, whole ? null : occurrence, reason), time);
        return await plans.SaveAsync(ct) is { } stale ? stale : Unit.Value;
    }
}
