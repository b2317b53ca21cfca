using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Downloads.Running;

/// <summary>Every ten minutes: files that were kept long enough go, lines of long ago too, and what a killed process left in the work folder.</summary>
internal sealed class DownloadUpkeep(IServiceScopeFactory scopes, IFileStore store, TimeProvider time, ILogger<DownloadUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeepLines = TimeSpan.FromDays(180);
    private const int Batch = 200;

    /// <summary>Does what is due; answers how many files expired.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = time.GetUtcNow();
        var all = db.Downloads.IgnoreQueryFilters();
        var gone = 0;
        while (await all.AsNoTracking().Where(j => j.State == JobState.Done && j.ExpiresAt <= now).OrderBy(j => j.ExpiresAt).Take(Batch).Select(j => new { j.Id, j.FileKey }).ToListAsync(ct) is { Count: > 0 } due)
        {
            foreach (var job in due)
            {
                if (job.FileKey is { } key) await store.DeleteAsync(key, ct);
                // Whoever fetched a new file meanwhile has a later moment: then this one counts no more.
                gone += await all.Where(j => j.Id == job.Id && j.State == JobState.Done && j.FileKey == job.FileKey).ExecuteUpdateAsync(set => set.SetProperty(j => j.State, JobState.Expired).SetProperty(j => j.FileKey, (string?)null), ct);
            }
        }

        // Jobs that were given up because their process died: it may have stored a file before it could say so.
        foreach (var lost in await all.AsNoTracking().Where(j => (j.State == JobState.Failed || j.State == JobState.Cancelled) && j.FileKey != null).Select(j => new { j.Id, j.FileKey }).ToListAsync(ct))
        {
            await store.DeleteAsync(lost.FileKey!, ct);
            await all.Where(j => j.Id == lost.Id && j.FileKey == lost.FileKey && (j.State == JobState.Failed || j.State == JobState.Cancelled)).ExecuteUpdateAsync(set => set.SetProperty(j => j.FileKey, (string?)null), ct);
        }

        var old = now - KeepLines;
        await all.Where(j => j.CreatedAt < old && (j.State == JobState.Expired || j.State == JobState.Failed || j.State == JobState.Cancelled)).ExecuteDeleteAsync(ct);
        Sweep();
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
                log.LogWarning("Old downloads could not be removed: {Problem}; trying again", e.Message);
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A file somebody writes is locked; what can be opened alone belongs to nobody.
    private void Sweep()
    {
        foreach (var file in Directory.EnumerateFiles(store.WorkFolder))
        {
            try
            {
                if (time.GetUtcNow() - File.GetLastWriteTimeUtc(file) < Every) continue;
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                File.Delete(file);
            }
            catch (IOException)
            {
                // In use, or gone already.
            }
        }
    }
}
