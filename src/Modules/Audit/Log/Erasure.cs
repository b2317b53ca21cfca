using System.Text.Json;
using Huitang.Audit.Contracts;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Audit;

/// <summary>Erases a person: the key goes, a tombstone stays, and what lists show of the person is made anew from records that can no longer be read in full.</summary>
internal sealed class Erasure(NpgsqlDataSource database, SubjectKeys keys, IAuditLog audit, TimeProvider time) : IAuditErasure
{
    private const int Batch = 500;

    public async Task<int> EraseAsync(TenantId tenant, Guid subject, Actor by, CancellationToken ct)
    {
        var notes = new AuditNotes();
        notes.On("subject", subject.ToString(), null);
        var entry = await audit.OpenAsync(new AuditOpening("audit.erase", Ground: by.Kind == ActorKind.System ? AuditGround.System : AuditGround.Permission), by, ct);
        await using (var erase = database.CreateCommand("insert into audit.subject_key (tenant_id, subject, key, erased_at) values ($1, $2, null, $3) on conflict (tenant_id, subject) do update set key = null, erased_at = coalesce(audit.subject_key.erased_at, excluded.erased_at)"))
        {
            foreach (var value in new object[] { tenant.Value, subject, time.GetUtcNow() }) erase.Parameters.AddWithValue(value);
            await erase.ExecuteNonQueryAsync(ct);
        }

        keys.Forget(tenant.Value, subject);
        var touched = await ActsOfAsync(tenant.Value, subject, ct);
        foreach (var some in touched.Chunk(Batch)) await RebuildAsync(tenant.Value, some, ct);
        notes.Changed("entries", null, touched.Count);
        await audit.CloseAsync(entry, tenant, AuditOutcome.Done, notes, ct);
        return touched.Count;
    }

    /// <summary>Makes acts anew from their records.</summary>
    public async Task RebuildAsync(int tenant, IReadOnlyCollection<Guid> acts, CancellationToken ct)
    {
        var records = new List<(Guid Stream, long Seq, byte[] Body)>();
        await using (var query = database.CreateCommand("""
            select r.stream, r.seq, r.body from audit.act a join audit.record r on r.tenant_id = a.tenant_id and r.stream = a.stream and r.seq in (a.open_seq, a.close_seq)
            where a.tenant_id = $1 and a.id = any($2) order by r.stream, r.seq
            """))
        {
            query.Parameters.AddWithValue(tenant);
            query.Parameters.AddWithValue(acts.ToArray());
            await using var reader = await query.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) records.Add((reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        }

        var known = await keys.ReadAsync(tenant, null, ct);
        var fold = new ActFold((subject, box) => known.TryGetValue(subject, out var key) ? SealedBox.Open(key, subject, box) : null);
        var made = new Dictionary<Guid, Act>();
        foreach (var (stream, seq, bytes) in records)
        {
            using var body = JsonDocument.Parse(bytes);
            if (ActFold.Look(body.RootElement).Act is { } id && fold.Apply(tenant, stream, seq, body.RootElement, made.GetValueOrDefault(id)) is { } act) made[id] = act;
        }

        if (made.Count == 0) return;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(ActColumns.Write([.. made.Values]));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<Guid>> ActsOfAsync(int tenant, Guid subject, CancellationToken ct)
    {
        await using var query = database.CreateCommand("select id from audit.act where tenant_id = $1 and $2 = any(subjects)");
        query.Parameters.AddWithValue(tenant);
        query.Parameters.AddWithValue(subject);
        var ids = new List<Guid>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
