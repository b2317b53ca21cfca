using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings;

/// <summary>A meeting as planned. Decides what may be planned and changed; what happens inside is not its business.</summary>
internal sealed class Meeting : IOwned
{
    private Meeting()
    {
    }

    /// <summary>Id.</summary>
    public MeetingId Id { get; private init; }

    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>Nine digits; unique among the codes not released.</summary>
    public string Code { get; private set; } = "";

    /// <summary>When the code was given back for reuse, or null.</summary>
    public DateTimeOffset? CodeReleasedAt { get; private set; }

    /// <summary>How it came about.</summary>
    public MeetingType Type { get; private init; }

    /// <summary>Subject; empty for a quick meeting, whose lists show the creator's name.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Place, or null.</summary>
    public string? Location { get; private set; }

    /// <summary>Who booked it.</summary>
    public UserId CreatorId { get; private init; }

    /// <summary>Name of the creator when it was booked.</summary>
    public string CreatorName { get; private init; } = "";

    /// <summary>When it was booked.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>IANA id of the zone the times were typed in.</summary>
    public string TimeZone { get; private set; } = Zones.Default;

    /// <summary>Planned start of the first occurrence.</summary>
    public DateTimeOffset StartAt { get; private set; }

    /// <summary>Planned end of the first occurrence; the start itself for quick meetings and personal rooms, which have no planned end.</summary>
    public DateTimeOffset EndAt { get; private set; }

    /// <summary>Planned end of the last occurrence that is not cancelled.</summary>
    public DateTimeOffset LastEndAt { get; private set; }

    /// <summary>How often a series meets, or null.</summary>
    public Repeats? Repeats { get; private set; }

    /// <summary>Number of occurrences, when the series ends by number.</summary>
    public int? RepeatCount { get; private set; }

    /// <summary>Last day, when the series ends by day.</summary>
    public DateOnly? RepeatUntil { get; private set; }

    /// <summary>4–6 digits, or null.</summary>
    public string? Password { get; private set; }

    /// <summary>Random key of the invitation link.</summary>
    public string LinkKey { get; private init; } = "";

    /// <summary>Rules at start.</summary>
    public MeetingSettings Settings { get; private set; } = new();

    /// <summary>Grows with each change; the sequence number of calendar objects.</summary>
    public int Sequence { get; private set; }

    /// <summary>When it was cancelled, or null.</summary>
    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Why it was cancelled, or null.</summary>
    public string? CancelReason { get; private set; }

    /// <summary>When it was deleted from the lists after its end, or null.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>Dates in order of their rule.</summary>
    public List<Occurrence> Occurrences { get; private init; } = [];

    /// <summary>Hosts and invitees. Somebody may be both.</summary>
    public List<PlannedPerson> People { get; private init; } = [];

    /// <summary>Guests.</summary>
    public List<PlannedGuest> Guests { get; private init; } = [];

    /// <summary>The series' rule, or null.</summary>
    public Recurrence? Recurrence => Repeats is { } repeats ? new Recurrence(repeats, RepeatCount, RepeatUntil) : null;

    /// <summary>Books a meeting from a checked draft.</summary>
    public static Meeting Schedule(CheckedDraft draft, MeetingDraft typed, Actor creator, string code, TimeProvider time)
    {
        var meeting = New(draft.Times.Recurrence is null ? MeetingType.OneOff : MeetingType.Recurring, creator, code, time);
        meeting.SetTexts(draft, typed.Settings);
        meeting.SetTimes(draft.Times, time);
        meeting.SetPeople(typed, draft.Guests, time);
        return meeting;
    }

    /// <summary>A meeting that starts now, without booking.</summary>
    public static Meeting Quick(MeetingSettings settings, string zone, Actor creator, string code, TimeProvider time)
    {
        var meeting = New(MeetingType.Quick, creator, code, time);
        (meeting.Settings, meeting.TimeZone) = (settings, Zones.OrDefault(zone).Id);
        return meeting;
    }

    /// <summary>Somebody's personal room.</summary>
    public static Meeting Room(string name, MeetingSettings settings, string zone, Actor owner, string code, TimeProvider time)
    {
        var meeting = New(MeetingType.Personal, owner, code, time);
        (meeting.Subject, meeting.Settings, meeting.TimeZone) = (name, settings, Zones.OrDefault(zone).Id);
        return meeting;
    }

    /// <summary>The facts its state is made of.</summary>
    public StateFacts Facts(bool inProgress) => new(Type, LastEndAt, CancelledAt is not null, DeletedAt is not null, CodeReleasedAt is not null, inProgress);

