using Huitang.Insights.Contracts;
using Huitang.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Insights.Data;

/// <summary>
/// Fetches, soon after the start and now and then, what looks at a whole large enterprise need of its people: a day of a hundred thousand is a third of a megabyte, and who looks first
/// at a range would wait for dozens of them.
/// </summary>
internal sealed class PartWarmer(FigureStore store, RosterBook book, IReconciliation enterprises, TimeProvider time, ILogger<PartWarmer> log) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = AfterStart; ; wait = Rest)
        {
            try
            {
                await Task.Delay(wait, time, stoppingToken);
                foreach (var tenant in await enterprises.TenantsAsync(stoppingToken))
                {
                    if (await store.WarmAsync(tenant, stoppingToken) && wait == AfterStart) await book.ReadAsync(tenant, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Nothing is lost by it: whoever looks fetches for themselves.
                log.LogWarning("Figures could not be fetched beforehand: {Problem}", e.Message);
            }
        }
    }
}
