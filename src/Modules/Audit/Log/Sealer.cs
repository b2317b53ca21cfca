using System.Text.Json;
using Huitang.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huitang.Audit;

/// <summary>
/// Signs checkpoints. A process vouches only for what it knows: for its own stream as it stands in memory, and for streams whose process is gone after following their links; so rows
/// changed behind its back are never signed for.
/// </summary>
internal sealed class Sealer(NpgsqlDataSource database, Appender appender, AuditOptions options, TimeProvider time, ILogger<Sealer> log)
{
    /// <summary>A stream that nobody wrote to for so long belongs to a process that ended without sealing it.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(5);

    /// <summary>Seals every enterprise in which something is new. Answers how many checkpoints were made.</summary>
    public async Task<int> SealAsync(CancellationToken ct)
    {
        var made = 0;
        foreach (var tenant in await TenantsAsync(ct)) made += await SealAsync(tenant, ct) is null ? 0 : 1;
        return made;
    }

    /// <summary>Seals one enterprise; null when nothing is new.</summary>
    public async Task<Checkpoint?> SealAsync(int tenant, CancellationToken ct)
    {
        var own = await appender.HeadAsync(tenant, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, tenant, ct);
        var heads = new List<Head>();
        foreach (var (stream, sealedSeq, at) in await UnsealedAsync(connection, tenant, ct))
        {
            if (stream == appender.Stream)
            {
                if (own is not null && own.Seq > sealedSeq) heads.Add(own);
            }
            else if (time.GetUtcNow() - at > Abandoned && await FollowAsync(connection, tenant, stream, sealedSeq, ct) is { } head)
            {
                heads.Add(head);
            }
        }

        if (heads.Count == 0) return null;
        var checkpoint = await WriteAsync(connection, tenant, heads, null, ct);
        await transaction.CommitAsync(ct);
        await RememberAsync(tenant, checkpoint, ct);
        return checkpoint.Checkpoint;
    }

    /// <summary>Writes a checkpoint within a transaction that holds the lock.</summary>
    public async Task<(Checkpoint Checkpoint, byte[] Hash)> WriteAsync(NpgsqlConnection connection, int tenant, IReadOnlyList<Head> heads, Pruned? pruned, CancellationToken ct)
    {
        await appender.Key.Value.AnnounceAsync(connection, time, ct);
        var last = await LastAsync(connection, tenant, ct);
        var checkpoint = new Checkpoint(tenant, (last?.Number ?? 0) + 1, last?.Hash, time.GetUtcNow(), heads, pruned);
        var body = checkpoint.ToBody(appender.Key.Value.Fingerprint);
        var hash = Checkpoint.HashOf(body);
        await using var insert = new NpgsqlCommand("insert into audit.checkpoint (tenant_id, number, at, body, hash, key, signature) values ($1, $2, $3, $4, $5, $6, $7)", connection);
        foreach (var value in new object[] { tenant, checkpoint.Number, checkpoint.At, body, hash, appender.Key.Value.Fingerprint, appender.Key.Value.Sign(body) }) insert.Parameters.AddWithValue(value);
        await insert.ExecuteNonQueryAsync(ct);
        foreach (var head in heads)
        {
            await using var mark = new NpgsqlCommand("update audit.stream set sealed_seq = $3 where tenant_id = $1 and stream = $2", connection);
            foreach (var value in new object[] { tenant, head.Stream, head.Seq }) mark.Parameters.AddWithValue(value);
            await mark.ExecuteNonQueryAsync(ct);
        }

        return (checkpoint, hash);
    }

    /// <summary>Keeps number and hash of the newest checkpoint in the data folder: whoever cuts off the end of the log together with its checkpoints is found out by it.</summary>
    public async Task RememberAsync(int tenant, (Checkpoint Checkpoint, byte[] Hash) made, CancellationToken ct)
    {
        try
        {
            await LastCheckpoints.KeepAsync(options.Folder, tenant, made.Checkpoint.Number, made.Hash, ct);
        }
        catch (IOException e)
        {
            log.LogWarning(e, "The number of the last checkpoint could not be kept in {Folder}", options.Folder);
        }
    }