    /// <summary>The present or next date; the last one when all are past; null for meetings without dates.</summary>
    public Occurrence? Next(DateTimeOffset now) =>
        Occurrences.Where(o => o.CancelledAt is null && o.EndAt > now).MinBy(o => o.StartAt)
        ?? Occurrences.Where(o => o.CancelledAt is null).MaxBy(o => o.StartAt)
        ?? Occurrences.MaxBy(o => o.StartAt);

    /// <summary>Whether its plan may be changed now; null when it may.</summary>
    public Error? RefuseChange(bool inProgress, DateTimeOffset now) => Type is MeetingType.Personal or MeetingType.Quick
        ? SchedulingErrors.NotBooked
        : Facts(inProgress).At(now) switch
        {
            MeetingState.Init => null,
            MeetingState.Started => SchedulingErrors.InProgress,
            MeetingState.Cancelled => SchedulingErrors.Cancelled,
            _ => SchedulingErrors.Over,
        };

    /// <summary>Whether a draft leaves the times as they are planned, so that a series under way keeps its dates.</summary>
    public bool KeepsTimes(MeetingDraft draft, DateTimeOffset now) =>
        Next(now) is { } next && draft.TimeZone == TimeZone && draft.Recurrence == RemainingRecurrence(now)
        && draft.Start == Zones.ToClock(TimeZone, next.StartAt) && draft.End == Zones.ToClock(TimeZone, next.EndAt);

    /// <summary>The rule from the present or next date on: what the form of a series shows.</summary>
    public Recurrence? RemainingRecurrence(DateTimeOffset now) =>
        Recurrence is { Count: not null } rule && Next(now) is { } next ? rule with { Count = Math.Max(1, Occurrences.Count(o => o.RuleStart >= next.RuleStart)) } : Recurrence;

    /// <summary>Changes the whole meeting. New times replace the dates ahead, also those edited or cancelled alone; past dates stay.</summary>
    public void Edit(CheckedDraft draft, MeetingDraft typed, TimeProvider time)
    {
        var keeps = KeepsTimes(typed, time.GetUtcNow());
        SetTexts(draft, typed.Settings);
        if (!keeps) SetTimes(draft.Times, time);
        SetPeople(typed, draft.Guests, time);
        Touch();
    }

    /// <summary>Changes one date of a series.</summary>
    public Result<Occurrence> EditOccurrence(Guid id, OccurrenceDraft draft, DateTimeOffset now)
    {
        var found = Ahead(id, now);
        if (found.Error is { } missing) return missing;
        var occurrence = found.Value!;
        var subject = DraftCheck.Subject(draft.Subject);
        if (subject.Error is { } subjectError) return subjectError;
        var location = DraftCheck.Location(draft.Location);
        if (location.Error is { } locationError) return locationError;
        var unchanged = draft.Start == Zones.ToClock(TimeZone, occurrence.StartAt);
        var span = DraftCheck.Span(Zones.OrDefault(TimeZone), draft.Start, draft.End, now, unchanged);
        if (span.Error is { } spanError) return spanError;

        (occurrence.StartAt, occurrence.EndAt) = (span.Value.Start, span.Value.Start + span.Value.Length);
        occurrence.Subject = subject.Value == Subject ? null : subject.Value;
        occurrence.Location = location.Value == (Location ?? "") ? null : location.Value;
        occurrence.Edited = occurrence.Subject is not null || occurrence.Location is not null
            || occurrence.StartAt != occurrence.RuleStart || occurrence.EndAt - occurrence.StartAt != EndAt - StartAt;
        Touch();
        return occurrence;
    }

    /// <summary>Cancels one date of a series; with the last one ahead the series is cancelled if none was held.</summary>
    public Result<Occurrence> CancelOccurrence(Guid id, DateTimeOffset now, string? reason)
    {
        var found = Ahead(id, now);
        if (found.Error is { } missing) return missing;
        found.Value!.CancelledAt = now;
        if (Occurrences.All(o => o.CancelledAt is not null)) (CancelledAt, CancelReason) = (now, reason);
        Touch();
        return found.Value;
    }

    /// <summary>Cancels the whole meeting.</summary>
    public void Cancel(DateTimeOffset now, string? reason)
    {
        (CancelledAt, CancelReason) = (now, reason);
        Touch();
    }

