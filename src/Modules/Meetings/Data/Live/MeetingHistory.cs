using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Npgsql;

namespace Huitang.Meetings.Data;

/// <summary>The past, read from the tables of facts.</summary>
internal sealed class MeetingHistory(NpgsqlDataSource data) : IMeetingHistory
{
    public async IAsyncEnumerable<RoomFacts> RoomsAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select id, meeting_id, subject, code, type, creator_id, creator_name, opened_at, closed_at from meetings.media_room
            where tenant_id = $1 and opened_at >= $2 and opened_at < $3 order by opened_at
            """);
        await using var rows = await OpenAsync(command, tenant, from, to, ct);
        while (await rows.ReadAsync(ct))
        {
            yield return new RoomFacts(
                new MediaRoomId(rows.GetGuid(0)), new MeetingId(rows.GetGuid(1)), rows.GetString(2), rows.GetString(3), TypeOf((MeetingType)rows.GetInt16(4)), new UserId(rows.GetGuid(5)), rows.GetString(6),
                await rows.GetFieldValueAsync<DateTimeOffset>(7, ct), await rows.IsDBNullAsync(8, ct) ? null : await rows.GetFieldValueAsync<DateTimeOffset>(8, ct));
        }
    }

    public async IAsyncEnumerable<StayFacts> StaysAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select p.id, p.media_room_id, coalesce(p.user_id::text, p.state->'who'->>'guestKey', p.participant_id::text), p.user_id, p.department_id, p.device, p.joined_at, p.left_at
            from meetings.participation p join meetings.media_room r on r.id = p.media_room_id where r.tenant_id = $1 and r.opened_at >= $2 and r.opened_at < $3
            """);
        await using var rows = await OpenAsync(command, tenant, from, to, ct);
        while (await rows.ReadAsync(ct))
        {
            yield return new StayFacts(
                new ParticipationId(rows.GetGuid(0)), new MediaRoomId(rows.GetGuid(1)), rows.GetString(2), await rows.IsDBNullAsync(3, ct) ? null : new UserId(rows.GetGuid(3)),
                await rows.IsDBNullAsync(4, ct) ? null : rows.GetGuid(4), rows.GetString(5), await rows.GetFieldValueAsync<DateTimeOffset>(6, ct),
                await rows.IsDBNullAsync(7, ct) ? null : await rows.GetFieldValueAsync<DateTimeOffset>(7, ct));
        }
    }

    /// <summary>The type as events and history name it.</summary>
    public static string TypeOf(MeetingType type) => type switch { MeetingType.Recurring => "recurring", MeetingType.Personal => "personal", MeetingType.Quick => "quick", _ => "oneoff" };

    private static async Task<NpgsqlDataReader> OpenAsync(NpgsqlCommand command, TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        foreach (var value in new object[] { tenant.Value, from.ToUniversalTime(), to.ToUniversalTime() }) command.Parameters.AddWithValue(value);
        return await command.ExecuteReaderAsync(ct);
    }
}
