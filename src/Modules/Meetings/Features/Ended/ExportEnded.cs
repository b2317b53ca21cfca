using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Reports;

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

    public async Task<Result<int>> HandleAsync(ExportEnded order, Actor actor, CancellationToken ct)
    {
        var count = 0;
        await TableExport.WriteAsync(order.To, order.Format, Texts.ended_title, EndedReport.Columns(), RowsAsync(order, actor, () => count++, ct), ct);
        notes.Changed("rows", null, count);
        return count;
    }

    private async IAsyncEnumerable<object?[]> RowsAsync(ExportEnded order, Actor actor, Action counted, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var r in query.StreamAsync(actor, order.Filter, order.Sort, order.Descending, ct).Take(Most).WithCancellation(ct))
        {
            counted();
            yield return EndedReport.Row(r, order.Zone);
        }
    }
}
