using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huitang.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Audit;

/// <summary>The one table between <see cref="Act"/> and <c>audit.act</c>: writing, reading and comparing all go by it.</summary>
internal static class ActColumns
{
    private const char Between = '\u001f';

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Every value travels as text and is cast by the server: one array of texts for each column, whatever its type.
    private static readonly (string Name, string Cast, Func<Act, string?> Text)[] All =
    [
        ("tenant_id", "::int", a => Number(a.Tenant)), ("id", "::uuid", a => a.Id.ToString()), ("log", "::smallint", a => Number((int)a.Log)), ("action", "", a => a.Action),
        ("at", "::timestamptz", a => Moment(a.At)), ("closed_at", "::timestamptz", a => Moment(a.ClosedAt)), ("actor_kind", "::smallint", a => Number((int)a.ActorKind)),
        ("actor_id", "::uuid", a => a.ActorId?.ToString()), ("actor_name", "", a => a.ActorName), ("session", "::uuid", a => a.Session?.ToString()), ("ip", "::inet", a => a.Ip?.ToString()),
        ("place", "::smallint", a => Number((int)a.Place)), ("device", "", a => a.Device), ("request_id", "", a => a.RequestId), ("permission", "", a => a.Permission),
        ("ground", "::smallint", a => Number((int)a.Ground)), ("object_type", "", a => a.ObjectType), ("object_id", "", a => a.ObjectId), ("object_name", "", a => a.ObjectName),
        ("object_code", "", a => a.ObjectCode), ("outcome", "", a => a.Outcome), ("reason", "", a => a.Reason), ("account", "", a => a.Account), ("method", "", a => a.Method),
        ("changes", "::jsonb", a => JsonSerializer.Serialize(a.Changes.Select(c => new { c.Field, c.From, c.To }), Json)), ("erased", "::boolean", a => a.Erased ? "t" : "f"),
        ("subjects", "::uuid[]", a => $"{{{string.Join(',', a.Subjects)}}}"), ("stream", "::uuid", a => a.Stream.ToString()), ("open_seq", "::bigint", a => Number(a.OpenSeq)),
        ("close_seq", "::bigint", a => a.CloseSeq is { } seq ? Number(seq) : null), ("words", "", a => string.Join(Between, SearchWords.Of(a))),
    ];

    private static readonly string Names = string.Join(", ", All.Select(c => c.Name));

    private static readonly string Upsert = $"""
        insert into audit.act ({Names})
        select {string.Join(", ", All.Select(c => c.Name == "words" ? $"string_to_array(u.words, '{Between}')" : $"u.{c.Name}{c.Cast}"))}
        from unnest({string.Join(", ", All.Select((_, i) => $"${i + 1}::text[]"))}) as u({Names})
        on conflict (tenant_id, id) do update set {string.Join(", ", All.Where(c => c.Name is not ("tenant_id" or "id")).Select(c => $"{c.Name} = excluded.{c.Name}"))}
        """;

    /// <summary>Columns that <see cref="Read"/> reads, in order.</summary>
    public static readonly string Select = string.Join(", ", All.Where(c => c.Name != "words").Select(c => "a." + c.Name));

    /// <summary>Writes acts, anew or over what stood there.</summary>
    public static NpgsqlBatchCommand Write(IReadOnlyList<Act> acts)
    {
        var command = new NpgsqlBatchCommand(Upsert);
        foreach (var (_, _, text) in All)
            command.Parameters.Add(new NpgsqlParameter { Value = acts.Select(text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return command;
    }

    /// <summary>Reads the row at the cursor.</summary>
    public static Act Read(NpgsqlDataReader row)
    {
        var at = 0;
        return new Act
        {
            Tenant = row.GetInt32(at++), Id = row.GetGuid(at++), Log = (AuditLogKind)row.GetInt16(at++), Action = row.GetString(at++),
            At = row.GetFieldValue<DateTimeOffset>(at++), ClosedAt = Value<DateTimeOffset>(row, at++), ActorKind = (ActorKind)row.GetInt16(at++),
            ActorId = Value<Guid>(row, at++), ActorName = Text(row, at++), Session = Value<Guid>(row, at++), Ip = row.IsDBNull(at++) ? null : row.GetFieldValue<IPAddress>(at - 1),
            Place = (NetworkPlace)row.GetInt16(at++), Device = Text(row, at++), RequestId = Text(row, at++), Permission = Text(row, at++), Ground = (AuditGround)row.GetInt16(at++),
            ObjectType = Text(row, at++), ObjectId = Text(row, at++), ObjectName = Text(row, at++), ObjectCode = Text(row, at++), Outcome = row.GetString(at++), Reason = Text(row, at++),
            Account = Text(row, at++), Method = Text(row, at++), Changes = JsonSerializer.Deserialize<List<AuditChange>>(row.GetString(at++), Json) ?? [], Erased = row.GetBoolean(at++),
            Subjects = row.GetFieldValue<Guid[]>(at++), Stream = row.GetGuid(at++), OpenSeq = row.GetInt64(at++), CloseSeq = Value<long>(row, at++),
        };
    }

    /// <summary>Name of a column in which the two differ; null when they say the same.</summary>
    public static string? Difference(Act one, Act other)
    {
        foreach (var (name, _, text) in All)
        {
            if (name is not "words" && text(one) != text(other)) return name;
        }

        return null;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Moment(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static T? Value<T>(NpgsqlDataReader row, int at) where T : struct => row.IsDBNull(at) ? null : row.GetFieldValue<T>(at);
}
