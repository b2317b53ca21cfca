using System.Text.Encodings.Web;
using System.Text.Json;
using Huitang.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Audit;

/// <summary>Writes entries over a connection of its own, so that an entry stands whatever becomes of the act's transaction.</summary>
internal sealed class PostgresAuditLog(NpgsqlDataSource database, TimeProvider time) : IAuditLog
{
    private const int NameLength = 200;

    // Chinese stays readable in the stored JSON; it is data, never put into a page unescaped.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<Guid> OpenAsync(string action, Actor actor, object order, CancellationToken ct)
    {
        var id = Ids.New(time);
        await using var insert = database.CreateCommand(
            """
            insert into audit.entry (tenant_id, id, at, actor_kind, actor_id, actor_name, session, ip, device, request_id, action, outcome, changes)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '[]')
            """);
        Add(insert, NpgsqlDbType.Integer, actor.Tenant.Value);
        Add(insert, NpgsqlDbType.Uuid, id);
        Add(insert, NpgsqlDbType.TimestampTz, time.GetUtcNow());
        Add(insert, NpgsqlDbType.Smallint, (short)actor.Kind);
        Add(insert, NpgsqlDbType.Uuid, actor.Kind == ActorKind.User ? actor.User.Value : null);
        Add(insert, NpgsqlDbType.Text, Cut(actor.Name, NameLength));
        Add(insert, NpgsqlDbType.Uuid, actor.Session);
        Add(insert, NpgsqlDbType.Text, actor.Ip);
        Add(insert, NpgsqlDbType.Text, Cut(actor.Device, 400));
        Add(insert, NpgsqlDbType.Text, actor.RequestId);
        Add(insert, NpgsqlDbType.Text, action);
        Add(insert, NpgsqlDbType.Text, AuditOutcome.Open);
        await insert.ExecuteNonQueryAsync(ct);
        return id;
    }

    public async Task CloseAsync(Guid entry, TenantId tenant, string outcome, AuditNotes notes, CancellationToken ct)
    {
        await using var update = database.CreateCommand(
            """
            update audit.entry set outcome = $3, changes = $4, object_type = $5, object_id = $6, object_name = $7, closed_at = $8
            where tenant_id = $1 and id = $2
            """);
        Add(update, NpgsqlDbType.Integer, tenant.Value);
        Add(update, NpgsqlDbType.Uuid, entry);
        Add(update, NpgsqlDbType.Text, outcome);
        Add(update, NpgsqlDbType.Jsonb, JsonSerializer.Serialize(notes.Changes, Json).Replace("\\u0000", "", StringComparison.Ordinal));
        Add(update, NpgsqlDbType.Text, notes.ObjectType);
        Add(update, NpgsqlDbType.Text, notes.ObjectId);
        Add(update, NpgsqlDbType.Text, notes.ObjectName);
        Add(update, NpgsqlDbType.TimestampTz, time.GetUtcNow());
        await update.ExecuteNonQueryAsync(ct);
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value is string text ? text.Replace("\0", "", StringComparison.Ordinal) : value ?? DBNull.Value });

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
