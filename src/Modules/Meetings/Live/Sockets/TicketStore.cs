using System.Security.Cryptography;
using System.Text.Json;
using Huitang.Meetings.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Meetings.Live.Sockets;

/// <summary>Permissions to open one socket into one meeting: random, single use, good for a minute, valid in every process.</summary>
internal sealed class TicketStore(NpgsqlDataSource data, TimeProvider time)
{
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<string> IssueAsync(MeetingId meeting, Arrival who, CancellationToken ct)
    {
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await using var command = data.CreateCommand("""
            with old as (delete from meetings.join_ticket where expires_at < $5)
            insert into meetings.join_ticket(hash, meeting_id, arrival, expires_at) values ($1, $2, $3, $4)
            """);
        command.Parameters.AddWithValue(LiveSocket.Hash(ticket));
        command.Parameters.AddWithValue(meeting.Value);
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(who, Json), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.AddWithValue(time.GetUtcNow() + Good);
        command.Parameters.AddWithValue(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        return ticket;
    }

    public async Task<(MeetingId Meeting, Arrival Who)?> RedeemAsync(string hash, CancellationToken ct)
    {
        await using var command = data.CreateCommand("delete from meetings.join_ticket where hash = $1 and expires_at >= $2 returning meeting_id, arrival");
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (new MeetingId(reader.GetGuid(0)), JsonSerializer.Deserialize<Arrival>(reader.GetString(1), Json)!) : null;
    }
}
