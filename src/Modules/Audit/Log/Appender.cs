using System.Collections.Concurrent;
using System.Text.Json;
using Huitang.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Audit;

/// <summary>One record to be written.</summary>
/// <param name="Tenant">Enterprise.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Before">The act as earlier records made it; null for the first.</param>
/// <param name="Open">Opens boxes of this record.</param>
internal sealed record Appended(int Tenant, byte[] Body, Act? Before, Func<Guid, string, byte[]?> Open)
{
    /// <summary>The act after it; set once written.</summary>
    public Act? After { get; set; }
}

/// <summary>
/// Writes the chain of this process' run. Group commit: whoever comes first writes for all who wait, in one transaction with one round trip, so writers share commits in place of waiting for each
/// other's. Nothing runs in the background, so it also works in commands that start no host.
/// </summary>
internal sealed class Appender(NpgsqlDataSource database, TimeProvider time, AuditOptions options) : IDisposable
{
    private const int MostAtOnce = 1000;

    private readonly ConcurrentQueue<Waiting> _queue = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<int, Head> _heads = [];
    private bool _announced;
    private bool _unsure;

    /// <summary>The stream: this run of this process.</summary>
    public Guid Stream { get; } = Ids.New(time);

    /// <summary>The key that signs for the stream.</summary>
    public Lazy<SigningKey> Key { get; } = new(() => SigningKey.Open(options.Folder, make: true)!);

    /// <summary>Writes all or none; returns when they are committed, throws when they are not.</summary>
    public async Task WriteAsync(IReadOnlyList<Appended> records)
    {
        var waiting = new Waiting(records);
        _queue.Enqueue(waiting);
        // Never cancelled: somebody else may already be writing it.
        await _turn.WaitAsync();
        try
        {
            if (!waiting.Done.Task.IsCompleted) await DrainAsync();
        }
        finally
        {
            _turn.Release();
        }

        await waiting.Done.Task;
    }

    /// <summary>Head of this stream in an enterprise, as this process knows it; null when it has written nothing there. Waits for writing under way.</summary>
    public async Task<Head?> HeadAsync(int tenant, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return _unsure ? null : _heads.GetValueOrDefault(tenant);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        if (Key.IsValueCreated) Key.Value.Dispose();
    }

    private async Task DrainAsync()
    {
        var units = new List<Waiting>();
        for (var count = 0; count < MostAtOnce && _queue.TryDequeue(out var next); count += next.Records.Count) units.Add(next);
        try
        {
            await CommitAsync(units.SelectMany(unit => unit.Records).ToList());
            foreach (var unit in units) unit.Done.SetResult();
        }
        catch (Exception e)
        {
            // Whether it was committed is not known: heads are read anew before the next writing.
            _unsure = true;
            foreach (var unit in units) unit.Done.SetException(e);
        }
    }

    private async Task CommitAsync(List<Appended> records)
    {
        await using var connection = await database.OpenConnectionAsync();
        if (_unsure) await ReadHeadsAsync(connection);
        if (!_announced)
        {
            await Key.Value.AnnounceAsync(connection, time, CancellationToken.None);
            _announced = true;
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var heads = new Dictionary<int, Head>(_heads);
        var links = new List<(int Tenant, long Seq, byte[] Body, byte[] Hash)>();
        var acts = new Dictionary<(int, Guid), Act>();
        foreach (var record in records)
        {
            if (!heads.ContainsKey(record.Tenant)) Link(record.Tenant, ActBodies.Stream(Key.Value.Fingerprint, $"{Environment.MachineName}:{Environment.ProcessId}", now));
            var seq = Link(record.Tenant, record.Body);
            using var body = JsonDocument.Parse(record.Body);
            record.After = new ActFold(record.Open).Apply(record.Tenant, Stream, seq, body.RootElement, record.Before);
            if (record.After is { } act) acts[(act.Tenant, act.Id)] = act;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(
            "insert into audit.record (tenant_id, stream, seq, at, body, hash) select t, $1, s, $2, b, h from unnest($3, $4, $5, $6) as u(t, s, b, h)",
            Stream, now.UtcDateTime, links.Select(l => l.Tenant).ToArray(), links.Select(l => l.Seq).ToArray(), links.Select(l => l.Body).ToArray(), links.Select(l => l.Hash).ToArray()));
        if (acts.Count > 0) batch.BatchCommands.Add(ActColumns.Write([.. acts.Values]));
        var moved = links.Select(l => l.Tenant).Distinct().ToArray();
        batch.BatchCommands.Add(Command(
            """
            insert into audit.stream (tenant_id, stream, head_seq, head_hash, sealed_seq, at) select t, $1, s, h, 0, $2 from unnest($3, $4, $5) as u(t, s, h)
            on conflict (tenant_id, stream) do update set head_seq = excluded.head_seq, head_hash = excluded.head_hash, at = excluded.at
            """,
            Stream, now.UtcDateTime, moved, moved.Select(t => heads[t].Seq).ToArray(), moved.Select(t => heads[t].Hash).ToArray()));
        await batch.ExecuteNonQueryAsync();
        foreach (var (tenant, head) in heads) _heads[tenant] = head;

        long Link(int tenant, byte[] body)
        {
            var before = heads.GetValueOrDefault(tenant) ?? new Head(Stream, 0, Chain.Genesis(tenant, Stream));
            var head = new Head(Stream, before.Seq + 1, Chain.Next(before.Hash, body));
            heads[tenant] = head;
            links.Add((tenant, head.Seq, body, head.Hash));
            return head.Seq;
        }
    }

    private async Task ReadHeadsAsync(NpgsqlConnection connection)
    {
        await using var query = new NpgsqlCommand("select tenant_id, head_seq, head_hash from audit.stream where stream = $1", connection);
        query.Parameters.AddWithValue(Stream);
        var heads = new Dictionary<int, Head>();
        await using (var reader = await query.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) heads[reader.GetInt32(0)] = new Head(Stream, reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        }

        _heads.Clear();
        foreach (var (tenant, head) in heads) _heads[tenant] = head;
        _unsure = false;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                DateTime at => new NpgsqlParameter { Value = at, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                _ => new NpgsqlParameter { Value = value },
            });
        }

        return command;
    }

    private sealed record Waiting(IReadOnlyList<Appended> Records)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
