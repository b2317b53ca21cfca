using System.Security.Cryptography;
using System.Text;
using Huitang.Identity.Contracts;
using Huitang.Insights.Domain;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Huitang.MediaNodes.Contracts;
using Huitang.Meetings.Contracts;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>
/// Writes facts as events tell of them. Telling twice, out of order or in halves leads to the same facts, and every write marks the days it touches in the same
/// transaction: a day is either marked or its figures are those of its facts.
/// </summary>
internal sealed class FactWriter(NpgsqlDataSource data, PathBook paths, Clocks clocks, RollupSignal signal, TimeProvider time)
{
    // Days. Nothing is open for longer; a fact that pretends to be must not mark years.
    private const int LongestOpen = 400;

    /// <summary>A media room. Only <paramref name="opening"/> moves when it opened.</summary>
    public async Task RoomAsync(TenantId tenant, RoomFacts facts, bool opening, IDirectory directory, CancellationToken ct)
    {
        var clock = await clocks.OfAsync(tenant, ct);
        var creator = (await directory.GetAsync([facts.Creator], ct)).GetValueOrDefault(facts.Creator);
        var path = await paths.NumberAsync(tenant, creator?.Department?.Value, directory, ct);
        await ChangeAsync(tenant, clock, facts.Room.Value, facts.Room.Value, "select opened_at, closed_at, day, last_day from insights.room where tenant_id = $1 and id = $2", (old, days) =>
        {
            var opened = old is null || opening ? Exact(facts.OpenedAt) : old[0]!.Value;
            var closed = facts.ClosedAt is { } c ? Exact(c) : old?[1];
            var (day, last) = clock.Touched(opened, closed);
            days(day, last);
            return Command("""
                insert into insights.room(tenant_id, id, meeting_id, subject, code, type, creator_id, creator_name, creator, path, opened_at, closed_at, day, last_day, written_at)
                values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)
                on conflict (tenant_id, id) do update set subject = excluded.subject, opened_at = excluded.opened_at, closed_at = excluded.closed_at, day = excluded.day, last_day = excluded.last_day, written_at = excluded.written_at
                """, tenant.Value, facts.Room.Value, facts.Meeting.Value, facts.Subject, facts.Code, Buckets.TypeOf(facts.Type), facts.Creator.Value, facts.CreatorName, creator?.Ordinal, path, opened, closed, day, last, time.GetUtcNow());
        }, ct);
    }

    /// <summary>A stretch.</summary>
    public async Task StayAsync(TenantId tenant, StayFacts facts, IDirectory directory, CancellationToken ct)
    {
        var clock = await clocks.OfAsync(tenant, ct);
        var ordinal = facts.User is { } user ? (await directory.GetAsync([user], ct)).GetValueOrDefault(user)?.Ordinal : null;
        var path = await paths.NumberAsync(tenant, facts.Department, directory, ct);
        await ChangeAsync(tenant, clock, facts.Participation.Value, facts.Room.Value, "select joined_at, left_at, first_day, last_day from insights.stay where tenant_id = $1 and id = $2", (old, days) =>
        {
            var joined = Exact(facts.JoinedAt);
            var left = facts.LeftAt is { } l ? Exact(l) : old?[1];
            var (first, last) = clock.Touched(joined, left);
            days(first, last);
            return Command("""
                with room as (insert into insights.dirty(tenant_id, day, at, room_id) select $1, day, $13, $3 from insights.room where tenant_id = $1 and id = $3 and day <> all($14))
                insert into insights.stay(tenant_id, id, room_id, person, guest, ordinal, path, device, joined_at, left_at, first_day, last_day, written_at)
                values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)
                on conflict (tenant_id, id) do update set joined_at = excluded.joined_at, left_at = excluded.left_at, first_day = excluded.first_day, last_day = excluded.last_day, written_at = excluded.written_at
                """, tenant.Value, facts.Participation.Value, facts.Room.Value, KeyOf(facts.Person), facts.User is null, ordinal, path, Buckets.DeviceOf(facts.Device), joined, left, first, last, time.GetUtcNow(), new[] { first });
        }, ct);
    }

