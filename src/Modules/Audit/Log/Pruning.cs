using Huitang.Kernel;
using Npgsql;

namespace Huitang.Audit;

/// <summary>
/// Takes away what is older than the log is kept: whole stretches up to a checkpoint, which stays as the anchor. The cut of each stream is signed in a checkpoint of its own, so what is left still
/// verifies, and nobody can pass a deletion off as pruning.
/// </summary>
internal sealed class Pruning(NpgsqlDataSource database, Sealer sealer, Appender appender, IAuditLog audit, IPolicy<AuditPolicy> policy, AuditOptions options, TimeProvider time)
{
    /// <summary>Days an enterprise's logs are kept.</summary>
    public async Task<int> DaysAsync(TenantId tenant, CancellationToken ct) => Retention.Days((await policy.GetAsync(tenant, ct)).KeepDays, options.KeepDays, options.MinimumDays);

    /// <summary>Prunes every enterprise. Answers how many records went.</summary>
    public async Task<long> PruneAsync(CancellationToken ct)
    {
        var tenants = new List<int>();
        await using (var query = database.CreateCommand("select distinct tenant_id from audit.checkpoint"))
        await using (var reader = await query.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) tenants.Add(reader.GetInt32(0));
        }

        var gone = 0L;
        foreach (var tenant in tenants) gone += await PruneAsync(tenant, time.GetUtcNow().AddDays(-await DaysAsync(new TenantId(tenant), ct)), ct);
        return gone;
    }

    /// <summary>Prunes one enterprise up to the last checkpoint before a moment.</summary>
    public async Task<long> PruneAsync(int tenant, DateTimeOffset before, CancellationToken ct)
    {
        long records;
        await using (var connection = await database.OpenConnectionAsync(ct))
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            await Sealer.LockAsync(connection, tenant, ct);
            var checkpoints = await CheckpointsAsync(connection, tenant, ct);
            var anchor = checkpoints.LastOrDefault(c => c.Checkpoint.At <= before);
            if (anchor.Checkpoint is null) return 0;

            // What streams were claimed to have reached by then, and cuts of earlier prunings that still matter.
            var cuts = new Dictionary<Guid, Head>();
            foreach (var (checkpoint, _) in checkpoints)
            {
                foreach (var cut in checkpoint.Pruned?.Cuts ?? []) Further(cut);
                if (checkpoint.Number > anchor.Checkpoint.Number) continue;
                foreach (var head in checkpoint.Heads) Further(head);
            }

            records = await DeleteAsync(connection, tenant, cuts.Values, ct);
            if (records == 0) return 0;
            var made = await sealer.WriteAsync(connection, tenant, [], new Pruned(anchor.Checkpoint.Number, anchor.Hash, [.. cuts.Values]), ct);
            await ExecuteAsync(connection, "delete from audit.checkpoint where tenant_id = $1 and number < $2", ct, tenant, anchor.Checkpoint.Number);
            await transaction.CommitAsync(ct);
            await sealer.RememberAsync(tenant, made, ct);

            void Further(Head head)
            {
                if (!cuts.TryGetValue(head.Stream, out var known) || known.Seq < head.Seq) cuts[head.Stream] = head;
            }
        }

        var notes = new AuditNotes();
        notes.On("log", "audit", null);
        notes.Changed("removedRecords", null, records);
        notes.Changed("removedUntil", null, before);
        await audit.RecordAsync(new TenantId(tenant), [new AuditFact(Ids.New(time), new AuditOpening("audit.prune"), Actor.System(new TenantId(tenant)), time.GetUtcNow(), AuditOutcome.Done, notes)], ct);
        return records;
    }

    private async Task<long> DeleteAsync(NpgsqlConnection connection, int tenant, IEnumerable<Head> cuts, CancellationToken ct)
    {
        var records = 0L;
        foreach (var cut in cuts)
        {
            records += await ExecuteAsync(connection, "delete from audit.record where tenant_id = $1 and stream = $2 and seq <= $3", ct, tenant, cut.Stream, cut.Seq);
            await ExecuteAsync(connection, "delete from audit.act where tenant_id = $1 and stream = $2 and open_seq <= $3", ct, tenant, cut.Stream, cut.Seq);
            if (cut.Stream != appender.Stream)
                await ExecuteAsync(connection, "delete from audit.stream where tenant_id = $1 and stream = $2 and head_seq <= $3 and at < $4", ct, tenant, cut.Stream, cut.Seq, time.GetUtcNow() - Sealer.Abandoned);
        }

        return records;
    }

    private static async Task<List<(Checkpoint Checkpoint, byte[] Hash)>> CheckpointsAsync(NpgsqlConnection connection, int tenant, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select body, hash from audit.checkpoint where tenant_id = $1 order by number", connection);
        query.Parameters.AddWithValue(tenant);
        var all = new List<(Checkpoint, byte[])>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (Checkpoint.Read(reader.GetFieldValue<byte[]>(0)) is { } read) all.Add((read.Checkpoint, reader.GetFieldValue<byte[]>(1)));
        }

        return all;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
