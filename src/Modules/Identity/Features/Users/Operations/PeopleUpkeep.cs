using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>Each hour: accounts 30 days in the recycle bin go for good, and operations that can no longer be taken back lose their rows. Several processes at once change nothing.</summary>
internal sealed class PeopleUpkeep(IServiceScopeFactory scopes, TimeProvider time, ILogger<PeopleUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepOperations = TimeSpan.FromDays(30);
    private const int Batch = 500;

    /// <summary>Does what is due, in all enterprises; answers how many accounts went.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var gone = 0;
        foreach (var tenant in await TenantsAsync(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var now = time.GetUtcNow();
            var (bin, old) = (now - RecycleBin.Life, now - KeepOperations);
            while (await db.Users.Where(u => u.Status == UserStatus.Cancelled && u.DeletedAt < bin).Select(u => u.Id).Take(Batch).ToListAsync(ct) is { Count: > 0 } due)
                gone += await scope.ServiceProvider.GetRequiredService<RecycleBin>().PurgeAsync(due, ct);
            var operations = db.PeopleOperations;
            await db.PeopleOperationItems.Where(i => operations.Any(o => o.Id == i.OperationId && o.CreatedAt < old)).ExecuteDeleteAsync(ct);
            await db.PeopleOperations.Where(o => o.CreatedAt < old).ExecuteDeleteAsync(ct);
        }

        return gone;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The recycle bin could not be emptied; trying again in an hour");
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<TenantId>> TenantsAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Enterprises.AsNoTracking().Select(e => e.Id).ToListAsync(ct);
    }
}
