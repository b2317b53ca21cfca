using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Live;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Quality;

/// <summary>Quality of everybody in a media room, live or over.</summary>
/// <param name="Room">The media room.</param>
[Requires(MeetingPermissions.List, Scoping.ByQuery)]
internal sealed record GetQuality(MediaRoomId Room) : IUseCase<RoomQuality>;

/// <summary>Quality of a media room.</summary>
/// <param name="Live">Still running.</param>
/// <param name="Health">0 no data, 1 healthy, 2 alarm: the worst of all.</param>
/// <param name="People">In order of joining.</param>
internal sealed record RoomQuality(bool Live, int Health, IReadOnlyList<PersonQuality> People);

/// <summary>Quality of one participation.</summary>
/// <param name="Id">Participation.</param>
/// <param name="Name">Name.</param>
/// <param name="Guest">Without an account.</param>
/// <param name="Device">Device.</param>
/// <param name="Browser">Browser.</param>
/// <param name="Network">Kind of network.</param>
/// <param name="JoinedAt">When they came.</param>
/// <param name="LeftAt">When they left; null while in.</param>
/// <param name="Report">Grades, problems, figures.</param>
internal sealed record PersonQuality(ParticipationId Id, string Name, bool Guest, string Device, string Browser, string Network, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt, QualityReport Report);

internal sealed class GetQualityHandler(AppDb db, IManagementScope scope, QualityCollector collector) : IHandler<GetQuality, RoomQuality>
{
    public async Task<Result<RoomQuality>> HandleAsync(GetQuality order, Actor actor, CancellationToken ct)
    {
        var room = await db.MediaRooms.AsNoTracking().InScope(scope.People(actor)).Where(r => r.Id == order.Room).Select(r => new { r.ClosedAt }).SingleOrDefaultAsync(ct);
        if (room is null) return CommonErrors.NotFound;
        var rows = await db.Participations.AsNoTracking().Where(p => p.MediaRoomId == order.Room).OrderBy(p => p.JoinedAt).ThenBy(p => p.Id).ToListAsync(ct);
        var people = rows.Select(p => new PersonQuality(
            p.Id, p.Name, p.Guest, p.Device, p.Browser, p.Network, p.JoinedAt, p.LeftAt, Newer(QualityReport.Read(p.Quality), collector.Held(p.Id)?.Report))).ToList();
        return new RoomQuality(room.ClosedAt is null, people.Select(p => p.Report.Health).DefaultIfEmpty().Max(), people);
    }

    // This process may know ten seconds more than the database, another process too.
    private static QualityReport Newer(QualityReport stored, QualityReport? held) => held is not null && held.Samples > stored.Samples ? held : stored;
}