    /// <summary>Takes an ended meeting out of the lists; it cannot be entered again.</summary>
    public Error? Delete(bool inProgress, DateTimeOffset now)
    {
        if (Type == MeetingType.Personal) return SchedulingErrors.NotBooked;
        switch (Facts(inProgress).At(now))
        {
            case MeetingState.Started: return SchedulingErrors.InProgress;
            case MeetingState.Init: return SchedulingErrors.NotOver;
            case MeetingState.Ended: return null;
        }

        DeletedAt = now;
        Version++;
        return null;
    }

    /// <summary>Gives the code back at once, as when hosts end the meeting for good; nobody enters again.</summary>
    public void ReleaseCode(DateTimeOffset now)
    {
        CodeReleasedAt ??= now;
        Version++;
    }

    /// <summary>Changes a personal room.</summary>
    public void EditRoom(string name, string? password, MeetingSettings settings, IReadOnlyList<ChosenPerson> hosts)
    {
        (Subject, Password, Settings) = (name, password, settings);
        ReplacePeople(PlannedRole.Host, hosts);
        Version++;
    }

    /// <summary>Takes another code after the first one turned out to be taken.</summary>
    public void TakeCode(string code) => Code = code;

    private static Meeting New(MeetingType type, Actor creator, string code, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new Meeting
        {
            Id = Ids.New<MeetingId>(time), TenantId = creator.Tenant, Code = code, Type = type, CreatorId = creator.User, CreatorName = creator.Name,
            CreatedAt = now, StartAt = now, EndAt = now, LastEndAt = now, LinkKey = MeetingCode.NewLinkKey(),
        };
    }

    private void SetTexts(CheckedDraft draft, MeetingSettings settings) =>
        (Subject, Location, Password, Settings) = (draft.Subject, draft.Location, draft.Password, settings);

    private void SetTimes(Timetable times, TimeProvider time)
    {
        var now = time.GetUtcNow();
        Occurrences.RemoveAll(o => o.EndAt > now);
        foreach (var start in times.Starts)
            Occurrences.Add(new Occurrence { Id = Ids.New(time), TenantId = TenantId, MeetingId = Id, RuleStart = start, StartAt = start, EndAt = start + times.Length });
        TimeZone = times.Zone;
        (StartAt, EndAt) = (times.Starts[0], times.Starts[0] + times.Length);
        (Repeats, RepeatCount, RepeatUntil) = (times.Recurrence?.Repeats, times.Recurrence?.Count, times.Recurrence?.Until);
        SetLastEnd();
    }

    private void SetPeople(MeetingDraft typed, IReadOnlyList<GuestDraft> guests, TimeProvider time)
    {
        ReplacePeople(PlannedRole.Host, typed.Hosts);
        ReplacePeople(PlannedRole.Invitee, typed.Invitees);
        var kept = Guests.Where(g => guests.Contains(new GuestDraft(g.Name, g.Phone, g.Mail))).ToList();
        Guests.RemoveAll(g => !kept.Contains(g));
        foreach (var guest in guests.Distinct().Where(g => !kept.Any(k => new GuestDraft(k.Name, k.Phone, k.Mail) == g)))
            Guests.Add(new PlannedGuest { Id = Ids.New(time), TenantId = TenantId, MeetingId = Id, Name = guest.Name, Phone = guest.Phone, Mail = guest.Mail });
    }

    private void ReplacePeople(PlannedRole role, IReadOnlyList<ChosenPerson> chosen)
    {
        var wanted = chosen.DistinctBy(p => p.Id).Where(p => p.Id != CreatorId).ToDictionary(p => p.Id);
        People.RemoveAll(p => p.Role == role && !wanted.ContainsKey(p.UserId));
        foreach (var person in wanted.Values.Where(w => !People.Any(p => p.Role == role && p.UserId == w.Id)))
            People.Add(new PlannedPerson { TenantId = TenantId, MeetingId = Id, UserId = person.Id, Role = role, Name = person.Name });
    }

    private Result<Occurrence> Ahead(Guid id, DateTimeOffset now)
    {
        var occurrence = Occurrences.FirstOrDefault(o => o.Id == id);
        if (occurrence is null) return SchedulingErrors.OccurrenceNotFound;
        if (occurrence.CancelledAt is not null) return SchedulingErrors.Cancelled;
        return occurrence.EndAt <= now ? SchedulingErrors.Over : occurrence;
    }

    private void Touch()
    {
        SetLastEnd();
        Sequence++;
        Version++;
    }

    private void SetLastEnd()
    {
        var held = Occurrences.Where(o => o.CancelledAt is null).ToList();
        LastEndAt = (held.Count > 0 ? held : Occurrences).Max(o => o.EndAt);
    }
}
