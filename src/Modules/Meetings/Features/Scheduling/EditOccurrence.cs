using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>Changes one date of a series.</summary>
[Requires(MeetingPermissions.Manage), Audited("meeting.edit_occurrence")]
internal sealed record EditOccurrence(MeetingId Meeting, Guid Occurrence, OccurrenceDraft Draft) : IUseCase<Unit>, IOnPlan;

internal sealed class EditOccurrenceHandler(AppDb db, PlanStore plans, AuditNotes notes, TimeProvider time) : IHandler<EditOccurrence, Unit>
{
    public async Task<Result<Unit>> HandleAsync(EditOccurrence order, Actor actor, CancellationToken ct)
    {
        if (await plans.FindAsync(order.Meeting, ct) is not { } meeting) return SchedulingErrors.NotFound;
        notes.On("meeting", meeting.Id.ToString(), meeting.Subject, meeting.Code);
        var now = time.GetUtcNow();
        if (meeting.RefuseChange(await plans.InProgressAsync(meeting.Id, ct), now) is { } refusal) return refusal;
        var before = meeting.Occurrences.Where(o => o.Id == order.Occurrence).Select(o => new { o.StartAt, o.EndAt, Subject = o.Subject ?? meeting.Subject, Location = o.Location ?? meeting.Location }).FirstOrDefault();
        var edited = meeting.EditOccurrence(order.Occurrence, order.Draft, now);
        if (edited.Error is { } wrong) return wrong;

        db.AddEvent(new MeetingChanged(meeting.Id, meeting.Sequence, order.Occurrence, []), time);
        if (await plans.SaveAsync(ct) is { } stale) return stale;
        var after = edited.Value!;
        notes.Changed("subject", before!.Subject, after.Subject ?? meeting.Subject);
        notes.Changed("start", before.StartAt, after.StartAt);
        notes.Changed("end", before.EndAt, after.EndAt);
        notes.Changed("location", before.Location, after.Location ?? meeting.Location);
        return Unit.Value;
    }
}
