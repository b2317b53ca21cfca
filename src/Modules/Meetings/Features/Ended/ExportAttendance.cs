using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Features.Quality;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Ended;

/// <summary>Writes who was in a media room, or in all of the meeting's: a sheet with every stretch, a sheet with one row for a person.</summary>
/// <param name="Room">A media room that is over.</param>
/// <param name="WholeMeeting">All media rooms of its meeting that are over.</param>
/// <param name="Format">File format; a CSV has both tables one below the other.</param>
/// <param name="Zone">IANA id of the zone times are written in.</param>
/// <param name="To">Where the file goes.</param>
[Requires(MeetingPermissions.List, Scoping.ByQuery), Audited("meeting.export_attendance")]
internal sealed record ExportAttendance(MediaRoomId Room, bool WholeMeeting, ExportFormat Format, string? Zone, Stream To) : IUseCase<string>;

internal sealed class ExportAttendanceHandler(AppDb db, EndedRooms rooms, AuditNotes notes) : IHandler<ExportAttendance, string>
{
    /// <summary>Answers the meeting's name, for the file's.</summary>
    public async Task<Result<string>> HandleAsync(ExportAttendance order, Actor actor, CancellationToken ct)
    {
        if (await rooms.FindAsync(actor, order.Room, ct) is not { } room) return CommonErrors.NotFound;
        var facts = room.Facts;
        var subject = MeetingWords.Subject(facts.Type, facts.Subject, facts.CreatorName);
        notes.On("media_room", facts.Room.ToString(), subject);
        var (stretches, people) = (room.Stretches, room.People);
        if (order.WholeMeeting)
        {
            stretches = await rooms.StretchesAsync(room.Rooms.Where(r => r.ClosedAt is not null).Select(r => r.Room).ToList(), ct);
            var invited = await db.PlannedPeople.AsNoTracking().Where(p => p.MeetingId == facts.Meeting).Select(p => new { p.UserId, p.Name }).ToListAsync(ct);
            var creator = await db.MediaRooms.AsNoTracking().Where(r => r.Id == order.Room).Select(r => new { r.CreatorId, r.CreatorName }).SingleAsync(ct);
            people = EndedRooms.Attend(stretches, invited.Select(i => (i.UserId, i.Name)).Append((creator.CreatorId, creator.CreatorName)).DistinctBy(i => i.Item1).ToList());
        }

        object?[][] head =
        [
            [Texts.ended_col_subject, subject], [Texts.ended_col_code, MeetingCode.Grouped(facts.Code)],
            [Texts.ended_col_planned_start, Zones.ToClock(order.Zone, facts.PlannedStart)], [Texts.ended_col_planned_end, Zones.ToClock(order.Zone, facts.PlannedEnd)],
        ];
        ExportSheet[] sheets =
        [
            new(Texts.ended_sheet_stretches, StretchColumns(), stretches.Select(s => StretchRow(s, order.Zone)), head),
            new(Texts.ended_sheet_people, PersonColumns(), people.Select(p => PersonRow(p, order.Zone)), head),
        ];
        await TableExport.WriteSheetsAsync(order.To, order.Format, sheets, ct);
        notes.Changed("rows", null, stretches.Count);
        return subject;
    }

    private static ExportColumn[] StretchColumns() =>
    [
        new(Texts.ended_col_name, 24), new(Texts.ended_col_department, 20), new(Texts.ended_col_role, 12), new(Texts.ended_col_join, 20), new(Texts.ended_col_leave, 20), new(Texts.ended_col_stay, 12), new(Texts.ended_col_reason, 16),
        new(Texts.ended_col_device, 16), new(Texts.ended_col_browser, 16), new(Texts.ended_col_network, 12), new(Texts.ended_col_ip, 18), new(Texts.ended_col_quality, 12),
    ];

    private static object?[] StretchRow(Stretch s, string? zone) =>
    [
        EndedWords.Name(s.Name, s.Guest), s.Department, EndedWords.Role(s.Role), Zones.ToClock(zone, s.JoinedAt), Zones.ToClock(zone, s.LeftAt), s.Duration, EndedWords.Reason(s.Reason),
        EndedWords.Device(s.Device), s.Browser, EndedWords.Network(s.Network), s.Ip, QualityWords.Health(s.Health),
    ];

    private static ExportColumn[] PersonColumns() =>
    [
        new(Texts.ended_col_name, 24), new(Texts.ended_col_department, 20), new(Texts.ended_col_attended, 12), new(Texts.ended_col_invited, 12), new(Texts.ended_col_total, 14), new(Texts.ended_col_joins, 10),
        new(Texts.ended_col_first_join, 20), new(Texts.ended_col_last_leave, 20),
    ];

    private static object?[] PersonRow(Attendance p, string? zone) =>
    [
        EndedWords.Name(p.Name, p.Guest), p.Department, p.Absent ? Texts.ended_absent : Texts.ended_present, p.Invited ? Texts.sched_yes : Texts.sched_no, p.Total, p.Joins,
        p.FirstJoin is { } first ? Zones.ToClock(zone, first) : null, p.LastLeave is { } last ? Zones.ToClock(zone, last) : null,
    ];
}
