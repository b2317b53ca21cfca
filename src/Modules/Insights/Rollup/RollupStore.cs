using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Insights.Rollup;

/// <summary>The tables of figures.</summary>
internal static class RollupStore
{
    private const string Columns =
        "department, meetings, started, attendances, guest_attendances, persons, persons_internal, persons_external, micros, shares, sign_ins, users, active, peak_meetings, peak_people, by_duration, by_size, by_type, by_device, user_set, active_set, vector, course";

    /// <summary>Puts the figures of a day in the place of those there were, within the connection's transaction: a meeting that ends changes a few departments of thousands, and only those are written.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="tenant">Enterprise.</param>
    /// <param name="day">Day.</param>
    /// <param name="computed">Its figures.</param>
    /// <param name="only">The departments they were computed for beside the enterprise; null for all. Others stay as they are.</param>
    /// <param name="now">When they were computed.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task WriteAsync(NpgsqlConnection connection, TenantId tenant, DateOnly day, IReadOnlyDictionary<Guid, DayFigures> computed, IReadOnlySet<Guid>? only, DateTimeOffset now, CancellationToken ct)
    {
        var (stored, hoursStored, _) = await ReadAsync(connection, tenant, day, ct, only is null ? null : [DayFigures.Everyone, .. only]);
        // The enterprise's is always written: it says when the day was rolled up last.
        var figures = computed.Where(c => c.Key == DayFigures.Everyone || !(stored.TryGetValue(c.Key, out var s) && c.Value.Same(s) && Hours(c.Value).SequenceEqual(hoursStored.GetValueOrDefault(c.Key) ?? []))).ToList();
        var old = figures.Select(f => f.Key).Concat(stored.Keys.Where(d => !computed.ContainsKey(d))).ToArray();
        await using (var clear = new NpgsqlBatch(connection))
        {
            foreach (var sql in new[] { "delete from insights.day where tenant_id = $1 and day = $2 and department = any($3)", "delete from insights.hour where tenant_id = $1 and day = $2 and department = any($3)" })
                clear.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = tenant.Value }, new() { Value = day }, new() { Value = old } } });
            foreach (var span in LongSpan.Holding(day))
                clear.BatchCommands.Add(new NpgsqlBatchCommand("delete from insights.span where tenant_id = $1 and first = $2 and last = $3") { Parameters = { new() { Value = tenant.Value }, new() { Value = span.From }, new() { Value = span.To } } });

            await clear.ExecuteNonQueryAsync(ct);
        }

        await using (var copy = await connection.BeginBinaryImportAsync($"copy insights.day(tenant_id, day, rolled_at, {Columns}) from stdin (format binary)", ct))
        {
            foreach (var (department, f) in figures)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(tenant.Value, ct);
                await copy.WriteAsync(day, ct);
                await copy.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(department, ct);
                foreach (var number in new[] { f.Meetings, f.Started, f.Attendances, f.GuestAttendances, f.Persons, f.PersonsInternal, f.PersonsExternal }) await copy.WriteAsync(number, ct);
                await copy.WriteAsync(f.Micros, ct);
                foreach (var number in new[] { f.Shares, f.SignIns, f.Users, f.Active, f.PeakMeetings, f.PeakPeople }) await copy.WriteAsync(number, ct);
                foreach (var classes in new[] { f.ByDuration, f.BySize, f.ByType, f.ByDevice }) await copy.WriteAsync(classes, ct);
                foreach (var bytes in new[] { f.UserSet, f.ActiveSet, f.Vector }) await copy.WriteAsync(bytes, ct);
                if (f.Course is { } course) await copy.WriteAsync(course.ToBytes(), ct);
                else await copy.WriteNullAsync(ct);
            }

            await copy.CompleteAsync(ct);
        }

        await using var hours = await connection.BeginBinaryImportAsync("copy insights.hour(tenant_id, day, department, hour, meetings, joins, shares, micros, peak_meetings, peak_people) from stdin (format binary)", ct);
        foreach (var (department, f) in figures)
        {
            foreach (var hour in Hours(f))
            {
                await hours.StartRowAsync(ct);
                await hours.WriteAsync(tenant.Value, ct);
                await hours.WriteAsync(day, ct);
                await hours.WriteAsync(department, ct);
                await hours.WriteAsync((short)hour.Hour, ct);
                foreach (var number in new[] { hour.Meetings, hour.Joins, hour.Shares }) await hours.WriteAsync(number, ct);
                await hours.WriteAsync(hour.Micros, ct);
                await hours.WriteAsync(hour.PeakMeetings, ct);
                await hours.WriteAsync(hour.PeakPeople, ct);
            }
        }

        await hours.CompleteAsync(ct);
    }

    /// <summary>Notes with media rooms what they come to, where that has changed.</summary>
    public static async Task WriteRoomsAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<RoomSums> rooms, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            update insights.room r set people = x.people, micros = x.micros, guests = x.guests, devices = x.devices
            from unnest($2::uuid[], $3::int[], $4::bigint[], $5::bool[], $6::int[]) x(id, people, micros, guests, devices)
            where r.tenant_id = $1 and r.id = x.id and (r.people, r.micros, r.guests, r.devices) is distinct from (x.people, x.micros, x.guests, x.devices)
            """, connection);
        command.Parameters.AddWithValue(tenant.Value);
        foreach (var column in new object[] { rooms.Select(r => r.Room).ToArray(), rooms.Select(r => r.People).ToArray(), rooms.Select(r => r.Micros).ToArray(), rooms.Select(r => r.Guests).ToArray(), rooms.Select(r => r.Devices).ToArray() })
            command.Parameters.AddWithValue(column);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What is noted with the media rooms that opened on a day.</summary>
    public static async Task<IReadOnlyList<RoomSums>> ReadRoomsAsync(NpgsqlConnection connection, TenantId tenant, DateOnly day, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select id, people, micros, guests, devices from insights.room where tenant_id = $1 and day = $2", connection) { Parameters = { new() { Value = tenant.Value }, new() { Value = day } } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        var sums = new List<RoomSums>();
        while (await rows.ReadAsync(ct)) sums.Add(new RoomSums(rows.GetGuid(0), rows.GetInt32(1), rows.GetInt64(2), rows.GetBoolean(3), rows.GetInt32(4)));
        return sums;
    }

    /// <summary>The stored figures of a day and when they were rolled up last.</summary>
    public static async Task<(Dictionary<Guid, DayFigures> Figures, Dictionary<Guid, List<HourFigures>> Hours, DateTimeOffset? RolledAt)> ReadAsync(NpgsqlConnection connection, TenantId tenant, DateOnly day, CancellationToken ct, Guid[]? only = null)
    {
        var of = only is null ? "" : "and department = any($3)";
        var (figures, hours, at) = (new Dictionary<Guid, DayFigures>(), new Dictionary<Guid, List<HourFigures>>(), (DateTimeOffset?)null);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { $"select {Columns}, rolled_at from insights.day where tenant_id = $1 and day = $2 {of}", $"select department, hour, meetings, joins, shares, micros, peak_meetings, peak_people from insights.hour where tenant_id = $1 and day = $2 {of} order by hour" })
        {
            var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = tenant.Value }, new() { Value = day } } };
            if (only is not null) command.Parameters.Add(new() { Value = only });
            batch.BatchCommands.Add(command);
        }

        await using var rows = await batch.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            figures[rows.GetGuid(0)] = Figures(rows, 1);
            var own = await rows.GetFieldValueAsync<DateTimeOffset>(23, ct);
            if (at is null || own > at) at = own;
        }

        await rows.NextResultAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            if (!hours.TryGetValue(rows.GetGuid(0), out var list)) hours[rows.GetGuid(0)] = list = [];
            list.Add(new HourFigures(rows.GetInt16(1), rows.GetInt32(2), rows.GetInt32(3), rows.GetInt32(4), rows.GetInt64(5), rows.GetInt32(6), rows.GetInt32(7)));
        }

        return (figures, hours, at);
    }

    /// <summary>The hours in which anything happened.</summary>
    public static IEnumerable<HourFigures> Hours(DayFigures f)
    {
        if (f.Course is not { } c) yield break;
        for (var h = 0; h < c.Hours; h++)
        {
            var minutes = new Range(h * 60, Math.Min(c.Running.Length, (h + 1) * 60));
            var hour = new HourFigures(h, c.Opened[minutes].Sum(), c.Joined[minutes].Sum(), c.Shared[minutes].Sum(), c.HourMicros[h], c.Running[minutes].DefaultIfEmpty().Max(), c.People[minutes].DefaultIfEmpty().Max());
            if (hour != new HourFigures(h, 0, 0, 0, 0, 0, 0)) yield return hour;
        }
    }

    private static DayFigures Figures(NpgsqlDataReader r, int i) => new()
    {
        Meetings = r.GetInt32(i), Started = r.GetInt32(i + 1), Attendances = r.GetInt32(i + 2), GuestAttendances = r.GetInt32(i + 3), Persons = r.GetInt32(i + 4), PersonsInternal = r.GetInt32(i + 5),
        PersonsExternal = r.GetInt32(i + 6), Micros = r.GetInt64(i + 7), Shares = r.GetInt32(i + 8), SignIns = r.GetInt32(i + 9), Users = r.GetInt32(i + 10), Active = r.GetInt32(i + 11),
        PeakMeetings = r.GetInt32(i + 12), PeakPeople = r.GetInt32(i + 13), ByDuration = r.GetFieldValue<int[]>(i + 14), BySize = r.GetFieldValue<int[]>(i + 15), ByType = r.GetFieldValue<int[]>(i + 16),
        ByDevice = r.GetFieldValue<int[]>(i + 17), UserSet = r.GetFieldValue<byte[]>(i + 18), ActiveSet = r.GetFieldValue<byte[]>(i + 19), Vector = r.GetFieldValue<byte[]>(i + 20),
        Course = r.IsDBNull(i + 21) ? null : DayCourse.Read(r.GetFieldValue<byte[]>(i + 21)),
    };
}

/// <summary>Figures of an hour.</summary>
/// <param name="Hour">Hours since the day began.</param>
/// <param name="Meetings">Meetings that began.</param>
/// <param name="Joins">Joins.</param>
/// <param name="Shares">Screens that began to be shared.</param>
/// <param name="Micros">Time in meetings.</param>
/// <param name="PeakMeetings">Most meetings at once.</param>
/// <param name="PeakPeople">Most people at once.</param>
internal sealed record HourFigures(int Hour, int Meetings, int Joins, int Shares, long Micros, int PeakMeetings, int PeakPeople);
