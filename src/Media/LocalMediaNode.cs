using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Huitang.Media.Janus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Media;

/// <summary>How the media node of this machine is to run.</summary>
public sealed record LocalMediaOptions
{
    /// <summary>Id of the node.</summary>
    public string Node { get; init; } = "local";

    /// <summary>Folder for the note about the running process.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Address offered to browsers; null for the machine's own, or one of this machine only when it has no other.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Address browsers see when the machine is behind a one-to-one NAT.</summary>
    public IPAddress? PublicAddress { get; init; }

    /// <summary>First UDP port for media.</summary>
    public int FirstMediaPort { get; init; } = 20000;

    /// <summary>Last UDP port for media.</summary>
    public int LastMediaPort { get; init; } = 20999;
}

/// <summary>The media node of this machine: started and ended with the product, and named to the <see cref="IMediaServer"/>.</summary>
public sealed class LocalMediaNode(LocalMediaOptions options, IMediaServer media, ILoggerFactory logs, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _log = logs.CreateLogger<LocalMediaNode>();
    private readonly CancellationTokenSource _stop = new();
    private MediaNodeAddress? _named;
    private string? _problem;

    /// <summary>Id of the node.</summary>
    public string Node => options.Node;

    /// <summary>The supervision of the process; null while it could not begin.</summary>
    public JanusSupervisor? Supervisor { get; private set; }

    /// <summary>What went wrong last, in English for logs; null when nothing did.</summary>
    public string? LastProblem => _problem ?? Supervisor?.LastProblem;

    /// <summary>Starts the node. The product starts without it when it cannot be: then every media call says so.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await AddressAsync(cancellationToken) is not { } address) return;
        Supervisor = new JanusSupervisor(
            new JanusSettings
            {
                Node = options.Node, StateFolder = options.StateFolder, IceAddress = address, PublicAddress = options.PublicAddress,
                FirstMediaPort = options.FirstMediaPort, LastMediaPort = options.LastMediaPort,
            },
            logs, time);
        Supervisor.Changed += () => _ = NameAsync();
        await Supervisor.StartAsync(cancellationToken);
        await NameAsync();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_named is not null) await media.ForgetNodeAsync(options.Node, default);
        _named = null;
        if (Supervisor is { } supervisor) await supervisor.DisposeAsync();
    }

    private async Task NameAsync()
    {
        var address = Supervisor!.Address;
        if (_stop.IsCancellationRequested || Supervisor.Phase != JanusPhase.Running || Interlocked.Exchange(ref _named, address) == address) return;
        try
        {
            await media.UseNodeAsync(address, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
        catch (Exception e)
        {
            _log.LogError(e, "The local media node could not be named");
        }
    }

    private async Task<IPAddress?> AddressAsync(CancellationToken ct)
    {
        if ((options.Address ?? OwnAddress()) is { } address && !address.Equals(LoopbackAddress.Address)) return address;
        var loopback = await LoopbackAddress.EnsureAsync(ct);
        if (loopback.Ready) return LoopbackAddress.Address;
        _problem = $"no address for media: {loopback.Problem}; as root: {string.Join("; ", loopback.Commands)}";
        _log.LogError("Media node {Node}: {Problem}", options.Node, _problem);
        return null;
    }

    // The address of the interface that leads out of the machine, else any that is not loopback.
    private static IPAddress? OwnAddress()
    {
        var found = NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
            .Select(i => i.GetIPProperties())
            .SelectMany(p => p.UnicastAddresses.Select(a => (a.Address, Leads: p.GatewayAddresses.Count > 0)))
            .Where(a => a.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a.Address))
            .OrderByDescending(a => a.Leads);
        return found.Select(a => a.Address).FirstOrDefault();
    }
}
