using System.Globalization;
using DuckDB.NET.Data;
using Huitang.Insights.Domain;
using Npgsql;

namespace Huitang.Bench.Scenarios.Insights;

/// <summary>The same figures by plain SQL over all rows, in PostgreSQL and in DuckDB: what the figures of pages are held against, and the baseline of their time.</summary>
/// <param name="data">The product's database.</param>
/// <param name="duck">The same year in DuckDB.</param>
/// <param name="tenant">Enterprise.</param>
/// <param name="clock">The enterprise's clock.</param>
internal sealed class RawFigures(NpgsqlDataSource data, DuckDBConnection duck, int tenant, DayClock clock)
{
    /// <summary>What is compared. The last three are sums over everybody's own figures, each weighed by a small number of the person, so that an exchange of two people is found.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "meetings", "attendances", "guests", "attendances by Android", "meetings of 30 to 60 minutes", "meetings of 11 to 50 people", "microseconds in meetings", "distinct people", "distinct active people", "meetings started",
        "sign-ins", "shares", "most people at once", "meetings attended, by person", "microseconds, by person", "meetings started, by person",
    ];

    /// <summary>The paths a department covers; null for all.</summary>
    public async Task<int[]?> PathsAsync(Guid? department, CancellationToken ct)
    {
        if (department is null) return null;
        await using var command = data.CreateCommand("select coalesce(array_agg(id), '{}') from insights.path where tenant_id = $1 and $2 = any(departments)");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(department.Value);
        return (int[])(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>By PostgreSQL.</summary>
    public async Task<long[]> PostgresAsync(Period span, int[]? paths, CancellationToken ct)
    {
        string Only(string column) => paths is null ? "" : $"and {column} = any($6)";
        await using var command = data.CreateCommand($"""
            with mine as materialized (
              select s.room_id, s.person, s.guest, s.ordinal, s.device from insights.room r join insights.stay s on s.tenant_id = r.tenant_id and s.room_id = r.id
              where r.tenant_id = $1 and r.day between $2 and $3 {Only("s.path")}),
            rooms as materialized (
              select r.id, r.creator, r.path, extract(epoch from r.closed_at - r.opened_at) as seconds,
                (select count(distinct person) from insights.stay s where s.tenant_id = r.tenant_id and s.room_id = r.id) as people
              from insights.room r where r.tenant_id = $1 and r.day between $2 and $3 and r.id in (select room_id from mine)),
            inside as materialized (
              select ordinal, greatest(joined_at, $4) as f, least(left_at, $5) as t from insights.stay s where tenant_id = $1 and first_day <= $3 and last_day >= $2 {Only("s.path")}),
            moments as materialized (select kind, ordinal from insights.moment s where tenant_id = $1 and day between $2 and $3 {Only("s.path")}),
            steps as (select f as tick, 1 as step from inside where t > f union all select t, -1 from inside where t > f),
            began as (select creator as ordinal, count(*) as n from insights.room r where tenant_id = $1 and day between $2 and $3 {Only("r.path")} group by 1)
            select (select count(*) from rooms),
              (select count(*) from (select distinct room_id, person from mine) x),
              (select count(*) from (select distinct room_id, person from mine where guest) x),
              (select count(*) from (select distinct room_id, person from mine where device = 3) x),
              (select count(*) from rooms where seconds >= 1800 and seconds < 3600),
              (select count(*) from rooms where people between 11 and 50),
              (select coalesce(sum(extract(epoch from t - f) * 1000000), 0)::bigint from inside where t > f),
              (select count(distinct ordinal) from inside),
              (select count(*) from (select ordinal from inside where ordinal is not null union select ordinal from moments where kind = 1) x),
              (select coalesce(sum(n), 0)::bigint from began),
              (select count(*) from moments where kind = 1), (select count(*) from moments where kind = 2),
              (select coalesce(max(n), 0)::bigint from (select sum(step) over (order by tick, step rows unbounded preceding) as n from steps) x),
              (select coalesce(sum(n * (ordinal % 1009)), 0)::bigint from (select ordinal, count(distinct room_id) as n from mine where ordinal is not null group by 1) x),
              (select coalesce(sum(extract(epoch from t - f) * 1000000 * (ordinal % 1009)), 0)::bigint from inside where t > f and ordinal is not null),
              (select coalesce(sum(n * (ordinal % 1009)), 0)::bigint from began)
            """);
        command.CommandTimeout = 0;
        foreach (var value in new object[] { tenant, span.From, span.To, clock.StartOf(span.From).UtcDateTime, clock.StartOf(span.To.AddDays(1)).UtcDateTime }) command.Parameters.AddWithValue(value);
        if (paths is not null) command.Parameters.AddWithValue(paths);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return [.. Names.Select((_, i) => row.GetInt64(i))];
    }

    /// <summary>By DuckDB.</summary>
    public long[] Duck(Period span, int[]? paths)
    {
        string Only(string column) => paths is null ? "" : $"and {column} in ({(paths.Length == 0 ? "-1" : string.Join(',', paths))})";
        var (a, b) = (span.From.DayNumber, span.To.DayNumber);
        var (from, to) = (clock.StartOf(span.From).ToUnixTimeMilliseconds() * 1000, clock.StartOf(span.To.AddDays(1)).ToUnixTimeMilliseconds() * 1000);
        using var command = duck.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
            with mine as materialized (select s.room, s.person, s.device from stay s join room r on r.n = s.room where r.day between {a} and {b} {Only("s.path")}),
            rooms as materialized (select n, (closed - opened) / 1000000.0 as seconds from room where n in (select room from mine)),
            sizes as (select s.room, count(distinct s.person) as people from stay s where s.room in (select n from rooms) group by 1),
            inside as materialized (select person, greatest(joined, {from}) as f, least(left_at, {to}) as t from stay where first_day <= {b} and last_day >= {a} {Only("path")}),
            moments as materialized (select kind, who from moment where day between {a} and {b} {Only("path")}),
            steps as (select f as tick, 1 as step from inside where t > f union all select t, -1 from inside where t > f),
            began as materialized (select creator, count(*) as n from room where day between {a} and {b} {Only("path")} group by 1)
            select (select count(*) from rooms)::bigint,
              (select count(*) from (select distinct room, person from mine))::bigint,
              (select count(*) from (select distinct room, person from mine where person < 0))::bigint,
              (select count(*) from (select distinct room, person from mine where device = 3))::bigint,
              (select count(*) from rooms where seconds >= 1800 and seconds < 3600)::bigint,
              (select count(*) from sizes where people between 11 and 50)::bigint,
              (select coalesce(sum(t - f), 0) from inside where t > f)::bigint,
              (select count(distinct person) from inside where person > 0)::bigint,
              (select count(*) from (select person from inside where person > 0 union select who from moments where kind = 1))::bigint,
              (select coalesce(sum(n), 0) from began)::bigint,
              (select count(*) from moments where kind = 1)::bigint, (select count(*) from moments where kind = 2)::bigint,
              (select coalesce(max(n), 0) from (select sum(step) over (order by tick, step rows unbounded preceding) as n from steps))::bigint,
              (select coalesce(sum(n * (person % 1009)), 0) from (select person, count(distinct room) as n from mine where person > 0 group by 1))::bigint,
              (select coalesce(sum((t - f) * (person % 1009)), 0) from inside where t > f and person > 0)::bigint,
              (select coalesce(sum(n * (creator % 1009)), 0) from began)::bigint
            """);
        using var row = command.ExecuteReader();
        row.Read();
        return [.. Names.Select((_, i) => row.GetInt64(i))];
    }
}
