using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Huitang.Media;
using Huitang.Media.Janus;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huitang.TestKit;

/// <summary>
/// A real Janus for tests, supervised as in the product. Started by the first test that asks for it, so it may be shared by an assembly:
/// <c>[assembly: AssemblyFixture(typeof(JanusProcess))]</c>. Tests that kill it make one of their own.
/// </summary>
public sealed class JanusProcess : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("huitang-media-test-").FullName;
    private JanusSupervisor? _supervisor;

    /// <summary>The supervisor; only after <see cref="AddressAsync"/>.</summary>
    public JanusSupervisor Supervisor => _supervisor ?? throw new InvalidOperationException("Ask for the address first");

    /// <summary>Starts it when it does not run yet, and tells where it is.</summary>
    public async Task<MediaNodeAddress> AddressAsync(string node = "node-1", ILoggerFactory? logs = null)
    {
        await _starting.WaitAsync();
        try
        {
            if (_supervisor is null)
            {
                var first = 10000 + (Environment.ProcessId % 35 * 400);
                var supervisor = new JanusSupervisor(
                    new JanusSettings { Node = node, StateFolder = _folder, IceAddress = await IceAddressAsync(), FirstMediaPort = first, LastMediaPort = first + 399 },
                    logs ?? NullLoggerFactory.Instance, TimeProvider.System);
                await supervisor.StartAsync(default);
                if (supervisor.Phase != JanusPhase.Running)
                {
                    var problem = supervisor.LastProblem;
                    await supervisor.DisposeAsync();
                    throw new InvalidOperationException("Janus does not run: " + problem);
                }

                _supervisor = supervisor;
            }

            return _supervisor.Address;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_supervisor is not null) await _supervisor.DisposeAsync();
        _supervisor = null;
        Directory.Delete(_folder, true);
    }

    // An address of this machine only when we may make one; else the machine's own.
    private static async Task<IPAddress> IceAddressAsync()
    {
        var loopback = await LoopbackAddress.EnsureAsync(default);
        if (loopback.Ready) return LoopbackAddress.Address;
        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork)
            ?? throw new InvalidOperationException($"No address for media: {loopback.Problem}. Run: {string.Join("; ", loopback.Commands)}");
    }
}
