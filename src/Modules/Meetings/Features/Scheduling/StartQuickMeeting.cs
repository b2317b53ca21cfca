using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>Makes a meeting that starts now; whoever asked goes in next.</summary>
/// <param name="TimeZone">IANA id of the person's zone; an unknown one means the product's default.</param>
[Requires(RequiresAttribute.SignedIn), Audited("meeting.quick")]
internal sealed record StartQuickMeeting(string? TimeZone = null) : IUseCase<MeetingLink>;

/// <summary>How to get into a meeting.</summary>
internal sealed record MeetingLink(MeetingId Id, string Code, string LinkKey);

internal sealed class StartQuickMeetingHandler(PlanStore plans, ICodeDraw codes, IPolicy<MeetingPolicy> policy, AuditNotes notes, TimeProvider time) : IHandler<StartQuickMeeting, MeetingLink>
{
    public async Task<Result<MeetingLink>> HandleAsync(StartQuickMeeting order, Actor actor, CancellationToken ct)
    {
        var rules = await policy.GetAsync(actor.Tenant, ct);
        var meeting = Meeting.Quick(rules.Settings, order.TimeZone ?? Zones.Default, actor, codes.Next(), time);
        if (await plans.SaveNewAsync(meeting, ct) is { } full) return full;
        notes.On("meeting", meeting.Id.ToString(), meeting.Subject, meeting.Code);
        return new MeetingLink(meeting.Id, meeting.Code, meeting.LinkKey);
    }
}
