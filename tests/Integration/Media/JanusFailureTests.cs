using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Huitang.Media;
using Huitang.Media.Janus;
using Huitang.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huitang.Integration.Media;

/// <summary>Each test has a Janus of its own, for it is made to fail.</summary>
public sealed class JanusFailureTests : IAsyncLifetime
{
    private readonly JanusProcess _janus = new();
    private readonly JanusMediaServer _media = new(NullLoggerFactory.Instance, TimeProvider.System);
    private readonly Channel<MediaNodeState> _changes = Channel.CreateUnbounded<MediaNodeState>();
    private readonly MediaRoom _room = new("node-1", "room", "room-secret");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _media.NodeChanged += s => _changes.Writer.TryWrite(s);
        await _janus.AddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _media.DisposeAsync();
        await _janus.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_node_comes_back_empty_and_one_generation_later()
    {
        await _media.UseNodeAsync(await _janus.AddressAsync(), Ct);
        Assert.Equal((true, 1L), Brief(await ChangeAsync(5)));
        await _media.EnsureRoomAsync(_room, new(), Ct);
        var (publisher, viewer) = (new Heard(), new Heard());
        await using var leg = await _media.PublishLegAsync(_room, "alice", publisher.Take, Ct);
        await using var watching = await _media.SubscribeLegAsync(_room, "bob", viewer.Take, Ct);

        var clock = Stopwatch.StartNew();
        Native.End(_janus.Supervisor.ProcessId!.Value);
        Assert.Equal((false, 1L), Brief(await ChangeAsync(2)));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
        await Assert.ThrowsAsync<MediaUnavailableException>(() => _media.EnsureRoomAsync(_room, new(), Ct));

        Assert.Equal((true, 2L), Brief(await ChangeAsync(8)));
        await publisher.NextAsync<MediaLegEvent.Gone>();
        await viewer.NextAsync<MediaLegEvent.Gone>();
        Assert.Null(await _media.FeedsAsync(_room, Ct));
        await _media.EnsureRoomAsync(_room, new(), Ct);
        await using var again = await _media.PublishLegAsync(_room, "alice", _ => Task.CompletedTask, Ct);
        Assert.Equal(["alice"], await _media.FeedsAsync(_room, Ct));
        Assert.Equal(1, _janus.Supervisor.Restarts);
        Assert.Contains("ended with code 137", _janus.Supervisor.LastProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_connection_keeps_rooms_and_legs()
    {
        await using var relay = new Relay((await _janus.AddressAsync()).Url.Port);
        await _media.UseNodeAsync(await _janus.AddressAsync() with { Url = relay.Url }, Ct);
        Assert.Equal((true, 1L), Brief(await ChangeAsync(5)));
        await _media.EnsureRoomAsync(_room, new(), Ct);
        var heard = new Heard();
        await using var leg = await _media.PublishLegAsync(_room, "alice", heard.Take, Ct);

        relay.Cut(TimeSpan.FromSeconds(2));
        Assert.Equal((false, 1L), Brief(await ChangeAsync(2)));
        Assert.Equal((true, 1L), Brief(await ChangeAsync(8)));
        Assert.Equal(["alice"], await _media.FeedsAsync(_room, Ct));
        await leg.KeyFrameAsync(Ct);
        await Task.Delay(300, Ct);
        Assert.True(heard.Silent);

        // The handles still speak to us.
        Assert.True(await _media.KickAsync(_room, "alice", Ct));
        await heard.NextAsync<MediaLegEvent.Gone>();
    }

    [Fact]
    public async Task A_connection_lost_for_too_long_costs_the_legs()
    {
        await using var relay = new Relay((await _janus.AddressAsync()).Url.Port);
        await _media.UseNodeAsync(await _janus.AddressAsync() with { Url = relay.Url }, Ct);
        await ChangeAsync(5);
        await _media.EnsureRoomAsync(_room, new(), Ct);
        var heard = new Heard();
        await using var leg = await _media.PublishLegAsync(_room, "alice", heard.Take, Ct);

        relay.Cut(TimeSpan.FromSeconds(13));
        Assert.Equal((false, 1L), Brief(await ChangeAsync(2)));
        await heard.NextAsync<MediaLegEvent.Gone>(13);
        Assert.Equal((true, 2L), Brief(await ChangeAsync(10)));
        await _media.EnsureRoomAsync(_room, new(), Ct);
        await using var again = await _media.PublishLegAsync(_room, "alice", _ => Task.CompletedTask, Ct);
        Assert.Equal(["alice"], await _media.FeedsAsync(_room, Ct));
    }

    [Fact]
    public async Task A_hung_node_is_ended_and_replaced()
    {
        await _media.UseNodeAsync(await _janus.AddressAsync(), Ct);
        await ChangeAsync(5);
        var pid = _janus.Supervisor.ProcessId!.Value;
        using (var stop = Process.Start("kill", ["-STOP", pid.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await stop.WaitForExitAsync(Ct);
        Assert.Equal((false, 1L), Brief(await ChangeAsync(12)));
        Assert.Equal((true, 2L), Brief(await ChangeAsync(8)));
        Assert.NotEqual(pid, _janus.Supervisor.ProcessId);
    }

    [Fact]
    public async Task A_child_of_a_crashed_run_is_ended()
    {
        var folder = Directory.CreateTempSubdirectory("huitang-media-test-").FullName;
        using var left = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        var note = new JanusNote(folder, NullLogger.Instance);
        note.Take();
        var configuration = Directory.CreateTempSubdirectory(JanusNote.FolderPrefix).FullName;
        note.Write(left.Id, configuration);
        note.Dispose();
        using var next = new JanusNote(folder, NullLogger.Instance);
        next.Take();
        await left.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(5), Ct);
        Assert.Equal(137, left.ExitCode);
        Assert.False(Directory.Exists(configuration));

        // The same id with another start time is somebody else's process.
        using var other = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        await File.WriteAllTextAsync(Path.Combine(folder, "janus.pid"), $"{other.Id}\n1\n{configuration}\n", Ct);
        next.Dispose();
        using var third = new JanusNote(folder, NullLogger.Instance);
        third.Take();
        await Task.Delay(200, Ct);
        Assert.False(other.HasExited);
        other.Kill();
        third.Dispose();
        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task A_missing_program_is_said_and_not_thrown()
    {
        var folder = Directory.CreateTempSubdirectory("huitang-media-test-").FullName;
        await using (var supervisor = new JanusSupervisor(
            new JanusSettings { Node = "n", StateFolder = folder, IceAddress = IPAddress.Parse("127.0.0.10"), Binary = "/nowhere/janus" }, NullLoggerFactory.Instance, TimeProvider.System))
        {
            await supervisor.StartAsync(Ct);
            Assert.Equal(JanusPhase.Failed, supervisor.Phase);
            Assert.NotNull(supervisor.LastProblem);
        }

        Directory.Delete(folder, true);
    }

    private static (bool Up, long Generation) Brief(MediaNodeState state) => (state.Up, state.Generation);

    private async Task<MediaNodeState> ChangeAsync(int seconds)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        end.CancelAfter(TimeSpan.FromSeconds(seconds));
        return await _changes.Reader.ReadAsync(end.Token);
    }

    /// <summary>A TCP relay that can be cut, to lose the connection and not the process.</summary>
    private sealed class Relay : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly int _target;
        private readonly List<TcpClient> _open = [];
        private readonly Task _running;
        private long _deafUntil;

        public Relay(int target)
        {
            _target = target;
            _listener.Start();
            _running = Task.Run(RunAsync);
        }

        public Uri Url => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public void Cut(TimeSpan deaf)
        {
            _deafUntil = Environment.TickCount64 + (long)deaf.TotalMilliseconds;
            lock (_open)
            {
                foreach (var client in _open) client.Dispose();
                _open.Clear();
            }
        }

        private async Task RunAsync()
        {
            try
            {
                while (true)
                {
                    var near = await _listener.AcceptTcpClientAsync();
                    if (Environment.TickCount64 < _deafUntil)
                    {
                        near.Dispose();
                        continue;
                    }

                    var far = new TcpClient();
                    await far.ConnectAsync(IPAddress.Loopback, _target);
                    lock (_open) _open.AddRange([near, far]);
                    _ = CopyAsync(near, far);
                    _ = CopyAsync(far, near);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // disposed
            }
        }

        private static async Task CopyAsync(TcpClient from, TcpClient to)
        {
            try
            {
                await from.GetStream().CopyToAsync(to.GetStream());
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // cut
            }

            from.Dispose();
            to.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            Cut(TimeSpan.Zero);
            await _running;
        }
    }
}
