using System.Text.Json;
using Huitang.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Policies;

/// <summary>Reads an enterprise's settings of one subject. Always a value: what was never changed is the record's own default.</summary>
internal sealed class StoredPolicy<TPolicy>(NpgsqlDataSource database, TimeProvider time) : IPolicy<TPolicy> where TPolicy : IPolicyRecord, new()
{
    private static readonly string Name = typeof(TPolicy).FullName!;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async ValueTask<TPolicy> GetAsync(TenantId tenant, CancellationToken ct)
    {
        await using var query = database.CreateCommand("select value from policies.policy where tenant_id = $1 and type = $2");
        query.Parameters.AddWithValue(tenant.Value);
        query.Parameters.AddWithValue(Name);
        return await query.ExecuteScalarAsync(ct) is string stored
            ? JsonSerializer.Deserialize<TPolicy>(stored, Json) ?? new TPolicy()
            : new TPolicy();
    }

    public async Task<TPolicy> ChangeAsync(TenantId tenant, Func<TPolicy, TPolicy> change, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // A first change has no row to lock, so the subject itself is locked.
        await using (var take = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, $2))", connection) { Parameters = { new() { Value = Name }, new() { Value = (long)tenant.Value } } }) await take.ExecuteNonQueryAsync(ct);
        var before = await GetAsync(tenant, ct);
        await using (var write = new NpgsqlCommand("""
            insert into policies.policy(tenant_id, type, value, changed_at, version) values ($1, $2, $3, $4, 1)
            on conflict (tenant_id, type) do update set value = excluded.value, changed_at = excluded.changed_at, version = policy.version + 1
            """, connection) { Parameters = { new() { Value = tenant.Value }, new() { Value = Name }, new() { Value = JsonSerializer.Serialize(change(before), Json), NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = time.GetUtcNow() } } })
            await write.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return before;
    }
}
