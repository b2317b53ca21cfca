using System.Diagnostics;
using Huitang.Media;
using Huitang.Media.Janus;
using Huitang.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Media;

/// <summary>Pictures and sound from one page to another through a real Janus, without the product around it.</summary>
public sealed class MediaTests : IAsyncLifetime
{
    private readonly JanusProcess _janus = new();
    private readonly JanusMediaServer _media = new(NullLoggerFactory.Instance, TimeProvider.System);
    private readonly MediaRoom _room = new("node-1", "room", "room-secret");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _media.UseNodeAsync(await _janus.AddressAsync(), Ct);
        await _media.EnsureRoomAsync(_room, new(), Ct);
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        await _media.DisposeAsync();
        await _janus.DisposeAsync();
    }

    [Fact]
    public async Task Blocking_stops_a_stream_for_everybody_and_unblocking_resumes_it()
    {
        await using var alice = await PeerAsync("alice");
        await using var bob = await PeerAsync("bob");
        await alice.PublishAsync();
        await alice.ConnectedAsync();
        await bob.WatchAsync(alice.Audio, alice.Video);
        await bob.GrowsAsync(alice.Video, true);
        await bob.GrowsAsync(alice.Audio, false);

        foreach (var (stream, other) in new[] { (alice.Video, alice.Audio), (alice.Audio, alice.Video) })
        {
            Assert.True(await _media.BlockAsync(_room, stream, true, Ct));
            await Task.Delay(1000, Ct);
            Assert.Equal(0, await bob.ComesAsync(stream, 700));
            Assert.True(await bob.ComesAsync(other, 700) > 0);
            Assert.True(await _media.BlockAsync(_room, stream, false, Ct));
            var clock = Stopwatch.StartNew();
            await bob.GrowsAsync(stream, stream == alice.Video, 5);
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        }
    }

    [Fact]
    public async Task What_is_blocked_before_the_answer_is_never_heard()
    {
        await using var alice = await PeerAsync("alice");
        await using var bob = await PeerAsync("bob");
        await alice.PublishAsync(blocked: ["audio"]);
        await alice.ConnectedAsync();
        await bob.WatchAsync(alice.Audio, alice.Video);
        await bob.GrowsAsync(alice.Video, true);
        Assert.Equal(0, (await bob.ArrivedAsync(alice.Audio)).Bytes);
        Assert.True(await _media.BlockAsync(_room, alice.Audio, false, Ct));
        await bob.GrowsAsync(alice.Audio, false, 5);
    }

    [Fact]
    public async Task A_viewer_gets_what_is_wanted_however_it_changes()
    {
        await using var alice = await PeerAsync("alice");
        await using var bob = await PeerAsync("bob");
        await using var carol = await PeerAsync("carol"); // publishes nothing
        await alice.PublishAsync();
        await alice.ConnectedAsync();
        await carol.WatchAsync(alice.Audio, alice.Video, new("bob", "0"), new("bob", "1")); // bob is not there yet
        await carol.GrowsAsync(alice.Video, true);
        await bob.PublishAsync();
        await carol.GrowsAsync(bob.Video, true); // came by itself

        // Faster than answers come.
        for (var i = 0; i < 20; i++)
        {
            await carol.WatchAsync(i % 2 == 0 ? [alice.Audio, bob.Audio] : [alice.Audio, alice.Video, bob.Audio]);
            await Task.Delay(20, Ct);
        }

        await carol.GrowsAsync(alice.Video, true);
        await carol.GrowsAsync(bob.Audio, false);
        Assert.Equal(0, await carol.ComesAsync(bob.Video, 500));
        Assert.Equal(4, carol.Lines.Count); // lines were used again, not added

        await carol.WatchAsync();
        await Task.Delay(1000, Ct);
        Assert.All(carol.Lines, l => Assert.Null(l.Feed));
        await carol.WatchAsync(bob.Video);
        await carol.GrowsAsync(bob.Video, true);

        await bob.DisposeAsync();
        await Task.Delay(1000, Ct);
        Assert.All(carol.Lines, l => Assert.Null(l.Feed));
        Assert.Equal(["alice"], await _media.FeedsAsync(_room, Ct));
    }

    [Fact]
    public async Task After_a_killed_node_everybody_is_back_within_ten_seconds()
    {
        await using var alice = await PeerAsync("alice");
        await using var bob = await PeerAsync("bob");
        await alice.PublishAsync();
        await alice.ConnectedAsync();
        await bob.WatchAsync(alice.Audio, alice.Video);
        await bob.GrowsAsync(alice.Video, true);

        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _media.NodeChanged += s =>
        {
            if (s is { Up: true, Generation: 2 }) back.TrySetResult();
        };
        var clock = Stopwatch.StartNew();
        Native.End(_janus.Supervisor.ProcessId!.Value);
        await back.Task.WaitAsync(TimeSpan.FromSeconds(8), Ct);
        var server = clock.Elapsed;
        await _media.EnsureRoomAsync(_room, new(), Ct);
        await alice.PublishAsync();
        Assert.True(bob.Gone);
        await bob.WatchAsync(alice.Audio, alice.Video);
        await bob.GrowsAsync(alice.Video, true);
        TestContext.Current.SendDiagnosticMessage($"node back after {server.TotalSeconds:0.00} s, picture after {clock.Elapsed.TotalSeconds:0.00} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task Layers_of_a_picture_can_be_chosen()
    {
        await using var alice = await PeerAsync("alice");
        await using var bob = await PeerAsync("bob");
        await alice.PublishAsync(960, 540, layers: true); // the browser sends three layers from this size on
        await alice.ConnectedAsync();
        await bob.WatchAsync(alice.Video);
        await LayerAsync(960);
        foreach (var (layer, width) in new[] { (0, 240), (1, 480), (2, 960) })
        {
            await bob.Down.PreferLayerAsync(alice.Video, layer, Ct);
            await LayerAsync(width);
        }

        async Task LayerAsync(int width)
        {
            try
            {
                await bob.UntilAsync(alice.Video, a => a.Width == width, 20, $"width {width} does not come");
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{e.Message}; sent {await alice.SentAsync()}");
            }
        }
    }

    [Fact]
    public async Task Talking_is_told()
    {
        var tone = Path.Combine(Path.GetTempPath(), $"huitang-tone-{Environment.ProcessId}.wav");
        WriteTone(tone);
        await using var browser = await LaunchAsync("--use-file-for-fake-audio-capture=" + tone);
        await using var alice = await Peer.OpenAsync(browser, _media, _room, "alice");
        await alice.PublishAsync();
        var end = Environment.TickCount64 + 15_000;
        while (!alice.Talks.Any(t => !t.Yes) && Environment.TickCount64 < end) await Task.Delay(100, Ct);
        Assert.Contains(alice.Talks, t => t.Yes && t.Level is > 0 and < 40);
        Assert.Contains(alice.Talks, t => !t.Yes);
        File.Delete(tone);
    }

    private Task<Peer> PeerAsync(string feed) => Peer.OpenAsync(_browser!, _media, _room, feed);

    private Task<IBrowser> LaunchAsync(params string[] more) => _playwright!.Chromium.LaunchAsync(new()
    {
        ExecutablePath = "/usr/bin/chromium",
        Args =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
            "--allow-loopback-in-peer-connection", .. more,
        ],
    });

    // Two seconds of a loud tone, two of silence; the fake device plays it over and over.
    private static void WriteTone(string file)
    {
        const int rate = 48000;
        using var writer = new BinaryWriter(File.Create(file));
        var count = rate * 4;
        writer.Write("RIFF"u8);
        writer.Write(36 + count * 2);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(rate);
        writer.Write(rate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(count * 2);
        for (var i = 0; i < count; i++) writer.Write((short)(i < rate * 2 ? 26000 * Math.Sin(2 * Math.PI * 440 * i / rate) : 0));
    }
}
