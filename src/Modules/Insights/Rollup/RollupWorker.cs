using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huitang.Insights.Rollup;

/// <summary>Keeps the figures up with the facts: at once in the process that wrote them, within half a second for those other processes wrote.</summary>
internal sealed class RollupWorker(Rollups rollups, RollupSignal signal, Upkeep upkeep, TimeProvider time, ILogger<RollupWorker> log) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tended = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetUtcNow() - tended > TimeSpan.FromMinutes(1))
                {
                    tended = time.GetUtcNow();
                    await upkeep.TendAsync(stoppingToken);
                }

                if (await rollups.StepAsync(stoppingToken)) await Task.Delay(Rest, time, stoppingToken);
                else await signal.WaitAsync(Idle, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("Figures could not be rolled up: {Problem}; trying again", e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
