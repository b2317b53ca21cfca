using Huitang.Insights.Domain;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>A day or month of a span.</summary>
/// <param name="Begins">Its first day.</param>
/// <param name="First">The first column asked for.</param>
/// <param name="Second">The second; empty when only one was.</param>
internal readonly record struct SpanPart(DateOnly Begins, byte[] First, byte[] Second);

/// <summary>The months and days a span is made of: a month counts as a whole when the enterprise's month was made; the department may be missing in it because nobody of it did anything.</summary>
internal sealed class PartQuery
{
    private readonly PartCache _cache;
    private readonly TenantId _tenant;
    private readonly Guid _department;
    private readonly string _columns;
    private readonly Dictionary<(DateOnly, bool), PartCache.Part> _known;

    public PartQuery(PartCache cache, TenantId tenant, Guid department, Period span, string first, string? second)
    {
        (_cache, _tenant, _department, _columns) = (cache, tenant, department, first + second);
        var begin = RollupStore.MonthOf(span.From.AddDays(-1)).AddMonths(1);
        var end = RollupStore.MonthOf(span.To.AddDays(1));
        var parts = Enumerable.Range(0, span.Days).Select(i => (span.From.AddDays(i), false));
        for (var month = begin; month < end; month = month.AddMonths(1)) parts = parts.Append((month, true));
        var known = cache.Known(tenant, department, _columns, parts);
        _known = known.ToDictionary(k => (k.Key.From, k.Key.Month), k => k.Part);
        string Column(string? column) => column is null ? "''::bytea" : $"case when k.version is null then {column} end";
        Sql = $"""
            with made as materialized (select month from insights.month where tenant_id = $1 and department = $5 and month >= $6 and month < $7),
            k as materialized (select * from unnest($8::date[], $9::bool[], $10::bigint[]) k(begins, whole, version))
            select m.month, true, m.xmin::text::bigint, {Column("m." + first)}, {Column(second is null ? null : "m." + second)} from insights.month m left join k on k.whole and k.begins = m.month and k.version = m.xmin::text::bigint
            where m.tenant_id = $1 and m.department = $2 and m.month in (select month from made)
            union all
            select d.day, false, d.xmin::text::bigint, {Column("d." + first)}, {Column(second is null ? null : "d." + second)} from insights.day d left join k on not k.whole and k.begins = d.day and k.version = d.xmin::text::bigint
            where d.tenant_id = $1 and d.department = $2 and d.day between $3 and $4 and date_trunc('month', d.day)::date not in (select month from made)
            """;
        Values =
        [
            tenant.Value, department, span.From, span.To, DayFigures.Everyone, begin, end,
            known.Select(k => k.Key.From).ToArray(), known.Select(k => k.Key.Month).ToArray(), known.Select(k => k.Part.Version).ToArray(),
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
            var (begins, month) = (rows.GetFieldValue<DateOnly>(0), rows.GetBoolean(1));
            if (await rows.IsDBNullAsync(3, ct))
            {
                var known = _known[(begins, month)];
                yield return new SpanPart(begins, known.First, known.Second);
                continue;
            }

            var part = new PartCache.Part(rows.GetInt64(2), rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4));
            _cache.Keep(new PartCache.PartKey(_tenant, _department, _columns, begins, month), part);
            yield return new SpanPart(begins, part.First, part.Second);
        }
    }
}
