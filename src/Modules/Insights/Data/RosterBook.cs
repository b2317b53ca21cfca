using System.Collections.Concurrent;
using Huitang.Identity.Contracts;
using Huitang.Kernel;

namespace Huitang.Insights.Data;

/// <summary>The people behind the numbers, read at most every few seconds.</summary>
/// <param name="ByOrdinal">Accounts by number.</param>
/// <param name="Paths">Departments from the top down to each.</param>
/// <param name="Departments">All departments, parents before children.</param>
internal sealed record Register(IReadOnlyDictionary<int, RosterPerson> ByOrdinal, IReadOnlyDictionary<Guid, Guid[]> Paths, IReadOnlyList<Department> Departments)
{
    /// <summary>Name of a department; empty when it is gone.</summary>
    public string NameOf(DepartmentId? id) => id is { } d ? Names.GetValueOrDefault(d, "") : "";

    private IReadOnlyDictionary<DepartmentId, string> Names => _names ??= Departments.ToDictionary(d => d.Id, d => d.Name);

    private IReadOnlyDictionary<DepartmentId, string>? _names;
}

/// <summary>Keeps each enterprise's register for a few seconds.</summary>
internal sealed class RosterBook(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<TenantId, (Register Register, DateTimeOffset Until)> _known = new();

    public async ValueTask<Register> ReadAsync(TenantId tenant, IRoster roster, IDirectory directory, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(tenant, out var known) && known.Until > now) return known.Register;
        var departments = await directory.DepartmentsAsync(ct);
        var register = new Register((await roster.ReadAsync(ct)).ToDictionary(p => p.Ordinal), PathBook.Paths(departments), departments);
        _known[tenant] = (register, now + Fresh);
        return register;
    }
}
