using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Features;

/// <summary>How a sort of resource was used in a span, beside the span before.</summary>
/// <param name="Page">Which resources: a key of <see cref="ResourceKinds"/>.</param>
/// <param name="Span">Days.</param>
/// <param name="TrendStep">How many days stand as one point.</param>
[Requires(InsightsPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record GetResourceUse(string Page, Period Span, TrendStep TrendStep) : IUseCase<ResourceUse>;

/// <summary>Uses and the time they took.</summary>
internal readonly record struct UseSum(int Count, TimeSpan Time);

/// <summary>A kind of use.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Now">In the span.</param>
/// <param name="Then">In the span before.</param>
/// <param name="Peak">Most at once in the span.</param>
/// <param name="Points">The trend.</param>
/// <param name="Top">The ten resources used longest.</param>
internal sealed record UseOfKind(string Kind, UseSum Now, UseSum Then, int Peak, IReadOnlyList<UseSum> Points, IReadOnlyList<(string Name, UseSum Sum)> Top);

/// <summary>What a page of resources shows.</summary>
/// <param name="Points">The points of the trends.</param>
/// <param name="Kinds">Each kind of use.</param>
/// <param name="Resources">Resources used at least once.</param>
/// <param name="Models">Resources by model.</param>
/// <param name="Versions">Resources by version of their software.</param>
/// <param name="Standing">How far the facts are.</param>
internal sealed record ResourceUse(IReadOnlyList<Period> Points, IReadOnlyList<UseOfKind> Kinds, int Resources, IReadOnlyList<(string Name, int Count)> Models, IReadOnlyList<(string Name, int Count)> Versions, Standing Standing);

internal sealed class GetResourceUseHandler(NpgsqlDataSource data, FigureStore store) : IHandler<GetResourceUse, ResourceUse>
{
    public async Task<Result<ResourceUse>> HandleAsync(GetResourceUse order, Actor actor, CancellationToken ct)
    {
        if (InsightErrors.Check(order.Span) is { } wrong) return wrong;
        if (!ResourceKinds.ByPage.TryGetValue(order.Page, out var kinds)) return CommonErrors.NotFound;
        var standing = await store.AskAsync(store.Standing(actor.Tenant), ct);
        var uses = await ReadAsync(actor.Tenant, kinds, order.Span with { From = order.Span.Before.From }, ct);
        var points = order.Span.Cut(order.TrendStep);
        var now = uses.Where(u => u.Day >= order.Span.From).ToList();
        return new ResourceUse(
            points,
            [.. kinds.Select(kind => new UseOfKind(
                kind, Sum(now.Where(u => u.Kind == kind)), Sum(uses.Where(u => u.Kind == kind && u.Day < order.Span.From)), Peak(now.Where(u => u.Kind == kind)),
                [.. points.Select(p => Sum(now.Where(u => u.Kind == kind && u.Day >= p.From && u.Day <= p.To)))],
                [.. now.Where(u => u.Kind == kind).GroupBy(u => u.Resource).Select(g => (g.Last().Name, Sum(g))).OrderByDescending(r => r.Item2.Time).Take(10)]))],
            now.Select(u => u.Resource).Distinct().Count(), Classes(now, u => u.Model), Classes(now, u => u.Version), standing);
    }

    private static UseSum Sum(IEnumerable<Use> uses) => uses.Aggregate(default(UseSum), (sum, u) => new UseSum(sum.Count + 1, sum.Time + (u.To - u.From)));

    private static int Peak(IEnumerable<Use> uses)
    {
        var (peak, count) = (0, 0);
        foreach (var (_, step) in uses.Where(u => u.To > u.From).SelectMany(u => new[] { (u.From.UtcTicks, 1), (u.To.UtcTicks, -1) }).Order()) peak = Math.Max(peak, count += step);
        return peak;
    }

    private static List<(string Name, int Count)> Classes(IEnumerable<Use> uses, Func<Use, string?> of) =>
        [.. uses.GroupBy(u => u.Resource).Select(g => of(g.Last())).OfType<string>().CountBy(name => name).OrderByDescending(c => c.Value).Select(c => (c.Key, c.Value))];

    private async Task<List<Use>> ReadAsync(TenantId tenant, IReadOnlyList<string> kinds, Period span, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select kind, resource, resource_name, model, version, began_at, ended_at, day from insights.resource_use where tenant_id = $1 and kind = any($2) and day between $3 and $4 order by began_at
            """);
        foreach (var value in new object[] { tenant.Value, kinds.ToArray(), span.From, span.To }) command.Parameters.AddWithValue(value);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var uses = new List<Use>();
        while (await rows.ReadAsync(ct))
        {
            uses.Add(new Use(
                rows.GetString(0), rows.GetString(1), rows.GetString(2), await rows.IsDBNullAsync(3, ct) ? null : rows.GetString(3), await rows.IsDBNullAsync(4, ct) ? null : rows.GetString(4),
                await rows.GetFieldValueAsync<DateTimeOffset>(5, ct), await rows.GetFieldValueAsync<DateTimeOffset>(6, ct), rows.GetFieldValue<DateOnly>(7)));
        }

        return uses;
    }

    private sealed record Use(string Kind, string Resource, string Name, string? Model, string? Version, DateTimeOffset From, DateTimeOffset To, DateOnly Day);
}

/// <summary>How the installation's media nodes did in the last hours.</summary>
[Requires(InsightsPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record GetNodeSamples(int Hours) : IUseCase<NodeSamples>;

/// <summary>A moment of a media node.</summary>
internal sealed record NodeSample(DateTimeOffset At, bool Up, double Cpu, long Memory);

/// <summary>Media nodes with their samples, in order of time.</summary>
internal sealed record NodeSamples(IReadOnlyList<(string Node, IReadOnlyList<NodeSample> Samples)> Nodes, Standing Standing);

internal sealed class GetNodeSamplesHandler(NpgsqlDataSource data, FigureStore store, TimeProvider time) : IHandler<GetNodeSamples, NodeSamples>
{
    public async Task<Result<NodeSamples>> HandleAsync(GetNodeSamples order, Actor actor, CancellationToken ct)
    {
        var standing = await store.AskAsync(store.Standing(actor.Tenant), ct);
        await using var command = data.CreateCommand("select node, at, up, cpu, memory from insights.node_sample where at > $1 order by node, at");
        command.Parameters.AddWithValue(time.GetUtcNow().AddHours(-Math.Clamp(order.Hours, 1, 24)));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var nodes = new List<(string Node, IReadOnlyList<NodeSample> Samples)>();
        while (await rows.ReadAsync(ct))
        {
            if (nodes.Count == 0 || nodes[^1].Node != rows.GetString(0)) nodes.Add((rows.GetString(0), new List<NodeSample>()));
            ((List<NodeSample>)nodes[^1].Samples).Add(new NodeSample(await rows.GetFieldValueAsync<DateTimeOffset>(1, ct), rows.GetBoolean(2), rows.GetDouble(3), rows.GetInt64(4)));
        }

        return new NodeSamples(nodes, standing);
    }
}