    /// <summary>One process at a time makes checkpoints of an enterprise.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, int tenant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('audit.checkpoint'), $1)", connection);
        command.Parameters.AddWithValue(tenant);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Number and hash of the newest checkpoint.</summary>
    public static async Task<(long Number, byte[] Hash)?> LastAsync(NpgsqlConnection connection, int tenant, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select number, hash from audit.checkpoint where tenant_id = $1 order by number desc limit 1", connection);
        query.Parameters.AddWithValue(tenant);
        await using var reader = await query.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    private async Task<List<int>> TenantsAsync(CancellationToken ct)
    {
        await using var query = database.CreateCommand("select distinct tenant_id from audit.stream where head_seq > sealed_seq");
        var tenants = new List<int>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) tenants.Add(reader.GetInt32(0));
        return tenants;
    }

    private static async Task<List<(Guid Stream, long Sealed, DateTimeOffset At)>> UnsealedAsync(NpgsqlConnection connection, int tenant, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select stream, sealed_seq, at from audit.stream where tenant_id = $1 and head_seq > sealed_seq order by stream", connection);
        query.Parameters.AddWithValue(tenant);
        var streams = new List<(Guid, long, DateTimeOffset)>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) streams.Add((reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return streams;
    }

    /// <summary>Follows the links after what is sealed; null when one does not hold.</summary>
    private async Task<Head?> FollowAsync(NpgsqlConnection connection, int tenant, Guid stream, long sealedSeq, CancellationToken ct)
    {
        var head = sealedSeq == 0 ? new Head(stream, 0, Chain.Genesis(tenant, stream)) : null;
        await using var query = new NpgsqlCommand("select seq, body, hash from audit.record where tenant_id = $1 and stream = $2 and seq >= $3 order by seq", connection);
        foreach (var value in new object[] { tenant, stream, Math.Max(1, sealedSeq) }) query.Parameters.AddWithValue(value);
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (seq, body, hash) = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2));
            if (head is not null && (seq != head.Seq + 1 || !Chain.Next(head.Hash, body).AsSpan().SequenceEqual(hash)))
            {
                log.LogError("The audit log of enterprise {Tenant}, stream {Stream}, does not hold at entry {Seq}; it is not signed. Run huitang verify-audit.", tenant, stream, seq);
                return null;
            }

            head = new Head(stream, seq, hash);
        }

        return head?.Seq > sealedSeq ? head : null;
    }
}

/// <summary>The file that keeps the newest checkpoint of each enterprise outside the database.</summary>
internal static class LastCheckpoints
{
    private const string File = "last-checkpoints.json";

    private static readonly SemaphoreSlim One = new(1, 1);

    /// <summary>Keeps one.</summary>
    public static async Task KeepAsync(string folder, int tenant, long number, byte[] hash, CancellationToken ct)
    {
        if (folder.Length == 0) return;
        await One.WaitAsync(ct);
        try
        {
            var all = await ReadAsync(folder, ct);
            all[tenant] = new Kept(number, Convert.ToHexStringLower(hash));
            var path = Path.Combine(folder, File);
            await System.IO.File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(all), ct);
            System.IO.File.Move(path + ".new", path, overwrite: true);
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>All that are kept; none when there is no file.</summary>
    public static async Task<Dictionary<int, Kept>> ReadAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, File);
        if (folder.Length == 0 || !System.IO.File.Exists(path)) return [];
        return JsonSerializer.Deserialize<Dictionary<int, Kept>>(await System.IO.File.ReadAllTextAsync(path, ct)) ?? [];
    }

    /// <summary>Number and hash, hexadecimal.</summary>
    public sealed record Kept(long Number, string Hash);
}
