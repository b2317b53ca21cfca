using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Scheduling;

namespace Huitang.Meetings.Invitations;

/// <summary>The invitation of a meeting: text to copy and calendar file, in the current language.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Occurrence">One date of a series, or null.</param>
[Requires(MeetingPermissions.List)]
internal sealed record GetInvitation(MeetingId Meeting, Guid? Occurrence = null) : IUseCase<InvitationText>, IOnPlan;

/// <summary>Text to copy and calendar object.</summary>
internal sealed record InvitationText(string Copy, string Calendar, string FileName, Uri Link);

internal sealed class GetInvitationHandler(PlanStore plans, MeetingTargets targets, ISiteAddress site, TimeProvider time) : IHandler<GetInvitation, InvitationText>
{
    public async Task<Result<InvitationText>> HandleAsync(GetInvitation order, Actor actor, CancellationToken ct)
    {
        if (await plans.FindAsync(order.Meeting, ct) is not { } meeting) return SchedulingErrors.NotFound;
        var target = await targets.PlanAsync(actor, order.Meeting, ct);
        var partOf = target?.Relation is not null || AccessRules.Decide(actor, MeetingPermissions.Manage, target).Allowed;
        if (!partOf) return SchedulingErrors.NotYours;
        var now = time.GetUtcNow();
        var one = order.Occurrence is { } id ? meeting.Occurrences.FirstOrDefault(o => o.Id == id) : null;
        var subject = MeetingWords.Subject(meeting.Type, one?.Subject ?? meeting.Subject, meeting.CreatorName);
        var link = Invitation.Link(site.Base, meeting.Code, meeting.LinkKey);
        // A quick meeting and a personal room have no planned time to tell.
        var when = meeting.Type is MeetingType.OneOff or MeetingType.Recurring ? Invitation.When(meeting, one, now) : "";
        var copy = Invitation.Copy(subject, actor.Kind == ActorKind.User ? actor.Name : meeting.CreatorName, when, link, meeting.Code, meeting.Password, one?.Location ?? meeting.Location);
        var face = new CalendarFace(own => own ?? subject, copy, link, new CalendarPerson(meeting.CreatorName, null), []);
        var cancelled = meeting.CancelledAt is not null;
        var calendar = one is null ? MeetingCalendar.Whole(meeting, face, cancelled ? "CANCEL" : "PUBLISH", now) : MeetingCalendar.One(meeting, one, face, one.CancelledAt is null ? "PUBLISH" : "CANCEL", now);
        return new InvitationText(copy, calendar, string.Create(CultureInfo.InvariantCulture, $"{meeting.Code}.ics"), link);
    }
}
