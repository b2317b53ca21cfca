using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>A day or a longer part of a span.</summary>
/// <param name="Begins">Its first day.</param>
/// <param name="First">The first column asked for.</param>
/// <param name="Second">The second; empty when only one was.</param>
internal readonly record struct SpanPart(DateOnly Begins, byte[] First, byte[] Second);

/// <summary>What the pieces of a span hold of people; large ones that are known already are not fetched again.</summary>
internal sealed class PartQuery
{
    private readonly PartCache _cache;
    private readonly TenantId _tenant;
    private readonly Guid _department;
    private readonly string _columns;
    private readonly Dictionary<Period, PartCache.Part> _known;

    public PartQuery(PartCache cache, TenantId tenant, Guid department, Period span, string first, string? second)
    {
        (_cache, _tenant, _department, _columns) = (cache, tenant, department, first + second);
        _known = cache.Known(tenant, department, _columns, Enumerable.Range(0, span.Days).Select(i => new Period(span.From.AddDays(i), span.From.AddDays(i))).Concat(LongSpan.Within(span)));
        string Column(string? column) => column is null ? "''::bytea" : $"case when k.version is null then s.{column} end";
        Sql = $"""
            {SpanPieces.With(SpanPieces.Quarters)},
            k as materialized (select * from unnest($6::date[], $7::date[], $8::bigint[]) k(first, last, version))
            select s.first, s.last, s.version, {Column(first)}, {Column(second)}
            from whole w, lateral (select s.first, s.last, s.xmin::text::bigint as version, s.user_set, s.active_set, s.vector from insights.span s where s.tenant_id = $1 and s.department = $2 and s.first = w.first and s.last = w.last limit 1) s
            left join k on k.first = s.first and k.last = s.last and k.version = s.version
            union all
            select s.day, s.day, s.version, {Column(first)}, {Column(second)}
            from edge e, lateral (select d.day, d.xmin::text::bigint as version, d.user_set, d.active_set, d.vector from insights.day d where d.tenant_id = $1 and d.department = $2 and d.day = e.day limit 1) s
            left join k on k.first = s.day and k.last = s.day and k.version = s.version
            """;
        Values =
        [
            tenant.Value, department, span.From, span.To, DayFigures.Everyone,
            _known.Keys.Select(k => k.From).ToArray(), _known.Keys.Select(k => k.To).ToArray(), _known.Values.Select(p => p.Version).ToArray(),
        ];
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
                yield return new SpanPart(of.From, known.First, known.Second);
                continue;
            }

            var part = new PartCache.Part(rows.GetInt64(2), rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4));
            _cache.Keep(new PartCache.PartKey(_tenant, _department, _columns, of), part);
            yield return new SpanPart(of.From, part.First, part.Second);
        }
    }
}
