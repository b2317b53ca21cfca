using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Upcoming;

/// <summary>Writes the filtered list of meetings to come as a file; at most 100,000 rows.</summary>
/// <param name="Filter">The list's filter.</param>
/// <param name="Sort">The list's order.</param>
/// <param name="Descending">Its direction.</param>
/// <param name="Format">File format.</param>
/// <param name="Zone">IANA id of the zone times are written in.</param>
/// <param name="To">Where the file goes.</param>
[Requires(MeetingPermissions.List, Scoping.ByQuery), Audited("meeting.export_upcoming")]
internal sealed record ExportUpcoming(UpcomingFilter Filter, string? Sort, bool Descending, ExportFormat Format, string? Zone, Stream To) : IUseCase<int>;

internal sealed class ExportUpcomingHandler(UpcomingQuery query, AuditNotes notes) : IHandler<ExportUpcoming, int>
{
    private const int Most = 100_000;
    private const int Batch = 500;

    public async Task<Result<int>> HandleAsync(ExportUpcoming order, Actor actor, CancellationToken ct)
    {
        ExportColumn[] columns =
        [
            new(Texts.sched_col_start, 18), new(Texts.sched_col_end, 18), new(Texts.sched_col_subject, 40), new(Texts.sched_col_type, 12), new(Texts.sched_col_code, 14),
            new(Texts.sched_col_creator, 16), new(Texts.sched_col_hosts, 24), new(Texts.sched_col_people, 10), new(Texts.sched_col_dates_left, 10),
            new(Texts.sched_col_location, 24), new(Texts.sched_col_password, 10), new(Texts.sched_col_waiting_room, 10), new(Texts.sched_col_created, 18),
        ];
        var count = 0;
        await TableExport.WriteAsync(order.To, order.Format, Texts.upcoming_title, columns, RowsAsync(order, actor, () => count++, ct), ct);
        notes.Changed("rows", null, count);
        return count;
    }

    private async IAsyncEnumerable<object?[]> RowsAsync(ExportUpcoming order, Actor actor, Action counted, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var skip = 0; skip < Most; skip += Batch)
        {
            var rows = await query.ReadAsync(actor, order.Filter, order.Sort, order.Descending, skip, Batch, ct);
            foreach (var r in rows)
            {
                counted();
                yield return
                [
                    Zones.ToClock(order.Zone, r.Start), Zones.ToClock(order.Zone, r.End), r.Subject, MeetingWords.Type(r.Type), MeetingCode.Grouped(r.Code),
                    r.CreatorName, string.Join(", ", r.Hosts), r.People, r.DatesLeft, r.Location, r.HasPassword ? Texts.sched_yes : Texts.sched_no,
                    r.WaitingRoom ? Texts.sched_yes : Texts.sched_no, Zones.ToClock(order.Zone, r.CreatedAt),
                ];
            }

            if (rows.Count < Batch) yield break;
        }
    }
}
