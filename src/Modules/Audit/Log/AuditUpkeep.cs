using Huitang.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Audit;

/// <summary>Seals once a minute when there is something new and once more at the end, writes what is late, prunes once a day.</summary>
internal sealed class AuditUpkeep(Sealer sealer, Pruning pruning, ChainedAuditLog audit, TimeProvider time, ILogger<AuditUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private DateTimeOffset _pruned;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // The last seal has time of its own: what stopped before may have used up the host's.
        using var limit = new CancellationTokenSource(AtTheEnd, time);
        try
        {
            await TryAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            log.LogWarning("The audit log was not sealed once more in time; the next start seals it");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            await TryAsync(stoppingToken);
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await audit.WriteLateAsync();
            await sealer.SealAsync(ct);
            if (time.GetUtcNow() - _pruned < Day) return;
            _pruned = time.GetUtcNow();
            await pruning.PruneAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "Sealing or pruning the audit log failed; trying again");
        }
    }
}
