using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>Changes a whole meeting, or a whole series.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Draft">All fields as they are to be.</param>
/// <param name="Version">Version the form was filled from; a change in between is refused. Null to overwrite.</param>
[Requires(MeetingPermissions.Manage), Audited("meeting.edit")]
internal sealed record EditMeeting(MeetingId Meeting, MeetingDraft Draft, int? Version = null) : IUseCase<Unit>, IOnPlan;

internal sealed class EditMeetingHandler(AppDb db, PlanStore plans, AuditNotes notes, TimeProvider time) : IHandler<EditMeeting, Unit>
{
    public async Task<Result<Unit>> HandleAsync(EditMeeting order, Actor actor, CancellationToken ct)
    {
        if (await plans.FindAsync(order.Meeting, ct) is not { } meeting) return SchedulingErrors.NotFound;
        notes.On("meeting", meeting.Id.ToString(), meeting.Subject, meeting.Code);
        var now = time.GetUtcNow();
        if (meeting.RefuseChange(await plans.InProgressAsync(meeting.Id, ct), now) is { } refusal) return refusal;
        if (order.Version is { } seen && seen != meeting.Version) return CommonErrors.ChangedMeanwhile;
        // A meeting stays what it is: a series that loses its rule would leave calendars with dates nobody cancels.
        if (order.Draft.Recurrence is null != meeting.Recurrence is null) return SchedulingErrors.NoOccurrence;
        var good = DraftCheck.Check(order.Draft, now, draft => meeting.KeepsTimes(draft, now));
        if (good.Error is { } wrong) return wrong;
        var named = await plans.NameAsync(order.Draft, meeting, ct);
        if (named.Error is { } unknown) return unknown;

        var before = PlanNotes.Of(meeting);
        var people = meeting.People.Select(p => p.UserId).ToHashSet();
        meeting.Edit(good.Value!, named.Value!, time);
        people.ExceptWith(meeting.People.Select(p => p.UserId));
        db.AddEvent(new MeetingChanged(meeting.Id, meeting.Sequence, null, [.. people]), time);
        if (await plans.SaveAsync(ct) is { } stale) return stale;
        PlanNotes.Write(notes, before, PlanNotes.Of(meeting));
        return Unit.Value;
    }
}
