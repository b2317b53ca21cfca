using System.Text.Json;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Live;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Ended;

/// <summary>A media room that is over, with who was there.</summary>
/// <param name="Room">The media room.</param>
[Requires(MeetingPermissions.List, Scoping.ByQuery)]
internal sealed record GetEnded(MediaRoomId Room) : IUseCase<EndedRoom>;

/// <summary>One stretch of somebody, from joining to leaving.</summary>
/// <param name="Id">Participation.</param>
/// <param name="Person">Account, or the key of the browser for guests: the same for all stretches of one person.</param>
/// <param name="Name">Name shown.</param>
/// <param name="Guest">Without an account.</param>
/// <param name="Role">Highest role held.</param>
/// <param name="JoinedAt">When they came.</param>
/// <param name="LeftAt">When they left.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Device">Device.</param>
/// <param name="Browser">Browser.</param>
/// <param name="Network"><c>wifi</c>, <c>wired</c>, <c>cellular</c> or <c>unknown</c>.</param>
/// <param name="Ip">Address.</param>
/// <param name="Health">0 no data, 1 healthy, 2 alarm.</param>
/// <param name="Grade">Worst grade 0–4.</param>
/// <param name="Department">Department at the time, or null.</param>
internal sealed record Stretch(
    ParticipationId Id, string Person, string Name, bool Guest, MeetingRole Role, DateTimeOffset JoinedAt, DateTimeOffset LeftAt, LeaveReason Reason, string Device, string Browser, string Network, string? Ip,
    int Health, int Grade, string? Department)
{
    /// <summary>How long.</summary>
    public TimeSpan Duration => LeftAt - JoinedAt;
}

/// <summary>Attendance of one person.</summary>
/// <param name="Person">Account, or the key of a guest's browser.</param>
/// <param name="Name">Name.</param>
/// <param name="Guest">Without an account.</param>
/// <param name="Invited">Was invited, or designated host, or booked the meeting.</param>
/// <param name="Department">Department at the time, or null.</param>
/// <param name="Joins">How often they came; 0 for those who did not.</param>
/// <param name="Total">Time in all.</param>
/// <param name="FirstJoin">First coming.</param>
/// <param name="LastLeave">Last leaving.</param>
internal sealed record Attendance(string Person, string Name, bool Guest, bool Invited, string? Department, int Joins, TimeSpan Total, DateTimeOffset? FirstJoin, DateTimeOffset? LastLeave)
{
    /// <summary>Was invited and did not come.</summary>
    public bool Absent => Joins == 0;
}

/// <summary>Another media room of the same meeting.</summary>
/// <param name="Room">The media room.</param>
/// <param name="OpenedAt">When it opened.</param>
/// <param name="ClosedAt">When it closed; null while it is live.</param>
internal sealed record SiblingRoom(MediaRoomId Room, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt);

/// <summary>A line of the timeline.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What; see the texts <c>ended_event_</c>.</param>
/// <param name="Name">Whom it was about.</param>
/// <param name="Detail">More, by kind.</param>
/// <param name="By">Who did it.</param>
internal sealed record TimelineEvent(DateTimeOffset At, string Kind, string? Name, string? Detail, string? By);

/// <summary>A media room that is over.</summary>
/// <param name="Facts">As in the list.</param>
/// <param name="Rooms">All media rooms of the meeting, the latest first.</param>
/// <param name="Hosts">Names of designated hosts.</param>
/// <param name="Stretches">In order of joining.</param>
/// <param name="People">One row for a person, the absent at the end.</param>
/// <param name="Timeline">In order of time.</param>
internal sealed record EndedRoom(EndedMeeting Facts, IReadOnlyList<SiblingRoom> Rooms, IReadOnlyList<string> Hosts, IReadOnlyList<Stretch> Stretches, IReadOnlyList<Attendance> People, IReadOnlyList<TimelineEvent> Timeline);

internal sealed class GetEndedHandler(EndedRooms rooms) : IHandler<GetEnded, EndedRoom>
{
    public async Task<Result<EndedRoom>> HandleAsync(GetEnded order, Actor actor, CancellationToken ct) =>
        await rooms.FindAsync(actor, order.Room, ct) is { } room ? room : CommonErrors.NotFound;
}

/// <summary>Reads ended media rooms with all that belongs to them; for page and export.</summary>
internal sealed class EndedRooms(AppDb db, IDirectory directory, IManagementScope scope)
{
    private const int MostEvents = 5000;

