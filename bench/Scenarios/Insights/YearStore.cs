using System.Buffers.Binary;
using System.Globalization;
using DuckDB.NET.Data;
using Huitang.Insights.Domain;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Bench.Scenarios.Insights;

/// <summary>Writes a year of meetings straight into the tables of facts, and beside it into DuckDB in a shape of its own.</summary>
internal static class YearStore
{
    /// <summary>Id of the n-th thing of a kind: the same each time, and in order, as real ones are.</summary>
    public static Guid Id(byte kind, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes[0] = 1;
        bytes[1] = kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Writes all of it; answers how many meetings, stretches and moments.</summary>
    public static async Task<(int Rooms, int Stays, int Moments)> WriteAsync(NpgsqlDataSource data, DuckDBConnection duck, int tenant, YearOfMeetings year, IReadOnlyDictionary<int, Guid> accounts, DayClock clock, CancellationToken ct)
    {
        var indexes = await IndexesAsync(data, ct);
        foreach (var (name, _) in indexes) await DoAsync(data, $"drop index insights.\"{name}\"", ct);
        foreach (var sql in new[]
        {
            "create table room(n integer, creator integer, path integer, type smallint, opened bigint, closed bigint, day integer)",
            "create table stay(room integer, person integer, path integer, device smallint, joined bigint, left_at bigint, first_day integer, last_day integer)",
            "create table moment(kind smallint, room integer, who integer, path integer, moment bigint, day integer)",
        }) Duck(duck, sql);

        var days = new DayBook(clock);
        var (roomCount, stayCount, momentCount) = (0, 0, 0);
        await using (var first = await data.OpenConnectionAsync(ct))
        await using (var second = await data.OpenConnectionAsync(ct))
        await using (var third = await data.OpenConnectionAsync(ct))
        await using (var rooms = await CopyAsync(first, "insights.room(tenant_id, id, meeting_id, subject, code, type, creator_id, creator_name, creator, path, opened_at, closed_at, day, last_day, written_at)", ct))
        await using (var stays = await CopyAsync(second, "insights.stay(tenant_id, id, room_id, person, guest, ordinal, path, device, joined_at, left_at, first_day, last_day, written_at)", ct))
        await using (var moments = await CopyAsync(third, "insights.moment(tenant_id, id, kind, room_id, ordinal, path, at, day, written_at)", ct))
        using (var duckRooms = duck.CreateAppender("room"))
        using (var duckStays = duck.CreateAppender("stay"))
        using (var duckMoments = duck.CreateAppender("moment"))
        {
            foreach (var room in year.Draw())
            {
                ct.ThrowIfCancellationRequested();
                var (day, last) = (days.Of(room.Opened), days.Of(room.Closed - 1));
                rooms.StartRow();
                rooms.Write(tenant, NpgsqlDbType.Integer);
                rooms.Write(Id(1, room.Number), NpgsqlDbType.Uuid);
                rooms.Write(Id(2, room.Number), NpgsqlDbType.Uuid);
                rooms.Write(string.Create(CultureInfo.InvariantCulture, $"例会 {room.Number}"), NpgsqlDbType.Text);
                rooms.Write((room.Number % 1_000_000_000).ToString("000000000", CultureInfo.InvariantCulture), NpgsqlDbType.Text);
                rooms.Write(room.Type, NpgsqlDbType.Smallint);
                rooms.Write(room.Creator.Id, NpgsqlDbType.Uuid);
                rooms.Write("同事", NpgsqlDbType.Text);
                rooms.Write(room.Creator.Ordinal, NpgsqlDbType.Integer);
                rooms.Write(room.Creator.Path, NpgsqlDbType.Integer);
                foreach (var at in new[] { room.Opened, room.Closed }) rooms.Write(At(at), NpgsqlDbType.TimestampTz);
                foreach (var d in new[] { day, last }) rooms.Write(d, NpgsqlDbType.Date);
                rooms.Write(At(room.Closed), NpgsqlDbType.TimestampTz);
                // Widths must be those of the columns: the appender writes what it is given.
                duckRooms.CreateRow().AppendValue((int?)room.Number).AppendValue((int?)room.Creator.Ordinal).AppendValue((int?)room.Creator.Path).AppendValue((short?)room.Type).AppendValue((long?)room.Opened).AppendValue((long?)room.Closed).AppendValue((int?)day.DayNumber).EndRow();
                roomCount++;
                foreach (var stay in year.Stays)
                {
                    var (from, to) = (days.Of(stay.Joined), days.Of(stay.Left - 1));
                    stays.StartRow();
                    stays.Write(tenant, NpgsqlDbType.Integer);
                    stays.Write(Id(3, stayCount), NpgsqlDbType.Uuid);
                    stays.Write(Id(1, stay.Room), NpgsqlDbType.Uuid);
                    stays.Write(stay.Person > 0 ? accounts[stay.Person] : Id(4, -stay.Person), NpgsqlDbType.Uuid);
                    stays.Write(stay.Person < 0, NpgsqlDbType.Boolean);
                    if (stay.Person > 0) stays.Write(stay.Person, NpgsqlDbType.Integer);
                    else stays.WriteNull();
                    stays.Write(stay.Path, NpgsqlDbType.Integer);
                    stays.Write(stay.Device, NpgsqlDbType.Smallint);
                    foreach (var at in new[] { stay.Joined, stay.Left }) stays.Write(At(at), NpgsqlDbType.TimestampTz);
                    foreach (var d in new[] { from, to }) stays.Write(d, NpgsqlDbType.Date);
                    stays.Write(At(stay.Left), NpgsqlDbType.TimestampTz);
                    duckStays.CreateRow().AppendValue((int?)stay.Room).AppendValue((int?)stay.Person).AppendValue((int?)stay.Path).AppendValue((short?)stay.Device).AppendValue((long?)stay.Joined).AppendValue((long?)stay.Left).AppendValue((int?)from.DayNumber).AppendValue((int?)to.DayNumber).EndRow();
                    stayCount++;
                }

                foreach (var share in year.Shares) Moment(share);
            }

            foreach (var signIn in year.SignIns()) Moment(signIn);
            await rooms.CompleteAsync(ct);
            await stays.CompleteAsync(ct);
            await moments.CompleteAsync(ct);

            void Moment(YearMoment moment)
            {
                var day = days.Of(moment.At);
                moments.StartRow();
                moments.Write(tenant, NpgsqlDbType.Integer);
                moments.Write(Id(5, momentCount++), NpgsqlDbType.Uuid);
                moments.Write(moment.Kind, NpgsqlDbType.Smallint);
                if (moment.Room >= 0) moments.Write(Id(1, moment.Room), NpgsqlDbType.Uuid);
                else moments.WriteNull();
                moments.Write(moment.Who.Ordinal, NpgsqlDbType.Integer);
                moments.Write(moment.Who.Path, NpgsqlDbType.Integer);
                moments.Write(At(moment.At), NpgsqlDbType.TimestampTz);
                moments.Write(day, NpgsqlDbType.Date);
                moments.Write(At(moment.At), NpgsqlDbType.TimestampTz);
                duckMoments.CreateRow().AppendValue((short?)moment.Kind).AppendValue((int?)moment.Room).AppendValue((int?)moment.Who.Ordinal).AppendValue((int?)moment.Who.Path).AppendValue((long?)moment.At).AppendValue((int?)day.DayNumber).EndRow();
            }
        }

        foreach (var (_, definition) in indexes) await DoAsync(data, definition, ct);
        await DoAsync(data, "insert into insights.dirty(tenant_id, day, at) select distinct tenant_id, d, now() from (select tenant_id, day as d from insights.room union select tenant_id, last_day from insights.room union select tenant_id, day from insights.moment) x", ct);
        foreach (var table in new[] { "room", "stay", "moment", "path" }) await DoAsync(data, $"vacuum analyze insights.{table}", ct);
        return (roomCount, stayCount, momentCount);
    }

    /// <summary>Runs a statement in DuckDB.</summary>
    public static void Duck(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement without a limit of time.</summary>
    public static async Task DoAsync(NpgsqlDataSource data, string sql, CancellationToken ct)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A moment as PostgreSQL takes it.</summary>
    public static DateTime At(long micros) => DateTime.UnixEpoch.AddTicks(micros * 10);

    private static async Task<NpgsqlBinaryImporter> CopyAsync(NpgsqlConnection connection, string into, CancellationToken ct)
    {
        var copy = await connection.BeginBinaryImportAsync($"copy {into} from stdin (format binary)", ct);
        copy.Timeout = TimeSpan.Zero;
        return copy;
    }

    private static async Task<List<(string Name, string Definition)>> IndexesAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select indexname, indexdef from pg_indexes where schemaname = 'insights' and tablename in ('room', 'stay', 'moment') and indexname not like 'pk_%'");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<(string, string)>();
        while (await rows.ReadAsync(ct)) found.Add((rows.GetString(0), rows.GetString(1)));
        return found;
    }

    /// <summary>Days of moments, without asking the clock for each.</summary>
    private sealed class DayBook(DayClock clock)
    {
        private DateOnly _day;
        private long _from;
        private long _to;

        public DateOnly Of(long micros)
        {
            if (micros >= _from && micros < _to) return _day;
            _day = clock.DayOf(new DateTimeOffset(At(micros)));
            (_from, _to) = (clock.StartOf(_day).ToUnixTimeMilliseconds() * 1000, clock.StartOf(_day.AddDays(1)).ToUnixTimeMilliseconds() * 1000);
            return _day;
        }
    }
}
