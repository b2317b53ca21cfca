using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huitang.Identity.Access;

/// <summary>Marks that somebody's rights changed, so that open pages look again. Acts need no telling: they read the rights each time.</summary>
internal static class RightsVersion
{
    /// <summary>Saves the context and marks the change, in one transaction.</summary>
    public static async Task<Error?> SaveRightsAsync(this AppDb db, CancellationToken ct)
    {
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(ct) : null;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.ChangedMeanwhile;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return CommonErrors.ChangedMeanwhile;
        }

        var tenant = db.CurrentTenant;
        await db.Enterprises.Where(e => e.Id == tenant).ExecuteUpdateAsync(set => set.SetProperty(e => e.RightsVersion, e => e.RightsVersion + 1), ct);
        if (transaction is not null) await transaction.CommitAsync(ct);
        return null;
    }
}

/// <summary>Watches, while pages are open here, whether rights changed anywhere in the cluster: one small query a second for each process.</summary>
internal sealed class RightsWatch(NpgsqlDataSource database, TimeProvider time, ILogger<RightsWatch> log) : BackgroundService, IRightsWatch
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Watcher, byte> _watchers = new();

    public IDisposable Subscribe(TenantId tenant, Action changed)
    {
        var watcher = new Watcher(this, tenant, changed);
        _watchers[watcher] = 0;
        return watcher;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_watchers.IsEmpty || stoppingToken.IsCancellationRequested) continue;
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogInformation("Whether rights changed could not be read: {Problem}", e.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        await using var query = database.CreateCommand("select id, rights_version from identity.enterprise");
        var now = new Dictionary<TenantId, long>();
        await using (var rows = await query.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct)) now[new TenantId(rows.GetInt32(0))] = rows.GetInt64(1);
        }

        foreach (var watcher in _watchers.Keys)
        {
            // The first look counts as a change: the rights were read at some moment before it.
            if (!now.TryGetValue(watcher.Tenant, out var version) || watcher.Seen == version) continue;
            watcher.Seen = version;
            try
            {
                watcher.Changed();
            }
            catch (Exception e)
            {
                log.LogDebug(e, "A page did not take the news of changed rights");
            }
        }
    }

    private sealed class Watcher(RightsWatch owner, TenantId tenant, Action changed) : IDisposable
    {
        public TenantId Tenant { get; } = tenant;

        public Action Changed { get; } = changed;

        public long? Seen { get; set; }

        public void Dispose() => owner._watchers.TryRemove(this, out _);
    }
}
