using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live;

/// <summary>Wakes meetings whose owner died, so that whoever does not come back is written out and nothing stays open for ever. Waking one that is alive costs one call.</summary>
internal sealed class LiveRecovery(FactStore store, IGrainFactory grains, TimeProvider time, ILogger<LiveRecovery> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var meeting in await store.LiveMeetingsAsync(stoppingToken)) await grains.GetGrain<IMeetingGrain>(meeting.Value).WakeAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Looking for meetings without an owner failed; trying again");
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
