using Huitang.Identity.Contracts;
using Huitang.Insights.Domain;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Insights.Data;

/// <summary>A fact that is not as the meetings' own record has it.</summary>
/// <param name="Day">Day it counts on.</param>
/// <param name="Kind"><c>room</c> or <c>stay</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Missing">Whether there is none; otherwise it differs.</param>
/// <param name="Code">Number of the meeting.</param>
/// <param name="At">When it opened or was joined.</param>
internal sealed record FactGap(DateOnly Day, string Kind, Guid Id, bool Missing, string Code, DateTimeOffset At);

/// <summary>Compares the facts of a span with the meetings' own record and takes over what is missing: for events that were lost, and for a past that was there before this module.</summary>
internal sealed class FactReplay(NpgsqlDataSource data, IMeetingHistory history, IServiceScopeFactory scopes, PathBook paths, Clocks clocks, RollupSignal signal, TimeProvider time)
{
    private const string RoomColumns = "tenant_id, id, meeting_id, subject, code, type, creator_id, creator_name, creator, path, opened_at, closed_at, day, last_day, written_at";
    private const string StayColumns = "tenant_id, id, room_id, person, guest, ordinal, path, device, joined_at, left_at, first_day, last_day, written_at";

    /// <summary>Compares; with <paramref name="repair"/> takes over. Answers what differed and how many facts were compared. Facts younger than a minute are left alone: their events may be on the way.</summary>
    public async Task<(IReadOnlyList<FactGap> Gaps, long Compared)> RunAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, bool repair, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        var directory = scope.ServiceProvider.GetRequiredService<IDirectory>();
        var roster = await scope.ServiceProvider.GetRequiredService<IRoster>().PlacesAsync(ct);
        RosterPlace? Place(UserId of) => roster.TryGetValue(of, out var place) ? place : null;
        var clock = await clocks.OfAsync(tenant, ct);
        var now = time.GetUtcNow();
        var settled = now.AddMinutes(-1);
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, "create temp table replay_room (like insights.room including defaults) on commit drop; create temp table replay_stay (like insights.stay) on commit drop", ct);
        long compared = 0;
        await using (var copy = await connection.BeginBinaryImportAsync($"copy replay_room({RoomColumns}) from stdin (format binary)", ct))
        {
            await foreach (var r in history.RoomsAsync(tenant, from, to, ct))
            {
                if (r.OpenedAt > settled || r.ClosedAt > settled) continue;
                var creator = Place(r.Creator);
                var (day, last) = clock.Touched(r.OpenedAt, r.ClosedAt);
                compared++;
                await RowAsync(copy, ct, tenant.Value, r.Room.Value, r.Meeting.Value, r.Subject, r.Code, Buckets.TypeOf(r.Type), r.Creator.Value, r.CreatorName, creator?.Ordinal, await paths.NumberAsync(tenant, creator?.Department?.Value, directory, ct), r.OpenedAt, r.ClosedAt, day, last, now);
            }

            await copy.CompleteAsync(ct);
        }

        await using (var copy = await connection.BeginBinaryImportAsync($"copy replay_stay({StayColumns}) from stdin (format binary)", ct))
        {
            await foreach (var s in history.StaysAsync(tenant, from, to, ct))
            {
                if (s.JoinedAt > settled || s.LeftAt > settled) continue;
                var (first, last) = clock.Touched(s.JoinedAt, s.LeftAt);
                compared++;
                await RowAsync(copy, ct, tenant.Value, s.Participation.Value, s.Room.Value, FactWriter.KeyOf(s.Person), s.User is null, s.User is { } u ? Place(u)?.Ordinal : null, await paths.NumberAsync(tenant, s.Department, directory, ct), Buckets.DeviceOf(s.Device), s.JoinedAt, s.LeftAt, first, last, now);
            }

            await copy.CompleteAsync(ct);
        }

        // Who created a meeting keeps the department they had when it was written; the rest must agree. What was still open when the record was read may have ended since.
        const string otherRoom = "(o.id is null or n.opened_at <> o.opened_at or (n.closed_at is not null and n.closed_at is distinct from o.closed_at))";
        const string otherStay = "(o.id is null or (n.joined_at, n.person, n.room_id) <> (o.joined_at, o.person, o.room_id) or (n.left_at is not null and n.left_at is distinct from o.left_at))";
        const string rooms = $"replay_room n left join insights.room o using (tenant_id, id) where {otherRoom}";
        const string stays = $"replay_stay n left join insights.stay o using (tenant_id, id) where {otherStay}";
        var gaps = new List<FactGap>();
        await using (var find = new NpgsqlCommand($"select n.day, 'room', id, o.id is null, n.code, n.opened_at from {rooms} union all select n.first_day, 'stay', id, o.id is null, coalesce((select r.code from replay_room r where r.id = n.room_id), ''), n.joined_at from {stays}", connection))
        await using (var found = await find.ExecuteReaderAsync(ct))
        {
            while (await found.ReadAsync(ct)) gaps.Add(new FactGap(found.GetFieldValue<DateOnly>(0), found.GetString(1), found.GetGuid(2), found.GetBoolean(3), found.GetString(4), await found.GetFieldValueAsync<DateTimeOffset>(5, ct)));
        }

        if (repair && gaps.Count > 0)
        {
            await ExecuteAsync(connection, $"""
                create temp table touched on commit drop as
                  select tenant_id, d::date as day from (select n.tenant_id, n.day a, n.last_day b, o.day c, o.last_day e from replay_room n left join insights.room o using (tenant_id, id) where {otherRoom}
                    union all select n.tenant_id, n.first_day, n.last_day, o.first_day, o.last_day from replay_stay n left join insights.stay o using (tenant_id, id) where {otherStay}) x,
                    generate_series(least(a, c), greatest(a, b, c, e), interval '1 day') d
                  union
                  select n.tenant_id, r.day from replay_stay n join replay_room r on r.id = n.room_id left join insights.stay o on o.tenant_id = n.tenant_id and o.id = n.id where {otherStay};
                insert into insights.room({RoomColumns}) select {RoomColumns} from (select n.* from replay_room n left join insights.room o using (tenant_id, id) where {otherRoom}) n on conflict (tenant_id, id) do update
                  set opened_at = excluded.opened_at, closed_at = coalesce(excluded.closed_at, room.closed_at), day = excluded.day, last_day = coalesce(excluded.last_day, room.last_day), written_at = excluded.written_at;
                insert into insights.stay({StayColumns}) select {StayColumns} from (select n.* from replay_stay n left join insights.stay o using (tenant_id, id) where {otherStay}) n on conflict (tenant_id, id) do update
                  set joined_at = excluded.joined_at, left_at = coalesce(excluded.left_at, stay.left_at), person = excluded.person, room_id = excluded.room_id, first_day = excluded.first_day,
                      last_day = coalesce(excluded.last_day, stay.last_day), written_at = excluded.written_at;
                insert into insights.dirty(tenant_id, day, at) select tenant_id, day, now() from touched where day is not null
                """, ct);
        }

        await transaction.CommitAsync(ct);
        if (repair && gaps.Count > 0) signal.Written();
        return (gaps, compared);
    }

    private static async Task RowAsync(NpgsqlBinaryImporter copy, CancellationToken ct, params object?[] values)
    {
        await copy.StartRowAsync(ct);
        foreach (var value in values)
        {
            if (value is null) await copy.WriteNullAsync(ct);
            else if (value is DateTimeOffset at) await copy.WriteAsync(at.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            else await copy.WriteAsync(value, ct);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
