using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>Everything about one meeting as planned.</summary>
[Requires(MeetingPermissions.List)]
internal sealed record GetMeeting(MeetingId Meeting) : IUseCase<MeetingDetail>, IOnPlan;

/// <summary>One date in a detail.</summary>
internal sealed record OccurrenceView(Guid Id, DateTimeOffset Start, DateTimeOffset End, string Subject, string? Location, bool Edited, bool Cancelled, bool Past);

/// <summary>Somebody in a detail.</summary>
internal sealed record PersonView(UserId Id, string Name);

/// <summary>A meeting as its page shows it.</summary>
internal sealed record MeetingDetail
{
    /// <summary>The meeting.</summary>
    public required MeetingId Id { get; init; }

    /// <summary>Version, for forms.</summary>
    public required int Version { get; init; }

    /// <summary>How it came about.</summary>
    public required MeetingType Type { get; init; }

    /// <summary>Where it stands.</summary>
    public required MeetingState State { get; init; }

    /// <summary>Subject; empty for quick meetings.</summary>
    public required string Subject { get; init; }

    /// <summary>Code.</summary>
    public required string Code { get; init; }

    /// <summary>Key of the link; null for those who only administer.</summary>
    public string? LinkKey { get; init; }

    /// <summary>Password; null when there is none, or for those who may not see it.</summary>
    public string? Password { get; init; }

    /// <summary>Whether there is a password.</summary>
    public bool HasPassword { get; init; }

    /// <summary>Who booked it.</summary>
    public required PersonView Creator { get; init; }

    /// <summary>Start of the present or next date.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End of the present or next date.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>IANA id.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Place, or null.</summary>
    public string? Location { get; init; }

    /// <summary>The series' rule, or null.</summary>
    public Recurrence? Recurrence { get; init; }

    /// <summary>The rule from the next date on, for the form.</summary>
    public Recurrence? Remaining { get; init; }

    /// <summary>Dates.</summary>
    public required IReadOnlyList<OccurrenceView> Occurrences { get; init; }

    /// <summary>Designated hosts.</summary>
    public required IReadOnlyList<PersonView> Hosts { get; init; }

    /// <summary>Invited.</summary>
    public required IReadOnlyList<PersonView> Invitees { get; init; }

    /// <summary>Guests; for those who may change the meeting only.</summary>
    public required IReadOnlyList<GuestDraft> Guests { get; init; }

    /// <summary>Rules at start.</summary>
    public required MeetingSettings Settings { get; init; }

    /// <summary>Why it was cancelled.</summary>
    public string? CancelReason { get; init; }

    /// <summary>Whether the viewer may change or cancel it, as far as rights go.</summary>
    public bool Mine { get; init; }

    /// <summary>Whether it can be changed or cancelled now.</summary>
    public bool Changeable { get; init; }

    /// <summary>Whether it can be deleted now.</summary>
    public bool Deletable { get; init; }
}

internal sealed class GetMeetingHandler(PlanStore plans, MeetingTargets targets, TimeProvider time) : IHandler<GetMeeting, MeetingDetail>
{
    public async Task<Result<MeetingDetail>> HandleAsync(GetMeeting order, Actor actor, CancellationToken ct)
    {
        if (await plans.FindAsync(order.Meeting, ct) is not { } m) return SchedulingErrors.NotFound;
        var now = time.GetUtcNow();
        var inside = await plans.InProgressAsync(m.Id, ct);
        var state = m.Facts(inside).At(now);
        var partOf = m.CreatorId == actor.User || m.People.Any(p => p.UserId == actor.User);
        var target = await targets.PlanAsync(actor, order.Meeting, ct);
        var mine = AccessRules.Decide(actor, MeetingPermissions.Manage, target).Allowed;
        var subject = (string text) => AccessRules.Decide(actor, MeetingPermissions.Subject, target).Allowed ? text : Texts.sched_subject_hidden;
        var next = m.Next(now);
        return new MeetingDetail
        {
            Id = m.Id, Version = m.Version, Type = m.Type, State = state, Subject = subject(m.Subject), Code = m.Code,
            LinkKey = partOf || mine ? m.LinkKey : null, Password = partOf || mine ? m.Password : null, HasPassword = m.Password is not null,
            Creator = new PersonView(m.CreatorId, m.CreatorName), Start = next?.StartAt ?? m.StartAt, End = next?.EndAt ?? m.EndAt, TimeZone = m.TimeZone,
            Location = m.Location, Recurrence = m.Recurrence, Remaining = m.RemainingRecurrence(now),
            Occurrences = m.Occurrences.OrderBy(o => o.StartAt)
                .Select(o => new OccurrenceView(o.Id, o.StartAt, o.EndAt, subject(o.Subject ?? m.Subject), o.Location is null ? m.Location : o.Location.Length == 0 ? null : o.Location, o.Edited, o.CancelledAt is not null, o.EndAt <= now)).ToList(),
            Hosts = People(m, PlannedRole.Host), Invitees = People(m, PlannedRole.Invitee),
            Guests = mine ? m.Guests.Select(g => new GuestDraft(g.Name, g.Phone, g.Mail)).ToList() : [],
            Settings = m.Settings, CancelReason = m.CancelReason, Mine = mine, Changeable = mine && m.RefuseChange(inside, now) is null,
            Deletable = mine && state is MeetingState.Null or MeetingState.Recycled && m.Type != MeetingType.Personal,
        };
    }

    private static List<PersonView> People(Meeting m, PlannedRole role) =>
        m.People.Where(p => p.Role == role).Select(p => new PersonView(p.UserId, p.Name)).OrderBy(p => p.Name, StringComparer.CurrentCulture).ToList();
}
