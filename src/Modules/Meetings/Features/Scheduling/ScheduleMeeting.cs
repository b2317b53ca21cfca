using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>Books a meeting or a series.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("meeting.schedule")]
internal sealed record ScheduleMeeting(MeetingDraft Draft) : IUseCase<MeetingId>;

internal sealed class ScheduleMeetingHandler(AppDb db, PlanStore plans, ICodeDraw codes, AuditNotes notes, TimeProvider time) : IHandler<ScheduleMeeting, MeetingId>
{
    public async Task<Result<MeetingId>> HandleAsync(ScheduleMeeting order, Actor actor, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var good = DraftCheck.Check(order.Draft, now);
        if (good.Error is { } wrong) return wrong;
        var named = await plans.NameAsync(order.Draft, null, ct);
        if (named.Error is { } unknown) return unknown;
        if (order.Draft.Recurrence is not null && await TooManySeriesAsync(actor.User, now, ct)) return SchedulingErrors.TooManySeries;

        var meeting = Meeting.Schedule(good.Value!, named.Value!, actor, codes.Next(), time);
        db.AddEvent(new MeetingScheduled(meeting.Id, meeting.Sequence), time);
        if (await plans.SaveNewAsync(meeting, ct) is { } full) return full;
        notes.On("meeting", meeting.Id.ToString(), meeting.Subject, meeting.Code);
        PlanNotes.Write(notes, PlanNotes.Nothing, PlanNotes.Of(meeting));
        return meeting.Id;
    }

    private async Task<bool> TooManySeriesAsync(UserId user, DateTimeOffset now, CancellationToken ct) =>
        await db.Meetings.CountAsync(m => m.CreatorId == user && m.Type == MeetingType.Recurring && m.CancelledAt == null && m.LastEndAt > now, ct) >= MeetingLimits.SeriesPerPerson;
}