    /// <summary>The media room, or null when what the actor manages has none of that id that is over.</summary>
    public async Task<EndedRoom?> FindAsync(Actor actor, MediaRoomId id, CancellationToken ct)
    {
        var room = await db.MediaRooms.AsNoTracking().InScope(scope.People(actor)).SingleOrDefaultAsync(r => r.Id == id && r.ClosedAt != null, ct);
        if (room is null) return null;
        var siblings = await db.MediaRooms.AsNoTracking().Where(r => r.MeetingId == room.MeetingId).OrderByDescending(r => r.OpenedAt)
            .Select(r => new SiblingRoom(r.Id, r.OpenedAt, r.ClosedAt)).ToListAsync(ct);
        var planned = await db.PlannedPeople.AsNoTracking().Where(p => p.MeetingId == room.MeetingId).Select(p => new { p.UserId, p.Name, p.Role }).ToListAsync(ct);
        var stretches = await StretchesAsync([id], ct);
        var invited = planned.Select(p => (p.UserId, p.Name)).Append((room.CreatorId, room.CreatorName)).DistinctBy(p => p.Item1).ToList();
        var people = Attend(stretches, invited);
        var events = await db.LiveEvents.AsNoTracking().Where(e => e.MediaRoomId == id).OrderBy(e => e.At).ThenBy(e => e.Id).Take(MostEvents)
            .Select(e => new TimelineEvent(e.At, e.Kind, e.Name, e.Detail, e.By)).ToListAsync(ct);
        var facts = new EndedMeeting(
            room.Id, room.MeetingId, actor.Holds(MeetingPermissions.Subject) || room.CreatorId == actor.User ? room.Subject : Texts.sched_subject_hidden, room.Code, room.Type, room.CreatorId, room.CreatorName, room.OpenedAt, room.ClosedAt!.Value, room.PlannedStart, room.PlannedEnd, siblings.Count, people.Count(p => !p.Absent),
            Whole(room.ClosedAt.Value - room.OpenedAt), Sum(stretches), room.Peak, room.Features, stretches.Select(s => s.Health).DefaultIfEmpty().Max(), stretches.Count(s => s.Health == 2), stretches.Select(s => s.Grade).DefaultIfEmpty().Max());
        return new EndedRoom(facts, siblings, planned.Where(p => p.Role == PlannedRole.Host).Select(p => p.Name).Distinct().ToList(), stretches, people, events);
    }

    /// <summary>All stretches in these media rooms, in order of joining.</summary>
    public async Task<IReadOnlyList<Stretch>> StretchesAsync(IReadOnlyCollection<MediaRoomId> rooms, CancellationToken ct)
    {
        var ids = rooms.ToList();
        var rows = await db.Participations.AsNoTracking().Where(p => ids.Contains(p.MediaRoomId)).OrderBy(p => p.JoinedAt).ThenBy(p => p.Id).ToListAsync(ct);
        var departments = rows.Any(r => r.DepartmentId is not null) ? (await directory.DepartmentsAsync(ct)).ToDictionary(d => d.Id.Value, d => d.Name) : [];
        return rows.Select(p => new Stretch(
            p.Id, PersonOf(p), p.Name, p.Guest, p.Role, p.JoinedAt, p.LeftAt ?? p.SeenAt, p.Reason, p.Device, p.Browser, p.Network, p.Ip, QualityReport.Read(p.Quality).Health, p.Grade,
            p.DepartmentId is { } d ? departments.GetValueOrDefault(d) : null)).ToList();
    }

    /// <summary>Attendance by person: who came in order of coming, then who was invited and did not.</summary>
    public static IReadOnlyList<Attendance> Attend(IReadOnlyList<Stretch> stretches, IReadOnlyCollection<(UserId Id, string Name)> invited)
    {
        var called = invited.Select(i => i.Id.ToString()).ToHashSet();
        var came = stretches.GroupBy(s => s.Person)
            .Select(g => new Attendance(g.Key, g.Last().Name, g.First().Guest, called.Contains(g.Key), g.Select(s => s.Department).FirstOrDefault(d => d is not null), g.Count(), Sum(g), g.Min(s => s.JoinedAt), g.Max(s => s.LeftAt)))
            .OrderBy(a => a.FirstJoin).ToList();
        var there = came.Select(a => a.Person).ToHashSet();
        return [.. came, .. invited.Where(i => !there.Contains(i.Id.ToString())).OrderBy(i => i.Name, StringComparer.CurrentCulture).Select(i => new Attendance(i.Id.ToString(), i.Name, false, true, null, 0, TimeSpan.Zero, null, null))];
    }

    // A guest who comes again is a new participant; only the browser's key tells that it is the same person.
    private static string PersonOf(ParticipationRow p)
    {
        if (p.UserId is { } user) return user.ToString();
        using var state = JsonDocument.Parse(p.State);
        return state.RootElement.ValueKind == JsonValueKind.Object && state.RootElement.TryGetProperty("who", out var who) && who.TryGetProperty("guestKey", out var key) && key.GetString() is { } text ? text : p.ParticipantId.ToString();
    }

    private static TimeSpan Sum(IEnumerable<Stretch> stretches) => Whole(stretches.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Duration));

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Round(span.TotalSeconds));
}