    /// <summary>A moment. Written once: it cannot change.</summary>
    public async Task MomentAsync(TenantId tenant, MomentKind kind, Guid id, Guid? room, UserId? user, Guid? department, DateTimeOffset at, IDirectory directory, CancellationToken ct)
    {
        var day = (await clocks.OfAsync(tenant, ct)).DayOf(Exact(at));
        var ordinal = user is { } who ? (await directory.GetAsync([who], ct)).GetValueOrDefault(who)?.Ordinal : null;
        var path = await paths.NumberAsync(tenant, department, directory, ct);
        await using var command = data.CreateCommand("""
            with fact as (insert into insights.moment(tenant_id, id, kind, room_id, ordinal, path, at, day, written_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9) on conflict do nothing returning day)
            insert into insights.dirty(tenant_id, day, at, path) select $1, day, $9, $6 from fact
            """);
        foreach (NpgsqlParameter parameter in Command("", tenant.Value, id, (short)kind, room, ordinal, path, Exact(at), day, time.GetUtcNow()).Parameters) command.Parameters.Add(parameter.Clone());
        await command.ExecuteNonQueryAsync(ct);
        signal.Written();
    }

    /// <summary>A use of a resource other than a meeting. Written once; it counts on the day it began.</summary>
    public async Task UseAsync(TenantId tenant, ResourceUsed use, CancellationToken ct)
    {
        var day = (await clocks.OfAsync(tenant, ct)).DayOf(use.From);
        await using var command = data.CreateCommand("""
            insert into insights.resource_use(tenant_id, id, kind, resource, resource_name, model, version, began_at, ended_at, day) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) on conflict do nothing
            """);
        foreach (NpgsqlParameter parameter in Command("", tenant.Value, use.Id, use.Kind, use.Resource, use.Name, use.Model, use.Version, Exact(use.From), Exact(use.To), day).Parameters) command.Parameters.Add(parameter.Clone());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>How a media node did.</summary>
    public async Task NodeAsync(MediaNodeSampled sample, CancellationToken ct)
    {
        await using var command = data.CreateCommand("insert into insights.node_sample(node, at, up, cpu, memory) values ($1,$2,$3,$4,$5) on conflict do nothing");
        foreach (var value in new object[] { sample.Node, Exact(sample.At), sample.Up, sample.Cpu, sample.Memory }) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>By what a person is told from others: accounts by their id, guests by a digest of what their browser keeps.</summary>
    public static Guid KeyOf(string person) => Guid.TryParse(person, out var id) ? id : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(person)).AsSpan(0, 16), bigEndian: true);

    /// <summary>A moment as exact as the database keeps it.</summary>
    public static DateTimeOffset Exact(DateTimeOffset at) => at.ToUniversalTime().AddTicks(-(at.UtcTicks % 10));

    private async Task ChangeAsync(TenantId tenant, DayClock clock, Guid id, Guid room, string read, Func<DateTimeOffset?[]?, Action<DateOnly, DateOnly?>, NpgsqlBatchCommand> write, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (days, today) = (new HashSet<DateOnly>(), clock.DayOf(time.GetUtcNow()));
        DateTimeOffset?[]? old = null;
        await using (var look = new NpgsqlBatch(connection, transaction))
        {
            look.BatchCommands.Add(Command("select pg_advisory_xact_lock(hashtextextended($1::text, 7))", id));
            look.BatchCommands.Add(Command(read, tenant.Value, id));
            await using var rows = await look.ExecuteReaderAsync(ct);
            await rows.NextResultAsync(ct);
            if (await rows.ReadAsync(ct))
            {
                old = [await rows.GetFieldValueAsync<DateTimeOffset>(0, ct), await rows.IsDBNullAsync(1, ct) ? null : await rows.GetFieldValueAsync<DateTimeOffset>(1, ct)];
                Mark(rows.GetFieldValue<DateOnly>(2), await rows.IsDBNullAsync(3, ct) ? null : rows.GetFieldValue<DateOnly>(3));
            }
        }

        var command = write(old, Mark);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.BatchCommands.Add(command);
            batch.BatchCommands.Add(Command("insert into insights.dirty(tenant_id, day, at, room_id) select $1, d, $3, $4 from unnest($2::date[]) d", tenant.Value, days.ToArray(), time.GetUtcNow(), room));
            await batch.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        signal.Written();

        void Mark(DateOnly first, DateOnly? last)
        {
            // What has no end reaches to this day; and when its end is told, the days after it had counted it until now.
            var end = last ?? (today > first ? today : first);
            for (var day = first; day <= end && day < first.AddDays(LongestOpen); day = day.AddDays(1)) days.Add(day);
        }
    }

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
