using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Quality;

namespace Huitang.Meetings.Features.Ended;

/// <summary>Writes the filtered list of ended meetings as a file; at most 100,000 rows.</summary>
/// <param name="Filter">The list's filter.</param>
/// <param name="Sort">The list's order.</param>
/// <param name="Descending">Its direction.</param>
/// <param name="Format">File format.</param>
/// <param name="Zone">IANA id of the zone times are written in.</param>
/// <param name="To">Where the file goes.</param>
[Requires(MeetingPermissions.List, Scoping.ByQuery), Audited("meeting.export_ended")]
internal sealed record ExportEnded(EndedFilter Filter, string? Sort, bool Descending, ExportFormat Format, string? Zone, Stream To) : IUseCase<int>;

internal sealed class ExportEndedHandler(EndedQuery query, AuditNotes notes) : IHandler<ExportEnded, int>
{
    private const int Most = 100_000;
    private const int Batch = 1000;

    public async Task<Result<int>> HandleAsync(ExportEnded order, Actor actor, CancellationToken ct)
    {
        ExportColumn[] columns =
        [
            new(Texts.ended_col_start, 18), new(Texts.ended_col_end, 18), new(Texts.ended_col_subject, 40), new(Texts.ended_col_type, 12), new(Texts.ended_col_code, 14), new(Texts.ended_col_creator, 16),
            new(Texts.ended_col_rooms, 10), new(Texts.ended_col_people, 10), new(Texts.ended_col_duration, 12), new(Texts.ended_col_user_time, 14), new(Texts.ended_col_peak, 12),
            new(Texts.ended_col_quality, 12), new(Texts.ended_col_planned_start, 18), new(Texts.ended_col_planned_end, 18), new(Texts.ended_col_features, 24),
        ];
        var count = 0;
        await TableExport.WriteAsync(order.To, order.Format, Texts.ended_title, columns, RowsAsync(order, actor, () => count++, ct), ct);
        notes.Changed("rows", null, count);
        return count;
    }

    private async IAsyncEnumerable<object?[]> RowsAsync(ExportEnded order, Actor actor, Action counted, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var skip = 0; skip < Most; skip += Batch)
        {
            var rows = await query.ReadAsync(actor, order.Filter, order.Sort, order.Descending, skip, Batch, ct);
            foreach (var r in rows)
            {
                counted();
                yield return
                [
                    Zones.ToClock(order.Zone, r.OpenedAt), Zones.ToClock(order.Zone, r.ClosedAt), MeetingWords.Subject(r.Type, r.Subject, r.CreatorName), MeetingWords.Type(r.Type), MeetingCode.Grouped(r.Code), r.CreatorName,
                    r.Rooms, r.People, r.Duration, r.UserTime, r.Peak, QualityWords.Health(r.Health), Zones.ToClock(order.Zone, r.PlannedStart), Zones.ToClock(order.Zone, r.PlannedEnd), EndedWords.Features(r.Features),
                ];
            }

            if (rows.Count < Batch) yield break;
        }
    }
}
