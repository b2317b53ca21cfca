using System.Data;
using System.Runtime.CompilerServices;
using Huitang.Audit.Contracts;
using Npgsql;

namespace Huitang.Audit;

/// <summary>Reads a database as it stood at one moment, by pages, so that writers are not disturbed and nothing moves meanwhile.</summary>
internal sealed class DatabaseChain : IChainSource
{
    private const int Page = 4000;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private DatabaseChain(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    public bool HasList => true;

    public IReadOnlyList<VerificationProblem> Problems => [];

    public static async Task<DatabaseChain> OpenAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            return new DatabaseChain(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<int>> TenantsAsync(CancellationToken ct) =>
        ListAsync("select tenant_id from audit.stream union select tenant_id from audit.checkpoint union select distinct tenant_id from audit.record order by 1", r => r.GetInt32(0), ct);

    public Task<IReadOnlyList<StoredKey>> KeysAsync(CancellationToken ct) =>
        ListAsync("select fingerprint, public_key, node from audit.signing_key", r => new StoredKey(r.GetString(0), r.GetFieldValue<byte[]>(1), r.GetString(2)), ct);

    public Task<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(int tenant, CancellationToken ct) =>
        ListAsync("select number, body, hash, key, signature from audit.checkpoint where tenant_id = $1 order by number",
            r => new StoredCheckpoint(r.GetInt64(0), r.GetFieldValue<byte[]>(1), r.GetFieldValue<byte[]>(2), r.GetString(3), r.GetFieldValue<byte[]>(4)), ct, tenant);

    public Task<IReadOnlyList<Guid>> StreamsAsync(int tenant, CancellationToken ct) =>
        ListAsync("""
            with recursive seen as (
                (select stream from audit.record where tenant_id = $1 order by stream limit 1)
                union all select (select r.stream from audit.record r where r.tenant_id = $1 and r.stream > seen.stream order by r.stream limit 1) from seen where seen.stream is not null),
            listed as (
                (select stream from audit.act where tenant_id = $1 order by stream limit 1)
                union all select (select a.stream from audit.act a where a.tenant_id = $1 and a.stream > listed.stream order by a.stream limit 1) from listed where listed.stream is not null)
            select stream from seen where stream is not null union select stream from listed where stream is not null union select stream from audit.stream where tenant_id = $1 order by 1
            """, r => r.GetGuid(0), ct, tenant);

    public async Task<long?> NotedHeadAsync(int tenant, Guid stream, CancellationToken ct)
    {
        await using var query = Command("select head_seq from audit.stream where tenant_id = $1 and stream = $2", tenant, stream);
        return await query.ExecuteScalarAsync(ct) as long?;
    }

    public async IAsyncEnumerable<StoredRecord> RecordsAsync(int tenant, Guid stream, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = long.MinValue; ;)
        {
            var page = await ListAsync("select seq, at, body, hash from audit.record where tenant_id = $1 and stream = $2 and seq > $3 order by seq limit $4",
                r => new StoredRecord(r.GetInt64(0), r.GetFieldValue<DateTimeOffset>(1), r.GetFieldValue<byte[]>(2), r.GetFieldValue<byte[]>(3)), ct, tenant, stream, after, Page);
            foreach (var record in page) yield return record;
            if (page.Count < Page) yield break;
            after = page[^1].Seq;
        }
    }

    public async IAsyncEnumerable<Act> ActsAsync(int tenant, Guid stream, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var (after, id) = (long.MinValue, Guid.Empty); ;)
        {
            var page = await ListAsync($"select {ActColumns.Select} from audit.act a where a.tenant_id = $1 and a.stream = $2 and (a.open_seq, a.id) > ($3, $4) order by a.open_seq, a.id limit $5",
                ActColumns.Read, ct, tenant, stream, after, id, Page);
            foreach (var act in page) yield return act;
            if (page.Count < Page) yield break;
            (after, id) = (page[^1].OpenSeq, page[^1].Id);
        }
    }

    public Task<Dictionary<Guid, byte[]>> SubjectKeysAsync(int tenant, CancellationToken ct) => SubjectKeys.LoadAsync(_connection, tenant, null, ct);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction) { CommandTimeout = 300 };
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return command;
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] values)
    {
        await using var query = Command(sql, values);
        await using var reader = await query.ExecuteReaderAsync(ct);
        var list = new List<T>();
        while (await reader.ReadAsync(ct)) list.Add(read(reader));
        return list;
    }
}
