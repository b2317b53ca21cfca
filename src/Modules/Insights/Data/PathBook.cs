using System.Collections.Concurrent;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>Numbers for departments with all above them, as they stand when a fact is written.</summary>
internal sealed class PathBook(NpgsqlDataSource data, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TenantId, (IReadOnlyDictionary<Guid, Guid[]> Tree, DateTimeOffset Until)> _trees = new();
    private readonly ConcurrentDictionary<(TenantId, string), int> _numbers = new();

    /// <summary>Number of the path of a department; 0 for none.</summary>
    public async ValueTask<int> NumberAsync(TenantId tenant, Guid? department, IDirectory directory, CancellationToken ct)
    {
        if (department is not { } own || own == Guid.Empty) return 0;
        var path = (await TreeAsync(tenant, directory, ct)).GetValueOrDefault(own) ?? [own];
        var key = (tenant, string.Concat(path.Select(d => d.ToString("N"))));
        if (_numbers.TryGetValue(key, out var number)) return number;
        await using var command = data.CreateCommand("""
            insert into insights.path(tenant_id, departments) values ($1, $2) on conflict (tenant_id, departments) do update set departments = excluded.departments returning id
            """);
        command.Parameters.AddWithValue(tenant.Value);
        command.Parameters.AddWithValue(path);
        return _numbers[key] = (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private async ValueTask<IReadOnlyDictionary<Guid, Guid[]>> TreeAsync(TenantId tenant, IDirectory directory, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_trees.TryGetValue(tenant, out var known) && known.Until > now) return known.Tree;
        var tree = Paths(await directory.DepartmentsAsync(ct));
        _trees[tenant] = (tree, now + Fresh);
        return tree;
    }

    /// <summary>Departments from the top down to each.</summary>
    public static Dictionary<Guid, Guid[]> Paths(IReadOnlyList<Department> departments)
    {
        var paths = new Dictionary<Guid, Guid[]>(departments.Count);
        foreach (var d in departments) paths[d.Id.Value] = [.. d.Parent is { } p ? paths.GetValueOrDefault(p.Value) ?? [p.Value] : [], d.Id.Value];
        return paths;
    }
}
