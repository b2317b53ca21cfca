using Huitang.Media;
using Huitang.Media.Janus;
using Huitang.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huitang.Integration.Media;

public sealed class JanusMediaServerTests(JanusProcess janus) : IClassFixture<JanusProcess>, IAsyncLifetime
{
    private static int s_rooms;
    private readonly JanusMediaServer _media = new(NullLoggerFactory.Instance, TimeProvider.System);
    private readonly MediaRoom _room = new("node-1", $"room-{Interlocked.Increment(ref s_rooms)}", "room-secret");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _media.UseNodeAsync(await janus.AddressAsync(), Ct);

    public async ValueTask DisposeAsync() => await _media.DisposeAsync();

    [Fact]
    public async Task Making_a_room_twice_keeps_the_first()
    {
        await _media.EnsureRoomAsync(_room, new(), Ct);
        await using var leg = await _media.PublishLegAsync(_room, "alice", _ => Task.CompletedTask, Ct);
        await _media.EnsureRoomAsync(_room, new(), Ct);
        Assert.Equal(["alice"], await _media.FeedsAsync(_room, Ct));
    }

    [Fact]
    public async Task A_room_that_is_not_ours_is_refused()
    {
        await _media.EnsureRoomAsync(_room, new(), Ct);
        var refused = await Assert.ThrowsAsync<MediaRefusedException>(() => _media.EnsureRoomAsync(_room with { Secret = "other" }, new(), Ct));
        Assert.Equal(MediaRefusal.Forbidden, refused.Refusal);
        refused = await Assert.ThrowsAsync<MediaRefusedException>(() => _media.CloseRoomAsync(_room with { Secret = "other" }, Ct));
        Assert.Equal(MediaRefusal.Forbidden, refused.Refusal);
        Assert.NotNull(await _media.FeedsAsync(_room, Ct));
    }

    [Fact]
    public async Task Closing_tells_every_leg_and_can_be_repeated()
    {
        await _media.EnsureRoomAsync(_room, new(), Ct);
        var (publisher, viewer) = (new Heard(), new Heard());
        await using var leg = await _media.PublishLegAsync(_room, "alice", publisher.Take, Ct);
        await using var watching = await _media.SubscribeLegAsync(_room, "bob", viewer.Take, Ct);
        await _media.CloseRoomAsync(_room, Ct);
        await publisher.NextAsync<MediaLegEvent.Gone>();
        await viewer.NextAsync<MediaLegEvent.Gone>();
        Assert.Null(await _media.FeedsAsync(_room, Ct));
        await _media.CloseRoomAsync(_room, Ct);
    }

    [Fact]
    public async Task Nothing_to_block_or_throw_out_is_no_failure()
    {
        Assert.False(await _media.BlockAsync(_room, new("alice", "0"), true, Ct));
        Assert.False(await _media.KickAsync(_room, "alice", Ct));
        await _media.EnsureRoomAsync(_room, new(), Ct);
        Assert.False(await _media.BlockAsync(_room, new("alice", "0"), true, Ct));
        Assert.False(await _media.KickAsync(_room, "alice", Ct));
        await using var leg = await _media.PublishLegAsync(_room, "alice", _ => Task.CompletedTask, Ct);
        Assert.False(await _media.BlockAsync(_room, new("alice", "7"), true, Ct));
        await using var watching = await _media.SubscribeLegAsync(_room, "bob", _ => Task.CompletedTask, Ct);
        await watching.SetAsync([], Ct);
        await watching.SetAsync([new("nobody", "0"), new("alice", "0")], Ct); // neither can be received: left out
    }

    [Fact]
    public async Task A_feed_thrown_out_is_told_and_gone()
    {
        await _media.EnsureRoomAsync(_room, new(), Ct);
        var heard = new Heard();
        await using var leg = await _media.PublishLegAsync(_room, "alice", heard.Take, Ct);
        Assert.True(await _media.KickAsync(_room, "alice", Ct));
        Assert.Equal("kicked", (await heard.NextAsync<MediaLegEvent.Gone>()).Reason);
        Assert.Equal([], await _media.FeedsAsync(_room, Ct));
    }

    [Fact]
    public async Task The_newer_leg_of_a_feed_replaces_the_older()
    {
        await _media.EnsureRoomAsync(_room, new(), Ct);
        var heard = new Heard();
        await using var old = await _media.PublishLegAsync(_room, "alice", heard.Take, Ct);
        await using var young = await _media.PublishLegAsync(_room, "alice", _ => Task.CompletedTask, Ct);
        await heard.NextAsync<MediaLegEvent.Gone>();
        await old.DisposeAsync();
        Assert.Equal(["alice"], await _media.FeedsAsync(_room, Ct));
    }

    [Fact]
    public async Task Rooms_that_are_not_there_are_told_apart()
    {
        var refused = await Assert.ThrowsAsync<MediaRefusedException>(() => _media.PublishLegAsync(_room, "alice", _ => Task.CompletedTask, Ct));
        Assert.Equal(MediaRefusal.RoomGone, refused.Refusal);
        await using var watching = await _media.SubscribeLegAsync(_room, "bob", _ => Task.CompletedTask, Ct);
        refused = await Assert.ThrowsAsync<MediaRefusedException>(() => watching.SetAsync([new("alice", "0")], Ct));
        Assert.Equal(MediaRefusal.RoomGone, refused.Refusal);
    }

    [Fact]
    public async Task Nonsense_from_a_browser_is_refused_and_harms_nobody()
    {
        await _media.EnsureRoomAsync(_room, new(), Ct);
        await using var leg = await _media.PublishLegAsync(_room, "alice", _ => Task.CompletedTask, Ct);
        foreach (var nonsense in new[] { "", "nonsense", "v=0\r\n", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" })
            await Assert.ThrowsAsync<MediaRefusedException>(() => leg.PublishAsync(nonsense, [], Ct));
        await using var watching = await _media.SubscribeLegAsync(_room, "bob", _ => Task.CompletedTask, Ct);
        await Assert.ThrowsAsync<MediaRefusedException>(() => watching.AnswerAsync("nonsense", Ct));
        Assert.Equal(["alice"], await _media.FeedsAsync(_room, Ct));
    }

    [Fact]
    public async Task Unknown_and_dead_nodes_fail_at_once()
    {
        await Assert.ThrowsAsync<MediaUnavailableException>(() => _media.EnsureRoomAsync(_room with { Node = "nowhere" }, new(), Ct));
        await _media.UseNodeAsync(new("dead", new Uri("ws://127.0.0.1:9/"), "x", "y"), Ct);
        Assert.Equal((false, 0L), _media.Nodes.Where(n => n.Node == "dead").Select(n => (n.Up, n.Generation)).Single());
        await Assert.ThrowsAsync<MediaUnavailableException>(() => _media.EnsureRoomAsync(_room with { Node = "dead" }, new(), Ct));
        await _media.ForgetNodeAsync("dead", Ct);
        Assert.DoesNotContain(_media.Nodes, n => n.Node == "dead");
    }

    [Fact]
    public async Task A_wrong_api_secret_keeps_the_node_down()
    {
        var address = await janus.AddressAsync() with { Node = "wrong", ApiSecret = "wrong" };
        await _media.UseNodeAsync(address, Ct);
        var state = _media.Nodes.Single(n => n.Node == "wrong");
        Assert.False(state.Up);
        Assert.Contains("403", state.Problem, StringComparison.Ordinal);
    }
}
