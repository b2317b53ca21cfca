using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>A day or a longer part of a span.</summary>
/// <param name="Of">Its days.</param>
/// <param name="First">The first column asked for.</param>
/// <param name="Second">The second; empty when only one was.</param>
internal readonly record struct SpanPart(Period Of, byte[] First, byte[] Second);

/// <summary>What the pieces of a span hold of people; large ones that are known already are not fetched again.</summary>
internal sealed class PartQuery
{
    // No transaction has this number.
    private const long Unknown = -1;

    private readonly PartCache _cache;
    private readonly TenantId _tenant;
    private readonly Guid _department;
    private readonly string _columns;
    private readonly Dictionary<Period, PartCache.Part> _known;

    public PartQuery(PartCache cache, TenantId tenant, Guid department, SpanPieces.Split pieces, string first, string? second)
    {
        (_cache, _tenant, _department, _columns) = (cache, tenant, department, first + second);
        var days = pieces.Edges.Select(d => new Period(d, d)).ToList();
        _known = cache.Known(tenant, department, _columns, pieces.Wholes.Concat(days));
        string Column(string? column) => column is null ? "''::bytea" : $"case when s.version <> w.version then s.{column} end";
        Sql = $"""
            select s.first, s.last, s.version, {Column(first)}, {Column(second)} from unnest($3::date[], $4::date[], $5::bigint[]) w(first, last, version),
              lateral (select s.first, s.last, s.xmin::text::bigint as version, s.user_set, s.active_set, s.vector from insights.span s where s.tenant_id = $1 and s.department = $2 and s.first = w.first and s.last = w.last limit 1) s
            union all
            select s.day, s.day, s.version, {Column(first)}, {Column(second)} from unnest($6::date[], $7::bigint[]) w(day, version),
              lateral (select s.day, s.xmin::text::bigint as version, s.user_set, s.active_set, s.vector from insights.day s where s.tenant_id = $1 and s.department = $2 and s.day = w.day limit 1) s
            """;
        Values = [tenant.Value, department, pieces.Firsts, pieces.Lasts, Versions(pieces.Wholes), pieces.Days, Versions(days)];
    }

    /// <summary>Statement.</summary>
    public string Sql { get; }

    /// <summary>Its parameters.</summary>
    public object[] Values { get; }

    /// <summary>The parts, from the answer or from what was known.</summary>
    public async IAsyncEnumerable<SpanPart> ReadAsync(NpgsqlDataReader rows, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        while (await rows.ReadAsync(ct))
        {
            var of = new Period(rows.GetFieldValue<DateOnly>(0), rows.GetFieldValue<DateOnly>(1));
            if (await rows.IsDBNullAsync(3, ct))
            {
                var known = _known[of];
                yield return new SpanPart(of, known.First, known.Second);
                continue;
            }

            var part = new PartCache.Part(rows.GetInt64(2), rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4));
            _cache.Keep(new PartCache.PartKey(_tenant, _department, _columns, of), part);
            yield return new SpanPart(of, part.First, part.Second);
        }
    }

    private long[] Versions(IEnumerable<Period> pieces) => [.. pieces.Select(p => _known.TryGetValue(p, out var part) ? part.Version : Unknown)];
}
