using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Rollup;

/// <summary>
/// Rolls days up. A day is computed whole from its facts and put in the place of what was there, in the transaction that takes its marks away: done twice, or broken
/// off in the middle, it comes to the same. One process at a time rolls up an enterprise.
/// </summary>
internal sealed class Rollups(NpgsqlDataSource data, Clocks clocks, RollupSignal signal, TimeProvider time)
{
    private const int LockSpace = 740_114;

    private readonly Dictionary<(TenantId, DateOnly), DateTimeOffset> _notBefore = [];

    /// <summary>Rolls up one marked day, the latest first. False when there was none, or all were rolled up a moment ago.</summary>
    public async Task<bool> StepAsync(CancellationToken ct)
    {
        foreach (var (tenant, day) in await MarkedAsync(ct))
        {
            if (_notBefore.TryGetValue((tenant, day), out var pause) && pause > time.GetUtcNow()) continue;
            var began = time.GetUtcNow();
            if (!await RollUpAsync(tenant, day, ct)) continue;
            var took = time.GetUtcNow() - began;
            // A day that takes long to compute is computed less often, so that the open day of a large enterprise takes a tenth of a core at most.
            if (_notBefore.Count > 1000) _notBefore.Clear();
            _notBefore[(tenant, day)] = time.GetUtcNow() + TimeSpan.FromTicks(Math.Min(took.Ticks * 4, TimeSpan.TicksPerSecond * 10));
            signal.Tell(tenant);
            return true;
        }

        return false;
    }

    /// <summary>Rolls up everything that is marked: after facts came in bulk, and in tests.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        foreach (var (tenant, day) in await MarkedAsync(ct)) await RollUpAsync(tenant, day, ct);
        foreach (var tenant in (await MonthsMissingAsync(ct)).Distinct()) signal.Tell(tenant);
    }

    /// <summary>Rolls a day up. False when another process is at it.</summary>
    public async Task<bool> RollUpAsync(TenantId tenant, DateOnly day, CancellationToken ct)
    {
        var clock = await clocks.OfAsync(tenant, ct);
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var take = Command(connection, "select pg_try_advisory_xact_lock($1, $2)", LockSpace, tenant.Value))
        {
            if (!(bool)(await take.ExecuteScalarAsync(ct))!) return false;
        }

        long[] marks;
        await using (var list = Command(connection, "select coalesce(array_agg(id), '{}') from insights.dirty where tenant_id = $1 and day = $2", tenant.Value, day)) marks = (long[])(await list.ExecuteScalarAsync(ct))!;
        var facts = await new FactReader().ReadAsync(connection, tenant, day, clock, ct);
        await RollupStore.WriteAsync(connection, tenant, day, DayRollup.Compute(facts), time.GetUtcNow(), ct);
        await RollupStore.WriteRoomsAsync(connection, tenant, DayRollup.Rooms(facts), ct);
        await using (var unmark = Command(connection, "delete from insights.dirty where id = any($1)", marks)) await unmark.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Makes the people of months that are over and have none: their days were rolled up since. Answers whose.</summary>
    public async Task<IReadOnlyList<TenantId>> MonthsMissingAsync(CancellationToken ct)
    {
        var missing = new List<(TenantId Tenant, DateOnly Month)>();
        await using var connection = await data.OpenConnectionAsync(ct);
        await using (var list = Command(connection, """
            select x.tenant_id, x.month from (select distinct tenant_id, date_trunc('month', day)::date as month from insights.day where department = $1) x
            where not exists (select 1 from insights.month m where m.tenant_id = x.tenant_id and m.department = $1 and m.month = x.month) order by 1, 2
            """, DayFigures.Everyone))
        await using (var rows = await list.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct)) missing.Add((new TenantId(rows.GetInt32(0)), rows.GetFieldValue<DateOnly>(1)));
        }

        var made = new List<TenantId>();
        foreach (var (tenant, month) in missing)
        {
            if (RollupStore.MonthOf((await clocks.OfAsync(tenant, ct)).DayOf(time.GetUtcNow())) <= month) continue;
            await MakeMonthAsync(connection, tenant, month, ct);
            made.Add(tenant);
        }

        return made;
    }

    private async Task MakeMonthAsync(NpgsqlConnection connection, TenantId tenant, DateOnly month, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var take = Command(connection, "select pg_advisory_xact_lock($1, $2)", LockSpace, tenant.Value)) await take.ExecuteNonQueryAsync(ct);
        var clock = await clocks.OfAsync(tenant, ct);
        var made = new List<MonthOfPeople>();
        // One department after the other: what is kept of each is a few bytes, what it takes to add its days up is not.
        await using (var days = Command(connection, "select department, day, user_set, active_set, vector from insights.day where tenant_id = $1 and day >= $2 and day < $3 order by department", tenant.Value, month, month.AddMonths(1)))
        await using (var rows = await days.ExecuteReaderAsync(ct))
        {
            var (department, users, active, sums) = ((Guid?)null, new UserSet(), new UserSet(), new UserTotals());
            while (await rows.ReadAsync(ct))
            {
                if (rows.GetGuid(0) != department)
                {
                    Keep();
                    (department, users, active, sums) = (rows.GetGuid(0), new UserSet(), new UserSet(), new UserTotals());
                }

                users.Add(rows.GetFieldValue<byte[]>(2));
                active.Add(rows.GetFieldValue<byte[]>(3));
                sums.Add(rows.GetFieldValue<byte[]>(4), Shift(clock, month, rows.GetFieldValue<DateOnly>(1)));
            }

            Keep();

            void Keep()
            {
                if (department is { } done) made.Add(new MonthOfPeople(done, users.Count, active.Count, users.ToBytes(), active.ToBytes(), UserVector.Write(sums.People)));
            }
        }

        await using (var clear = Command(connection, "delete from insights.month where tenant_id = $1 and month = $2", tenant.Value, month)) await clear.ExecuteNonQueryAsync(ct);
        await using (var copy = await connection.BeginBinaryImportAsync("copy insights.month(tenant_id, month, department, users, active, user_set, active_set, vector) from stdin (format binary)", ct))
        {
            foreach (var m in made)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(tenant.Value, ct);
                await copy.WriteAsync(month, ct);
                await copy.WriteAsync(m.Department, ct);
                await copy.WriteAsync(m.Users, ct);
                await copy.WriteAsync(m.Active, ct);
                foreach (var bytes in new[] { m.UserSet, m.ActiveSet, m.Vector }) await copy.WriteAsync(bytes, ct);
            }

            await copy.CompleteAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private readonly record struct MonthOfPeople(Guid Department, int Users, int Active, byte[] UserSet, byte[] ActiveSet, byte[] Vector);

    /// <summary>Seconds between the beginnings of two days.</summary>
    public static int Shift(DayClock clock, DateOnly from, DateOnly to) => (int)(clock.StartOf(to) - clock.StartOf(from)).TotalSeconds;

    private async Task<List<(TenantId Tenant, DateOnly Day)>> MarkedAsync(CancellationToken ct)
    {
        var days = new List<(TenantId, DateOnly)>();
        await using var command = data.CreateCommand("select tenant_id, day from insights.dirty group by 1, 2 order by 2 desc");
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) days.Add((new TenantId(rows.GetInt32(0)), rows.GetFieldValue<DateOnly>(1)));
        return days;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return command;
    }
}
