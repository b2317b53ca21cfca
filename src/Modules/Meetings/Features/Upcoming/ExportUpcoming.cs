using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Reports;

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

    public async Task<Result<int>> HandleAsync(ExportUpcoming order, Actor actor, CancellationToken ct)
    {
        var count = 0;
        var rows = new UpcomingReport(query).RowsAsync(actor, order.Filter, order.Sort, order.Descending, order.Zone, Most, ct);
        await TableExport.WriteAsync(order.To, order.Format, Texts.upcoming_title, UpcomingReport.Columns(), Counted(rows, () => count++, ct), ct);
        notes.Changed("rows", null, count);
        return count;
    }

    private static async IAsyncEnumerable<object?[]> Counted(IAsyncEnumerable<object?[]> rows, Action counted, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in rows.WithCancellation(ct))
        {
            counted();
            yield return row;
        }
    }
}
