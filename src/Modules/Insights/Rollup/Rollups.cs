using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Rollup;

/// <summary>
/// Rolls days up. A day is computed whole from its facts and put in the place of what was there, in the transaction that takes its marks away: done twice, or broken
/// off in the middle, it comes to the same. Where all marks say whose figures they concern, only those are computed and put in place. One process at a time rolls up
/// an enterprise.
/// </summary>
internal sealed class Rollups(NpgsqlDataSource data, Clocks clocks, LongSpans spans, RollupSignal signal, TimeProvider time)
{
    /// <summary>First key of the lock an enterprise's figures are written under; the second is its number.</summary>
    internal const int LockSpace = 740_114;

    private readonly Dictionary<(TenantId, DateOnly), DateTimeOffset> _notBefore = [];

    /// <summary>Rolls up one marked day, the latest first. False when there was none, or all were rolled up a moment ago.</summary>
    public async Task<bool> StepAsync(CancellationToken ct)
    {
        foreach (var (tenant, day) in await MarkedAsync(ct))
        {
            if (_notBefore.TryGetValue((tenant, day), out var pause) && pause > time.GetUtcNow()) continue;
            var began = time.GetUtcNow();
            if (!await RollUpAsync(tenant, day, whole: false, ct)) continue;
            var took = time.GetUtcNow() - began;
            // A day that takes long to compute is computed less often, so that the open day of a large enterprise takes a quarter of a core at most; one of 40,000 participations still shows within two seconds.
            if (_notBefore.Count > 1000) _notBefore.Clear();
            _notBefore[(tenant, day)] = time.GetUtcNow() + TimeSpan.FromTicks(Math.Min(took.Ticks * 3, TimeSpan.TicksPerSecond * 10));
            signal.Tell(tenant);
            return true;
        }

        return false;
    }

    /// <summary>Rolls up everything that is marked: after facts came in bulk, and in tests.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        foreach (var (tenant, day) in await MarkedAsync(ct)) await RollUpAsync(tenant, day, whole: false, ct);
        foreach (var tenant in await spans.MakeMissingAsync(ct)) signal.Tell(tenant);
    }

    /// <summary>Rolls a day up. False when another process is at it.</summary>
    /// <param name="tenant">Enterprise.</param>
    /// <param name="day">Day.</param>
    /// <param name="whole">Every department, whatever the marks say.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<bool> RollUpAsync(TenantId tenant, DateOnly day, bool whole, CancellationToken ct)
    {
        var clock = await clocks.OfAsync(tenant, ct);
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var take = Command(connection, "select pg_try_advisory_xact_lock($1, $2)", LockSpace, tenant.Value))
        {
            if (!(bool)(await take.ExecuteScalarAsync(ct))!) return false;
        }

        var (marks, rooms, paths, narrow) = (new List<long>(), new HashSet<Guid>(), new HashSet<int>(), !whole);
        // A day that was never rolled up has no departments to leave as they are.
        await using (var list = Command(connection, "select id, room_id, path, exists (select 1 from insights.day where tenant_id = $1 and day = $2 and department = $3) from insights.dirty where tenant_id = $1 and day = $2", tenant.Value, day, DayFigures.Everyone))
        await using (var rows = await list.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
            {
                marks.Add(rows.GetInt64(0));
                if (!await rows.IsDBNullAsync(1, ct)) rooms.Add(rows.GetGuid(1));
                else if (!await rows.IsDBNullAsync(2, ct)) paths.Add(rows.GetInt32(2));
                else narrow = false;
                narrow &= rows.GetBoolean(3);
            }
        }

        narrow &= marks.Count > 0;
        // Marks are read before facts: what is written in between is still marked afterwards.
        var facts = await new FactReader().ReadAsync(connection, tenant, day, clock, ct);
        var only = narrow ? DayRollup.Concerned(facts, rooms, paths) : null;
        await RollupStore.WriteAsync(connection, tenant, day, DayRollup.Compute(facts, only), only, time.GetUtcNow(), ct);
        await RollupStore.WriteRoomsAsync(connection, tenant, DayRollup.Rooms(facts, narrow ? rooms : null), ct);
        await using (var unmark = Command(connection, "delete from insights.dirty where id = any($1)", marks)) await unmark.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

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

    /// <summary>A statement with its parameters.</summary>
    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return command;
    }
}
