using Huitang.Media;
using Huitang.Media.Janus;
using Huitang.MediaNodes.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.MediaNodes.Nodes;

/// <summary>Tells every process of the installation about the media node this one keeps, as long as it runs.</summary>
internal sealed class LocalNodeAnnouncer(IServiceProvider services, IMediaNodeRegistry registry, TimeProvider time, ILogger<LocalNodeAnnouncer> log) : BackgroundService
{
    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // With time of its own: what stopped before may have used up the host's.
        using var limit = new CancellationTokenSource(AtTheEnd, time);
        if (services.GetService<LocalMediaNode>() is { } node) await QuietlyAsync(() => registry.RemoveAsync(node.Node, limit.Token));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<LocalMediaNode>() is not { } node) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (node.Supervisor is { Phase: JanusPhase.Running } running) await QuietlyAsync(() => registry.RegisterAsync(running.Address, stoppingToken));
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task QuietlyAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException)
        {
            // The product stops.
        }
        catch (Exception e)
        {
            log.LogInformation("The media node could not be announced: {Problem}", e.Message);
        }
    }
}
