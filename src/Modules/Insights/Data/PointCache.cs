using System.Collections.Concurrent;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Data;

/// <summary>Distinct people of points counted before, each with what tells whether it was counted from what is stored now.</summary>
internal sealed class PointCache
{
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<(TenantId, Guid, Period), Counted> _points = new();

    /// <summary>The count of a point; null when it is not known.</summary>
    public Counted? Find(TenantId tenant, Guid department, Period point) => _points.TryGetValue((tenant, department, point), out var counted) ? counted : null;

    /// <summary>Keeps the count of a point.</summary>
    public void Keep(TenantId tenant, Guid department, Period point, Counted counted)
    {
        if (_points.Count > Most) _points.Clear();
        _points[(tenant, department, point)] = counted;
    }

    /// <summary>Distinct people of a point.</summary>
    /// <param name="Version">Digest of the transactions that wrote its days, or what they are in.</param>
    /// <param name="Distinct">How many.</param>
    internal readonly record struct Counted(long Version, Distinct Distinct);
}
