using System.Runtime.CompilerServices;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Features;

/// <summary>Every sample of the media nodes in a span, as a file. Samples are kept for thirty days.</summary>
internal sealed class NodesReport(NpgsqlDataSource data, Clocks clocks, TimeProvider time) : IReport
{
    public string Code => "insights.nodes";

    public string Name => Texts.report_nodes;

    public ReportKind Kind => ReportKind.Figures;

    public string Permission => InsightsPermissions.Read;

    public Scoping Scoping => Scoping.WholeEnterprise;

    public string Page => "/console/insights/resources?page=nodes";

    public IReadOnlyList<ReportField> Fields => [ReportField.Days(Texts.span), ReportField.Text("node", Texts.page_nodes)];

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var span = InsightRoutes.Days(order.Criteria.Get, time);
        if (InsightErrors.Check(span) is { } wrong) return wrong;
        var clock = await clocks.OfAsync(order.Actor.Tenant, ct);
        ExportColumn[] columns =
        [
            new(Texts.report_at, 20, CellKind.Moment), new(Texts.page_nodes, 24), new(Texts.col_status, 12), new($"{Texts.node_cpu} (%)", 14, CellKind.Decimal), new($"{Texts.node_memory} (MiB)", 14, CellKind.Decimal),
        ];
        await using var count = Command("select count(*)", order, span, clock, "");
        return new ReportTable(columns, RowsAsync(order, span, clock, ct), (long)(await count.ExecuteScalarAsync(ct))!);
    }

    private async IAsyncEnumerable<object?[]> RowsAsync(ReportOrder order, Period span, DayClock clock, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Command("select at, node, up, cpu, memory", order, span, clock, "order by at, node");
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var up = rows.GetBoolean(2);
            // Of a node that cannot be reached nothing is known but that.
            yield return
            [
                Reports.Reading(order, rows.GetFieldValue<DateTimeOffset>(0)), rows.GetString(1), up ? Texts.node_up : Texts.node_down,
                up ? Math.Round(rows.GetDouble(3) * 100, 1) : null, up ? Math.Round(rows.GetInt64(4) / 1048576.0, 1) : null,
            ];
        }
    }

    private NpgsqlCommand Command(string select, ReportOrder order, Period span, DayClock clock, string sort)
    {
        var command = data.CreateCommand($"{select} from insights.node_sample where at >= $1 and at < $2 and ($3::text is null or node ilike '%' || $3 || '%') {sort}");
        command.Parameters.AddWithValue(clock.StartOf(span.From).UtcDateTime);
        command.Parameters.AddWithValue(clock.StartOf(span.To.AddDays(1)).UtcDateTime);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = order.Criteria.Get("node") is { } node ? node.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) : null, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        return command;
    }
}
