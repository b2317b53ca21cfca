using System.Collections.Concurrent;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Data;

/// <summary>The clock by which each enterprise's days are cut.</summary>
internal sealed class Clocks(IPolicy<EnterpriseClock> policy, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TenantId, (DayClock Clock, DateTimeOffset Until)> _known = new();

    public async ValueTask<DayClock> OfAsync(TenantId tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(tenant, out var known) && known.Until > now) return known.Clock;
        var clock = DayClock.Of((await policy.GetAsync(tenant, ct)).Zone);
        _known[tenant] = (clock, now + Fresh);
        return clock;
    }

    /// <summary>Forgets what was known: the policy changed.</summary>
    public void Forget() => _known.Clear();
}
