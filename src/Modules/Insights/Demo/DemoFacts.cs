using System.Globalization;
using System.Runtime.CompilerServices;
using Huitang.Identity.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Huitang.Insights.Demo;

/// <summary>Facts of the demo company: its meetings taken over from the meetings' own record, sign-ins, shares and the number of accounts invented to go with them.</summary>
internal sealed class DemoFacts(IServiceScopeFactory scopes, IEnterprises enterprises, FactReplay replay, Rollups rollups, Upkeep upkeep, Clocks clocks, NpgsqlDataSource data, TimeProvider time) : IDemoData
{
    private const int Days = 32;

    public int Order => 30;

    public async IAsyncEnumerable<string> SeedAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (await enterprises.DefaultAsync(ct) is not { CorpId: DemoEnterprise.CorpId } demo) yield break;
        var clock = await clocks.OfAsync(demo.Id, ct);
        var today = clock.DayOf(time.GetUtcNow());
        await upkeep.CutAnewAsync(demo.Id, clock, ct);
        var (gaps, _) = await replay.RunAsync(demo.Id, clock.StartOf(today.AddDays(-Days)), time.GetUtcNow().AddMinutes(-2), repair: true, ct);
        if (await AnyMomentAsync(demo.Id, ct))
        {
            await rollups.CatchUpAsync(ct);
            yield break;
        }

        await MomentsAsync(demo.Id, ct);
        await CensusAsync(demo.Id, today, ct);
        await rollups.CatchUpAsync(ct);
        yield return string.Format(CultureInfo.CurrentCulture, Texts.demo_made, gaps.Count);
    }

    private async Task<bool> AnyMomentAsync(TenantId tenant, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select exists (select 1 from insights.moment where tenant_id = $1)");
        command.Parameters.AddWithValue(tenant.Value);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Whoever was in a meeting had signed in that day, and somebody shared in every other meeting. Ids are made from those of the facts, so that they are the same each time.</summary>
    private async Task MomentsAsync(TenantId tenant, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            insert into insights.moment(tenant_id, id, kind, room_id, ordinal, path, at, day, written_at)
            select tenant_id, md5(min(id::text) || 'sign-in')::uuid, 1, null, ordinal, min(path), min(joined_at) - make_interval(mins => 4 + (ordinal * 7) % 50), min(first_day), $2
            from insights.stay where tenant_id = $1 and ordinal is not null group by tenant_id, ordinal, first_day
            union all
            select r.tenant_id, md5(r.id::text || 'share')::uuid, 2, r.id, r.creator, r.path, r.opened_at + (r.closed_at - r.opened_at) * 0.2, r.day, $2
            from insights.room r where r.tenant_id = $1 and r.closed_at is not null and ('x' || substr(md5(r.id::text), 1, 4))::bit(16)::int % 100 < 62
            on conflict do nothing
            """);
        command.Parameters.AddWithValue(tenant.Value);
        command.Parameters.AddWithValue(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        // A sign-in before midnight belongs to the day before.
        var clock = await clocks.OfAsync(tenant, ct);
        await using var days = data.CreateCommand("update insights.moment set day = (at at time zone $2)::date where tenant_id = $1");
        days.Parameters.AddWithValue(tenant.Value);
        days.Parameters.AddWithValue(clock.Zone);
        await days.ExecuteNonQueryAsync(ct);
        await using var mark = data.CreateCommand("insert into insights.dirty(tenant_id, day, at) select distinct tenant_id, day, $2::timestamptz from insights.moment where tenant_id = $1");
        mark.Parameters.AddWithValue(tenant.Value);
        mark.Parameters.AddWithValue(time.GetUtcNow());
        await mark.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The company grew a little over the month.</summary>
    private async Task CensusAsync(TenantId tenant, DateOnly today, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        var people = await scope.ServiceProvider.GetRequiredService<IRoster>().ReadAsync(ct);
        var paths = PathBook.Paths(await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(ct));
        for (var back = Days; back >= 1; back--)
        {
            var late = people.Where(p => p.Ordinal % 13 != 5 || p.Ordinal % 32 >= back).ToList();
            var states = late.Select(p => new RosterCount(p.Department, p.Status == RosterStatus.Enabled && p.Ordinal % 9 == 4 && p.Ordinal % 32 < back ? RosterStatus.NotActivated : p.Status, 1));
            await upkeep.WriteCensusAsync(tenant, today.AddDays(-back), Upkeep.Census(states, paths), ct);
        }

        await upkeep.CountPeopleAsync(tenant, today, ct);
    }
}
