using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

/// <summary>Our side of one node: keeps one socket and one session, notices when the node is gone, and brings both back.</summary>
internal sealed class JanusConnection : IAsyncDisposable
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(20);

    // The node keeps an orphaned session this long (reclaim_session_timeout); after that its media is gone.
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(10);

    private const int MissedPings = 3;

    private readonly Action<MediaNodeState> _changed;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, JanusLeg> _legs = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private volatile Live? _live;
    private volatile TaskCompletionSource<string> _sessionLost = new();
    private long _session; // 0: none
    private long _desk;

    public JanusConnection(MediaNodeAddress address, long generation, Action<MediaNodeState> changed, ILogger log, TimeProvider time)
    {
        (Address, _changed, _log, _time) = (address, changed, log, time);
        State = new MediaNodeState(address.Node, false, generation, "not connected yet");
        _running = Task.Run(RunAsync);
    }

    public MediaNodeAddress Address { get; }

    public MediaNodeState State { get; private set; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Legs on this node.</summary>
    public IEnumerable<JanusLeg> Legs => _legs.Values;

    /// <summary>Ends when the first attempt to connect has succeeded or failed.</summary>
    public Task FirstTry => _firstTry.Task;

    private string Node => Address.Node;

    /// <summary>A request on the desk handle: rooms and control.</summary>
    public async Task<JanusReply> DeskAsync(JsonObject body, CancellationToken ct)
    {
        var live = Up();
        return await live.Socket.RequestAsync(Message(live, live.Desk, body, null), false, ct);
    }

    /// <summary>A request to the plugin on a leg's handle.</summary>
    public async Task<JanusReply> MessageAsync(long handle, JsonObject body, JsonObject? jsep, CancellationToken ct, TimeSpan? limit = null)
    {
        var live = Up();
        return Noted(await live.Socket.RequestAsync(Message(live, handle, body, jsep), false, ct, limit));
    }

    /// <summary>Passes a candidate to a handle.</summary>
    public async Task TrickleAsync(long handle, MediaCandidate candidate, CancellationToken ct)
    {
        var live = Up();
        var inner = candidate.Candidate is null
            ? new JsonObject { ["completed"] = true }
            : new JsonObject { ["candidate"] = candidate.Candidate, ["sdpMid"] = candidate.SdpMid, ["sdpMLineIndex"] = candidate.SdpMLineIndex };
        var reply = await live.Socket.RequestAsync(
            new JsonObject { ["janus"] = "trickle", ["session_id"] = live.Session, ["handle_id"] = handle, ["candidate"] = inner }, true, ct);
        Noted(reply).OrThrow();
    }

    /// <summary>Makes a handle and the leg on it.</summary>
    public async Task<TLeg> OpenAsync<TLeg>(string opaqueId, Func<long, TLeg> make, CancellationToken ct) where TLeg : JanusLeg
    {
        var live = Up();
        var leg = make(Noted(await AttachAsync(live.Socket, live.Session, opaqueId, ct)).OrThrow().Id);
        _legs[leg.Handle] = leg;
        // Either the loss of the session saw the leg in the table, or the loss is seen here.
        if (Interlocked.Read(ref _session) == live.Session) return leg;
        await leg.DisposeAsync();
        throw new MediaUnavailableException(Node, "session lost");
    }

    /// <summary>Gives a handle back; nothing to do when the node is down, for then it is gone already or will be with its session.</summary>
    public async Task DetachAsync(long handle)
    {
        if (_live is not { } live) return;
        try
        {
            await live.Socket.RequestAsync(new JsonObject { ["janus"] = "detach", ["session_id"] = live.Session, ["handle_id"] = handle }, false, default);
        }
        catch (MediaUnavailableException)
        {
            // gone with the session
        }
    }

    public void Remove(JanusLeg leg) => _legs.TryRemove(new(leg.Handle, leg));

    private Live Up() => _live ?? throw new MediaUnavailableException(Node, State.Problem ?? "down");

    private JanusReply Noted(JanusReply reply)
    {
        if (reply.Error is { Code: JanusReply.NoSuchSession }) _sessionLost.TrySetResult("the node does not know our session");
        return reply;
    }

    private static JsonObject Message(Live live, long handle, JsonObject body, JsonObject? jsep)
    {
        var message = new JsonObject { ["janus"] = "message", ["session_id"] = live.Session, ["handle_id"] = handle, ["body"] = body };
        if (jsep is not null) message["jsep"] = jsep;
        return message;
    }

    private static Task<JanusReply> AttachAsync(JanusSocket socket, long session, string opaqueId, CancellationToken ct) => socket.RequestAsync(
        new JsonObject { ["janus"] = "attach", ["session_id"] = session, ["plugin"] = "janus.plugin.videoroom", ["opaque_id"] = opaqueId }, false, ct);

    private async Task RunAsync()
    {
        var downSince = _time.GetTimestamp();
        for (var attempt = 1; !_stop.IsCancellationRequested; attempt++)
        {
            string problem;
            try
            {
                await using var socket = await ConnectAsync();
                var resumed = await OpenSessionAsync(socket);
                attempt = 0;
                _live = new Live(socket, _session, _desk);
                Change(true, resumed ? State.Generation : State.Generation + 1, null);
                if (resumed) _ = RecheckAsync();
                problem = await WatchAsync(socket);
                downSince = _time.GetTimestamp();
                // Said before the socket is taken down, so that nobody waits for what will not come.
                _live = null;
                Change(false, State.Generation, problem);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                problem = e is OperationCanceledException ? "no connection in time" : e.InnerException?.Message ?? e.Message;
                Change(false, State.Generation, problem);
            }
            catch (Exception)
            {
                break; // stopping
            }

            if (_session != 0 && _time.GetElapsedTime(downSince) > ClaimTime) LoseSession("node gone: " + problem);
            if (_stop.IsCancellationRequested) break;
            var pause = TimeSpan.FromMilliseconds(attempt < 50 ? 100 : 1000);
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _live = null;
        LoseSession("node no longer used");
        _firstTry.TrySetResult();
    }

    private async Task<JanusSocket> ConnectAsync()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, _stop.Token);
        return await JanusSocket.ConnectAsync(Node, Address.Url, Address.ApiSecret, OnEvent, _log, _time, both.Token);
    }

    // True when the old session was claimed: then rooms, handles and media are untouched.
    private async Task<bool> OpenSessionAsync(JanusSocket socket)
    {
        if (_session != 0)
        {
            var claim = await socket.RequestAsync(new JsonObject { ["janus"] = "claim", ["session_id"] = _session }, false, _stop.Token);
            if (claim.Error is null && !_sessionLost.Task.IsCompleted) return true;
            LoseSession("session lost");
        }

        _sessionLost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = (await socket.RequestAsync(new JsonObject { ["janus"] = "create" }, false, _stop.Token)).OrThrow().Id;
        _desk = (await AttachAsync(socket, session, "desk", _stop.Token)).OrThrow().Id;
        _session = session;
        return false;
    }

    // Ends with the reason when the connection is no good any more.
    private async Task<string> WatchAsync(JanusSocket socket)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var ping = PingAsync(socket, over.Token);
        var keep = KeepAliveAsync(socket, over.Token);
        var first = await Task.WhenAny(socket.Closed, ping, _sessionLost.Task);
        await over.CancelAsync();
        await keep;
        return await first;
    }

    // A hung node keeps its socket open and says nothing, so silence has to be noticed.
    private async Task<string> PingAsync(JanusSocket socket, CancellationToken ct)
    {
        for (var missed = 0; missed < MissedPings;)
        {
            try
            {
                // Without a session id: with one, the node does not know this request.
                await socket.RequestAsync(new JsonObject { ["janus"] = "ping" }, false, ct, PingEvery);
                missed = 0;
                await Task.Delay(PingEvery, _time, ct);
            }
            catch (MediaUnavailableException)
            {
                missed++;
            }
            catch (OperationCanceledException)
            {
                return "closed by us";
            }
        }

        return "no answer to pings";
    }

    private async Task KeepAliveAsync(JanusSocket socket, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(KeepAliveEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                try
                {
                    Noted(await socket.RequestAsync(new JsonObject { ["janus"] = "keepalive", ["session_id"] = _session }, true, ct));
                }
                catch (MediaUnavailableException)
                {
                    // the pings will tell
                }
            }
        }
        catch (OperationCanceledException)
        {
            // done
        }
    }

    private void OnEvent(JanusReply reply)
    {
        if (reply.Sender != 0)
        {
            if (!_legs.TryGetValue(reply.Sender, out var leg)) return; // a leg we have given up
            leg.OnMessage(reply);
            if (reply.Kind == "webrtcup" && leg is JanusPublisherLeg publisher) FeedUp(publisher);
        }
        else if (reply.Kind == "timeout")
        {
            _sessionLost.TrySetResult("our session timed out");
        }
    }

    // Only now can the feed be received: who wanted it before was refused.
    private void FeedUp(JanusPublisherLeg publisher)
    {
        foreach (var leg in _legs.Values)
        {
            if (leg is JanusSubscriberLeg subscriber && subscriber.Room == publisher.Room) subscriber.FeedUp(publisher.Feed);
        }
    }

    // What happened on the node while nobody listened was never told: ask for it.
    private async Task RecheckAsync()
    {
        await Parallel.ForEachAsync(_legs.Values, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (leg, _) => await leg.RecheckAsync());
    }

    private void LoseSession(string reason)
    {
        Interlocked.Exchange(ref _session, 0);
        _desk = 0;
        foreach (var leg in _legs.Values)
        {
            Remove(leg);
            leg.Lost(reason);
        }
    }

    private void Change(bool up, long generation, string? problem)
    {
        var before = State;
        State = new MediaNodeState(Node, up, generation, problem);
        _firstTry.TrySetResult();
        if (before.Up == up && before.Generation == generation) return;
        if (up) _log.LogInformation("Media node {Node} is up, generation {Generation}", Node, generation);
        else _log.LogWarning("Media node {Node} is down: {Problem}", Node, problem);
        _changed(State);
    }

    /// <summary>Ends the session, so that the node frees everything at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_live is { } live)
        {
            try
            {
                await live.Socket.RequestAsync(new JsonObject { ["janus"] = "destroy", ["session_id"] = live.Session }, false, default, TimeSpan.FromSeconds(2));
            }
            catch (MediaUnavailableException)
            {
                // it will time out over there
            }
        }

        await _stop.CancelAsync();
        await _running;
    }

    private sealed record Live(JanusSocket Socket, long Session, long Desk);
}
