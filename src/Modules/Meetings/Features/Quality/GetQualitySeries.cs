using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Live;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Quality;

/// <summary>All samples of one participation, live or over.</summary>
/// <param name="Participation">The participation.</param>
[Requires(MeetingPermissions.List, Scoping.ByQuery)]
internal sealed record GetQualitySeries(ParticipationId Participation) : IUseCase<PersonSeries>;

/// <summary>Somebody's quality over time.</summary>
/// <param name="Person">As in the list; the report is of these samples.</param>
/// <param name="Samples">In order of time.</param>
internal sealed record PersonSeries(PersonQuality Person, IReadOnlyList<TimedSample> Samples);

internal sealed class GetQualitySeriesHandler(AppDb db, IManagementScope scope, QualityCollector collector) : IHandler<GetQualitySeries, PersonSeries>
{
    public async Task<Result<PersonSeries>> HandleAsync(GetQualitySeries order, Actor actor, CancellationToken ct)
    {
        var p = await db.Participations.AsNoTracking().SingleOrDefaultAsync(x => x.Id == order.Participation, ct);
        if (p is null || !await db.MediaRooms.InScope(scope.People(actor)).AnyAsync(r => r.Id == p.MediaRoomId, ct)) return CommonErrors.NotFound;
        // What is held is looked at first: a flush in between then shows it twice, which joining mends, rather than never.
        var held = collector.Held(order.Participation)?.Samples ?? [];
        var chunks = await db.QualityChunks.AsNoTracking().Where(c => c.ParticipationId == order.Participation).Select(c => new { c.From, c.Body }).ToListAsync(ct);
        var samples = QualityStore.Join(chunks.SelectMany(c => SamplePack.Read(c.Body, c.From)).Concat(held));
        return new PersonSeries(new PersonQuality(p.Id, p.Name, p.Guest, p.Device, p.Browser, p.Network, p.JoinedAt, p.LeftAt, QualityReport.Of(samples)), samples);
    }
}
