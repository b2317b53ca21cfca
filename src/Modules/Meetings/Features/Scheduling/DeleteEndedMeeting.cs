using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>Takes an ended meeting out of the lists; it cannot be entered again. What happened in it stays recorded.</summary>
[Requires(MeetingPermissions.Manage), Audited("meeting.delete")]
internal sealed record DeleteEndedMeeting(MeetingId Meeting) : IUseCase<Unit>, IOnPlan;

internal sealed class DeleteEndedMeetingHandler(PlanStore plans, AuditNotes notes, TimeProvider time) : IHandler<DeleteEndedMeeting, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DeleteEndedMeeting order, Actor actor, CancellationToken ct)
    {
        if (await plans.FindAsync(order.Meeting, ct) is not { } meeting) return SchedulingErrors.NotFound;
        notes.On("meeting", meeting.Id.ToString(), meeting.Subject, meeting.Code);
        if (meeting.Delete(await plans.InProgressAsync(meeting.Id, ct), time.GetUtcNow()) is { } refusal) return refusal;
        return await plans.SaveAsync(ct) is { } stale ? stale : Unit.Value;
    }
}
