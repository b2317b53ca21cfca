using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Huitang.Insights.Rollup;

/// <summary>What is due by the clock: counting the people, beginning a new day, months that are over, a change of zone, the nightly comparison.</summary>
internal sealed class Upkeep(NpgsqlDataSource data, Clocks clocks, LongSpans spans, IServiceScopeFactory scopes, IReconciliation reconciliation, TimeProvider time)
{
    private readonly Dictionary<TenantId, DateOnly> _compared = [];

    /// <summary>Does what is due; called about once a minute in every process, and harmless when several do it.</summary>
    public async Task TendAsync(CancellationToken ct)
    {
        foreach (var tenant in await TenantsAsync(ct))
        {
            var clock = await clocks.OfAsync(tenant, ct);
            await CutAnewAsync(tenant, clock, ct);
            var today = clock.DayOf(time.GetUtcNow());
            await CountPeopleAsync(tenant, today, ct);
            // Meetings that run over midnight reach into a day of which nobody has told yet.
            await ExecuteAsync("insert into insights.dirty(tenant_id, day, at) select $1, $2, $3 where not exists (select 1 from insights.day where tenant_id = $1 and day = $2 and department = $4) and exists (select 1 from insights.room where tenant_id = $1)", ct, tenant.Value, today, time.GetUtcNow(), DayFigures.Everyone);
            if (clock.Reading(time.GetUtcNow()).Hour < 2 || (_compared.TryGetValue(tenant, out var last) && last == today)) continue;
            _compared[tenant] = today;
            await reconciliation.RunAsync(tenant, today.AddDays(-2), today.AddDays(-1), repair: false, ct);
        }

        await spans.MakeMissingAsync(ct);
        await ExecuteAsync("delete from insights.node_sample where at < $1", ct, time.GetUtcNow().AddDays(-30));
    }

    /// <summary>Counts accounts by department, for today's end.</summary>
    public async Task CountPeopleAsync(TenantId tenant, DateOnly day, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        var counts = await scope.ServiceProvider.GetRequiredService<IRoster>().CountAsync(ct);
        var paths = PathBook.Paths(await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(ct));
        await WriteCensusAsync(tenant, day, Census(counts, paths), ct);
    }

    /// <summary>Accounts and activated ones by department with all below it; zeros stand for the enterprise.</summary>
    public static Dictionary<Guid, (int Headcount, int Activated)> Census(IEnumerable<RosterCount> counts, IReadOnlyDictionary<Guid, Guid[]> paths)
    {
        var census = new Dictionary<Guid, (int Headcount, int Activated)> { [DayFigures.Everyone] = default };
        foreach (var part in counts.Where(p => p.Status != RosterStatus.Deleted))
        {
            var path = part.Department is { } d ? paths.GetValueOrDefault(d.Value) ?? [] : [];
            foreach (var department in path.Prepend(DayFigures.Everyone))
            {
                var (count, activated) = census.GetValueOrDefault(department);
                census[department] = (count + part.People, activated + (part.Status == RosterStatus.NotActivated ? 0 : part.People));
            }
        }

        return census;
    }

    /// <summary>Keeps a count.</summary>
    public Task WriteCensusAsync(TenantId tenant, DateOnly day, IReadOnlyDictionary<Guid, (int Headcount, int Activated)> census, CancellationToken ct) => ExecuteAsync("""
        insert into insights.census(tenant_id, department, day, headcount, activated) select $1, c.d, $2, c.h, c.a from unnest($3::uuid[], $4::int[], $5::int[]) c(d, h, a)
        on conflict (tenant_id, department, day) do update set headcount = excluded.headcount, activated = excluded.activated
        where (census.headcount, census.activated) is distinct from (excluded.headcount, excluded.activated)
        """, ct, tenant.Value, day, census.Keys.ToArray(), census.Values.Select(c => c.Headcount).ToArray(), census.Values.Select(c => c.Activated).ToArray());

    /// <summary>After a change of zone every fact gets its day anew, and every day is rolled up.</summary>
    public async Task CutAnewAsync(TenantId tenant, DayClock clock, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var take = new NpgsqlCommand("""
            insert into insights.zone(tenant_id, zone) values ($1, $2) on conflict (tenant_id) do update set zone = excluded.zone where zone.zone <> excluded.zone
            returning (xmax <> 0)
            """, connection) { Parameters = { new() { Value = tenant.Value }, new() { Value = clock.Zone } } };
        if (await take.ExecuteScalarAsync(ct) is not true)
        {
            await transaction.CommitAsync(ct);
            return;
        }

        await using var cut = new NpgsqlBatch(connection, transaction);
        foreach (var sql in new[]
        {
            "update insights.room set day = (opened_at at time zone $2)::date, last_day = case when closed_at is not null then (greatest(opened_at, closed_at - interval '1 microsecond') at time zone $2)::date end where tenant_id = $1",
            "update insights.stay set first_day = (joined_at at time zone $2)::date, last_day = case when left_at is not null then (greatest(joined_at, left_at - interval '1 microsecond') at time zone $2)::date end where tenant_id = $1",
            "update insights.moment set day = (at at time zone $2)::date where tenant_id = $1",
            "delete from insights.day where tenant_id = $1", "delete from insights.hour where tenant_id = $1", "delete from insights.span where tenant_id = $1",
            """
            insert into insights.dirty(tenant_id, day, at)
            select $1, d, now() from (select day from insights.room where tenant_id = $1 union select first_day from insights.stay where tenant_id = $1 union select last_day from insights.stay where tenant_id = $1
              union select day from insights.moment where tenant_id = $1) x(d) where d is not null
            """,
        })
        {
            var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = tenant.Value } } };
            if (sql.Contains("$2", StringComparison.Ordinal)) command.Parameters.Add(new NpgsqlParameter { Value = clock.Zone });
            cut.BatchCommands.Add(command);
        }

        await cut.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<List<TenantId>> TenantsAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var tenants = (await reconciliation.TenantsAsync(ct)).ToList();
        if (await scope.ServiceProvider.GetRequiredService<IEnterprises>().DefaultAsync(ct) is { } first && !tenants.Contains(first.Id)) tenants.Add(first.Id);
        return tenants;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = data.CreateCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(ct);
    }
}
