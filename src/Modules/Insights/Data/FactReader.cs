using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>Reads what the figures of a day are made of.</summary>
internal sealed class FactReader
{
    private readonly Dictionary<int, Guid[]> _paths = new() { [0] = [] };

    public async Task<DayFacts> ReadAsync(NpgsqlConnection connection, TenantId tenant, DateOnly day, DayClock clock, CancellationToken ct)
    {
        var rooms = await ListAsync(connection, """
            select id, day, type, creator, path, opened_at, closed_at from insights.room where tenant_id = $1 and day = $2
            union all
            select id, day, type, creator, path, opened_at, closed_at from insights.room where tenant_id = $1 and (last_day is null or last_day > day) and day < $2 and (last_day is null or last_day >= $2)
            """, r => new RoomFact(r.GetGuid(0), r.GetFieldValue<DateOnly>(1), r.GetInt16(2), Int(r, 3), r.GetInt32(4), r.GetFieldValue<DateTimeOffset>(5), At(r, 6)), tenant, day, ct);
        const string stay = "s.room_id, s.person, s.guest, s.ordinal, s.path, s.device, s.first_day, s.last_day, s.joined_at, s.left_at, s.id";
        var stays = await ListAsync(connection, $"""
            select {stay} from insights.stay s where tenant_id = $1 and first_day = $2
            union all
            select {stay} from insights.room r join insights.stay s on s.tenant_id = r.tenant_id and s.room_id = r.id where r.tenant_id = $1 and r.day = $2 and s.first_day <> $2
            union all
            select {stay} from insights.stay s where tenant_id = $1 and (last_day is null or last_day > first_day) and first_day < $2 and (last_day is null or last_day >= $2)
              and not exists (select 1 from insights.room r where r.tenant_id = s.tenant_id and r.id = s.room_id and r.day = $2)
            """, r => new StayFact(r.GetGuid(0), r.GetGuid(1), r.GetBoolean(2), Int(r, 3), r.GetInt32(4), r.GetInt16(5), r.GetFieldValue<DateOnly>(6), r.IsDBNull(7) ? null : r.GetFieldValue<DateOnly>(7), r.GetFieldValue<DateTimeOffset>(8), At(r, 9)), tenant, day, ct);
        var moments = await ListAsync(connection, "select kind, ordinal, path, at from insights.moment where tenant_id = $1 and day = $2",
            r => (Kind: (MomentKind)r.GetInt16(0), Fact: new MomentFact(Int(r, 1), r.GetInt32(2), r.GetFieldValue<DateTimeOffset>(3))), tenant, day, ct);
        var paths = rooms.Select(r => r.Path).Concat(stays.Select(s => s.Path)).Concat(moments.Select(m => m.Fact.Path)).Distinct().Where(p => !_paths.ContainsKey(p)).ToArray();
        if (paths.Length > 0) await LearnAsync(connection, paths, ct);
        return new DayFacts(
            day, clock.StartOf(day), clock.StartOf(day.AddDays(1)), rooms, stays, [.. moments.Where(m => m.Kind == MomentKind.Share).Select(m => m.Fact)], [.. moments.Where(m => m.Kind == MomentKind.SignIn).Select(m => m.Fact)], _paths);
    }

    private async Task LearnAsync(NpgsqlConnection connection, int[] numbers, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select id, departments from insights.path where id = any($1)", connection);
        command.Parameters.AddWithValue(numbers);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) _paths[rows.GetInt32(0)] = rows.GetFieldValue<Guid[]>(1);
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, TenantId tenant, DateOnly day, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(tenant.Value);
        command.Parameters.AddWithValue(day);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var list = new List<T>();
        while (await rows.ReadAsync(ct)) list.Add(read(rows));
        return list;
    }

    private static int? Int(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    private static DateTimeOffset? At(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
