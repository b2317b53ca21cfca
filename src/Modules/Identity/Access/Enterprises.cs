using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Access;

/// <summary>Enterprises, remembered for a few seconds: they hardly change, and every request asks.</summary>
internal sealed class Enterprises(IServiceScopeFactory scopes, TimeProvider time) : IEnterprises
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TenantId, (Enterprise Value, DateTimeOffset At)> _known = new();
    private Enterprise? _default;

    public async ValueTask<Enterprise?> GetAsync(TenantId id, CancellationToken ct)
    {
        if (_known.TryGetValue(id, out var known) && time.GetUtcNow() - known.At < Fresh) return known.Value;
        var found = await FindAsync(q => q.Where(e => e.Id == id), ct);
        if (found is not null) _known[id] = (found, time.GetUtcNow());
        return found;
    }

    public async ValueTask<Enterprise?> DefaultAsync(CancellationToken ct)
    {
        if (_default is { } known) return await GetAsync(known.Id, ct);
        // Only an answer is remembered: before the first run there is none, and then suddenly there is.
        return _default = await FindAsync(q => q, ct);
    }

    private async Task<Enterprise?> FindAsync(Func<IQueryable<EnterpriseRow>, IQueryable<EnterpriseRow>> which, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return await which(db.Enterprises.AsNoTracking()).OrderBy(e => e.Id).Select(e => new Enterprise(e.Id, e.CorpId, e.Name)).FirstOrDefaultAsync(ct);
    }
}
