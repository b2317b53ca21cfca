using System.Collections.Concurrent;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Insights.Data;

/// <summary>Keeps each enterprise's register: fresh for a while, the longer the longer it takes to read, then read anew behind the backs of those who look, unless it is old.</summary>
internal sealed class RosterBook(IServiceScopeFactory scopes, TimeProvider time)
{
    // Reading is to take a hundredth of the time at most: a hundred thousand people are half a second of a core.
    private const int Share = 100;
    private static readonly TimeSpan LeastFresh = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MostFresh = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<TenantId, (Register Register, DateTimeOffset At, TimeSpan Fresh)> _known = new();
    private readonly ConcurrentDictionary<TenantId, Task<Register>> _reading = new();

    public async ValueTask<Register> ReadAsync(TenantId tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!_known.TryGetValue(tenant, out var known) || now - known.At > known.Fresh * 4) return await AnewAsync(tenant).WaitAsync(ct);
        if (now - known.At > known.Fresh) _ = AnewAsync(tenant);
        return known.Register;
    }

    private Task<Register> AnewAsync(TenantId tenant) => _reading.GetOrAdd(tenant, id => Task.Run(async () =>
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(id);
            var began = time.GetUtcNow();
            var departments = await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(CancellationToken.None);
            var register = new Register(await scope.ServiceProvider.GetRequiredService<IRoster>().ReadAsync(CancellationToken.None), departments);
            // What was asked of the one before will be asked of this one: not in the time of whoever looks next.
            if (_known.TryGetValue(id, out var before)) register.PrepareLike(before.Register);
            var now = time.GetUtcNow();
            _known[id] = (register, now, TimeSpan.FromTicks(Math.Clamp((now - began).Ticks * Share, LeastFresh.Ticks, MostFresh.Ticks)));
            return register;
        }
        finally
        {
            _reading.TryRemove(id, out _);
        }
    }));
}
