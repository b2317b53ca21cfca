using System.Collections.Concurrent;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Audit;

/// <summary>Keys of people, by enterprise. Kept for a minute, so a person erased in another process is sealed under a deleted key at most that long, which reads as erased all the same.</summary>
internal sealed class SubjectKeys(NpgsqlDataSource database, TimeProvider time)
{
    private const int Most = 50_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(int Tenant, Guid Subject), (byte[]? Key, DateTimeOffset At)> _known = new();

    /// <summary>Keys to write with, made where missing; null for people who were erased.</summary>
    public async Task<IReadOnlyDictionary<Guid, byte[]?>> ForWritingAsync(int tenant, IEnumerable<Guid> subjects, CancellationToken ct)
    {
        var found = new Dictionary<Guid, byte[]?>();
        var now = time.GetUtcNow();
        var missing = new List<Guid>();
        foreach (var subject in subjects.Distinct())
        {
            if (_known.TryGetValue((tenant, subject), out var known) && now - known.At < Life) found[subject] = known.Key;
            else missing.Add(subject);
        }

        if (missing.Count == 0) return found;
        await using var make = database.CreateCommand("""
            with made as (insert into audit.subject_key (tenant_id, subject, key) select $1, s, k from unnest($2, $3) as u(s, k) on conflict do nothing returning subject, key)
            select subject, key from made union all select subject, key from audit.subject_key where tenant_id = $1 and subject = any($2)
            """);
        make.Parameters.AddWithValue(tenant);
        make.Parameters.AddWithValue(missing.ToArray());
        make.Parameters.AddWithValue(missing.Select(_ => SealedBox.NewKey()).ToArray());
        if (_known.Count > Most) _known.Clear();
        await using (var reader = await make.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) Keep(reader.GetGuid(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<byte[]>(1));
        }

        // Made by another process in the same moment: not seen by the statement above.
        foreach (var (subject, key) in missing.Any(s => !found.ContainsKey(s)) ? await ReadAsync(tenant, missing, ct) : []) Keep(subject, key);
        return found;

        void Keep(Guid subject, byte[]? key) => (found[subject], _known[(tenant, subject)]) = (key, (key, now));
    }

    /// <summary>Keys to read with; people who were erased, or never had one, are left out.</summary>
    public async Task<Dictionary<Guid, byte[]>> ReadAsync(int tenant, IEnumerable<Guid>? subjects, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await LoadAsync(connection, tenant, subjects, ct);
    }

    /// <summary>The same, over an open connection.</summary>
    public static async Task<Dictionary<Guid, byte[]>> LoadAsync(NpgsqlConnection connection, int tenant, IEnumerable<Guid>? subjects, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select subject, key from audit.subject_key where tenant_id = $1 and key is not null and ($2::uuid[] is null or subject = any($2))", connection);
        query.Parameters.AddWithValue(tenant);
        query.Parameters.Add(new NpgsqlParameter { Value = subjects?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid });
        var keys = new Dictionary<Guid, byte[]>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) keys[reader.GetGuid(0)] = reader.GetFieldValue<byte[]>(1);
        return keys;
    }

    /// <summary>Forgets a key that was deleted.</summary>
    public void Forget(int tenant, Guid subject) => _known[(tenant, subject)] = (null, time.GetUtcNow());
}
