using System.Text.Json;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Policies;

/// <summary>Reads an enterprise's settings of one subject. Always a value: what was never changed is the record's own default.</summary>
internal sealed class StoredPolicy<TPolicy>(NpgsqlDataSource database) : IPolicy<TPolicy> where TPolicy : IPolicyRecord, new()
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async ValueTask<TPolicy> GetAsync(TenantId tenant, CancellationToken ct)
    {
        await using var query = database.CreateCommand("select value from policies.policy where tenant_id = $1 and type = $2");
        query.Parameters.AddWithValue(tenant.Value);
        query.Parameters.AddWithValue(typeof(TPolicy).FullName!);
        return await query.ExecuteScalarAsync(ct) is string stored
            ? JsonSerializer.Deserialize<TPolicy>(stored, Json) ?? new TPolicy()
            : new TPolicy();
    }
}
