using System.ComponentModel;
using System.Diagnostics;
using Huitang.Kernel;
using Huitang.Media;
using Huitang.Media.Janus;
using Huitang.MediaNodes.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.MediaNodes.Nodes;

/// <summary>Tells once a minute how the media node of this machine does.</summary>
internal sealed class NodeSampler(IServiceProvider services, IServiceScopeFactory scopes, TimeProvider time, ILogger<NodeSampler> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private (int Pid, TimeSpan Cpu, DateTimeOffset At) _last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<LocalMediaNode>() is not { } node) return;
        using var beat = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                if (node.Supervisor is { } supervisor) await TellAsync(Sample(node.Node, supervisor), stoppingToken);
            }
            while (await beat.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The product stops.
        }
    }

    /// <summary>The state now; processor time since the sample before, or nothing known for the first of a process.</summary>
    internal MediaNodeSampled Sample(string node, JanusSupervisor supervisor)
    {
        var now = time.GetUtcNow();
        if (supervisor is not { Phase: JanusPhase.Running, ProcessId: { } pid }) return new MediaNodeSampled(node, now, false, 0, 0);
        try
        {
            using var process = Process.GetProcessById(pid);
            var (cpu, before) = (process.TotalProcessorTime, _last);
            _last = (pid, cpu, now);
            var share = before.Pid == pid && now > before.At ? (cpu - before.Cpu) / (now - before.At) : 0;
            return new MediaNodeSampled(node, now, true, share, process.WorkingSet64);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended between the two looks.
            return new MediaNodeSampled(node, now, false, 0, 0);
        }
    }

    private async Task TellAsync(MediaNodeSampled sample, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            db.AddEvent(sample, time);
            await db.SaveChangesAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogInformation("A sample of the media node could not be kept: {Problem}", e.Message);
        }
    }
}
