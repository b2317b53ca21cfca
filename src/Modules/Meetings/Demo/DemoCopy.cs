using Npgsql;
using NpgsqlTypes;

namespace Huitang.Meetings.Demo;

/// <summary>Writes the past of the demo company by COPY: thousands of rows in a second or two.</summary>
internal static class DemoCopy
{
    /// <summary>Writes within the connection's transaction.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, DemoHistory history, CancellationToken ct)
    {
        await CopyAsync(connection, "meetings.media_room(id, tenant_id, meeting_id, subject, code, type, creator_id, creator_name, planned_start, planned_end, opened_at, closed_at, peak, features)",
            history.Rooms.Select(r => new object?[]
            {
                r.Id.Value, r.TenantId.Value, r.MeetingId.Value, r.Subject, r.Code, (short)r.Type, r.CreatorId.Value, r.CreatorName, Utc(r.PlannedStart), Utc(r.PlannedEnd), Utc(r.OpenedAt), Utc(r.ClosedAt), r.Peak, r.Features,
            }), [], ct);
        await CopyAsync(connection, "meetings.participation(id, tenant_id, media_room_id, meeting_id, participant_id, user_id, department_id, name, guest, role, joined_at, left_at, reason, seen_at, device, browser, network, ip, resume_hash, state, quality, grade)",
            history.Stretches.Select(p => new object?[]
            {
                p.Id.Value, p.TenantId.Value, p.MediaRoomId.Value, p.MeetingId.Value, p.ParticipantId.Value, p.UserId?.Value, p.DepartmentId, p.Name, p.Guest, (short)p.Role, Utc(p.JoinedAt), Utc(p.LeftAt),
                (short)p.Reason, Utc(p.SeenAt), p.Device, p.Browser, p.Network, p.Ip, p.ResumeHash, p.State, p.Quality, p.Grade,
            }), [19, 20], ct);
        await CopyAsync(connection, "meetings.quality_chunk(participation_id, number, tenant_id, media_room_id, \"from\", samples, body)",
            history.Chunks.Select(q => new object?[] { q.ParticipationId.Value, q.Number, q.TenantId.Value, q.MediaRoomId.Value, Utc(q.From), q.Samples, q.Body }), [], ct);
        await CopyAsync(connection, "meetings.live_event(tenant_id, media_room_id, at, kind, participant_id, name, detail, by)",
            history.Events.OrderBy(e => e.At).Select(e => new object?[] { e.TenantId.Value, e.MediaRoomId.Value, Utc(e.At), e.Kind, e.ParticipantId?.Value, e.Name, e.Detail, e.By }), [], ct);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string into, IEnumerable<object?[]> rows, int[] json, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy {into} from stdin (format binary)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] is null) await copy.WriteNullAsync(ct);
                else if (json.Contains(i)) await copy.WriteAsync((string)row[i]!, NpgsqlDbType.Jsonb, ct);
                else await copy.WriteAsync(row[i]!, ct);
            }
        }

        await copy.CompleteAsync(ct);
    }

    private static DateTime? Utc(DateTimeOffset? at) => at?.UtcDateTime;
}
