using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

/// <summary>
/// A viewer's handle. Updates are sent one at a time and never while an offer waits for its answer: changes that come
/// meanwhile are gathered into the next update. So what the node has told about the media lines is complete whenever we act on it.
/// </summary>
internal sealed class JanusSubscriberLeg(JanusConnection node, MediaRoom room, long handle, Func<MediaLegEvent, Task> onEvent, ILogger log)
    : JanusLeg(node, room, handle, onEvent, log), ISubscriberLeg
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _updating = new(1);
    private readonly Dictionary<StreamRef, int> _layers = [];
    private readonly HashSet<StreamRef> _absent = []; // refused by the node; asked for again when the feed connects
    private readonly Dictionary<string, int> _sent = []; // layer the node sends on a media line, as it told last
    private HashSet<StreamRef> _wanted = [];
    private IReadOnlyList<SubscribedStream> _streams = []; // what the node told last
    private bool _joined;
    private bool _offerOut; // an offer was handed out and not answered
    private bool _offerDue; // the node holds changes back until then and will offer them on its own
    private bool _doubtful; // a request was lost on the way: nobody knows what the node did

    /// <inheritdoc/>
    public Task SetAsync(IReadOnlyCollection<StreamRef> wanted, CancellationToken ct)
    {
        lock (_lock)
        {
            _wanted = [.. wanted];
            _absent.Clear();
            foreach (var gone in _layers.Keys.Where(r => !_wanted.Contains(r)).ToList()) _layers.Remove(gone);
        }

        return UpdateAsync(ct);
    }

    /// <inheritdoc/>
    public async Task AnswerAsync(string sdpAnswer, CancellationToken ct)
    {
        lock (_lock)
        {
            if (!_joined || !_offerOut) throw new MediaRefusedException(MediaRefusal.BadDescription, 0, "No offer waits for an answer");
        }

        await AskAsync(new JsonObject { ["request"] = "start" }, Jsep("answer", sdpAnswer), ct);
        // That the offer is answered was noted on the receiving loop, where the next offer may already have come.
        _ = UpdateLaterAsync();
    }

    /// <inheritdoc/>
    public async Task PreferLayerAsync(StreamRef stream, int layer, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, 2);
        string? mid;
        lock (_lock)
        {
            if (!_wanted.Contains(stream)) return;
            _layers[stream] = layer;
            mid = _streams.FirstOrDefault(s => s.Feed == stream.Feed && s.FeedMid == stream.Mid)?.Mid;
        }

        if (mid is null) return; // goes with the update that subscribes
        await SwitchAsync(mid, layer, ct);
        _ = RepeatAsync(stream, mid, layer);
    }

    private Task<JanusReply> SwitchAsync(string mid, int layer, CancellationToken ct)
    {
        var streams = new JsonArray(new JsonObject { ["mid"] = mid, ["substream"] = layer });
        return AskAsync(new JsonObject { ["request"] = "configure", ["streams"] = streams }, null, ct);
    }

    // The switch happens at the next key frame. The node asks for one, once; a browser that has just made one makes no other
    // for 300 ms. So ask again, but not for ever: a layer may not be sent at all.
    private async Task RepeatAsync(StreamRef stream, string mid, int layer)
    {
        try
        {
            for (var turn = 0; turn < 3; turn++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(600), Node.Time);
                lock (_lock)
                {
                    var carries = _streams.Any(s => s.Mid == mid && s.Feed == stream.Feed && s.FeedMid == stream.Mid);
                    if (IsOver || !carries || _layers.GetValueOrDefault(stream, -1) != layer || _sent.GetValueOrDefault(mid, -1) == layer) return;
                }

                await SwitchAsync(mid, layer, default);
            }
        }
        catch (Exception e) when (e is MediaUnavailableException or MediaRefusedException)
        {
            Log.LogDebug(e, "A layer could not be asked for again");
        }
    }

    /// <summary>A feed of the room can be received from now on.</summary>
    public void FeedUp(string feed)
    {
        lock (_lock)
        {
            if (_absent.RemoveWhere(r => r.Feed == feed) == 0) return;
        }

        _ = UpdateLaterAsync();
    }

    private async Task UpdateLaterAsync()
    {
        try
        {
            await UpdateAsync(default);
        }
        catch (Exception e) when (e is MediaUnavailableException or MediaRefusedException)
        {
            Log.LogWarning(e, "A viewer's streams in room {Room} could not be updated", Room.Room);
        }
    }

    private async Task UpdateAsync(CancellationToken ct)
    {
        await _updating.WaitAsync(ct);
        try
        {
            // Each turn either reaches the wanted set, hands out an offer, or crosses out a feed that is gone.
            while (Next() is var (add, remove))
            {
                try
                {
                    await SendAsync(add, remove, ct);
                    lock (_lock)
                    {
                        // Accepted and yet not on a line: the node skipped it (feed going away, media line switched off).
                        if (!_offerOut && !_offerDue) _absent.UnionWith(add.Except(Carried()));
                    }
                }
                catch (MediaRefusedException e) when (e.Code == JanusReply.NoSuchFeed && add.Count > 0)
                {
                    CrossOut(add, e.Message);
                }
                catch (MediaUnavailableException)
                {
                    _doubtful = true;
                    throw;
                }
            }
        }
        finally
        {
            _updating.Release();
        }
    }

    // What is to be asked of the node now; null when nothing is, or when an offer has to be answered first.
    private (List<StreamRef> Add, List<string> Remove)? Next()
    {
        lock (_lock)
        {
            if (IsOver || _offerOut || _offerDue) return null;
            var carried = Carried();
            var add = _wanted.Where(r => !carried.Contains(r) && !_absent.Contains(r)).ToList();
            // By media line, not by feed: the node removes by feed in a loop over a list it shortens meanwhile.
            var remove = _streams.Where(s => s.Feed is not null && !_wanted.Contains(new StreamRef(s.Feed, s.FeedMid!))).Select(s => s.Mid).ToList();
            return add.Count + remove.Count == 0 || (!_joined && add.Count == 0) ? null : (add, remove);
        }
    }

    private HashSet<StreamRef> Carried() => [.. _streams.Where(s => s.Feed is not null).Select(s => new StreamRef(s.Feed!, s.FeedMid!))];

    private async Task SendAsync(List<StreamRef> add, List<string> remove, CancellationToken ct)
    {
        JsonObject body;
        if (_joined)
        {
            body = new JsonObject { ["request"] = "update" };
            // An empty list would be refused.
            if (add.Count > 0) body["subscribe"] = Subscriptions(add);
            if (remove.Count > 0) body["unsubscribe"] = new JsonArray([.. remove.Select(m => (JsonNode)new JsonObject { ["sub_mid"] = m })]);
        }
        else
        {
            body = new JsonObject
            {
                ["request"] = "join", ["ptype"] = "subscriber", ["room"] = Room.Room,
                ["use_msid"] = true, ["autoupdate"] = true, ["streams"] = Subscriptions(add),
            };
        }

        await AskAsync(body, null, ct);
    }

    private JsonArray Subscriptions(List<StreamRef> add)
    {
        lock (_lock)
        {
            return new JsonArray([.. add.Select(r =>
            {
                var item = new JsonObject { ["feed"] = r.Feed, ["mid"] = r.Mid };
                if (_layers.TryGetValue(r, out var layer)) item["substream"] = layer;
                return (JsonNode)item;
            })]);
        }
    }

    // The node refuses the whole list when one feed is gone, and names that one: "No such feed (f)", "No such mid 'm' in feed (f)".
    private void CrossOut(List<StreamRef> add, string refusal)
    {
        lock (_lock)
        {
            var named = add.Where(r => refusal.Contains($"({r.Feed})", StringComparison.Ordinal)).ToList();
            var byMid = named.Where(r => refusal.Contains($"'{r.Mid}'", StringComparison.Ordinal)).ToList();
            if (refusal.Contains("No such mid", StringComparison.Ordinal) && byMid.Count > 0) named = byMid;
            // An unknown wording must not become an endless loop.
            _absent.UnionWith(named.Count > 0 ? named : add);
        }
    }

    protected override void OnPluginEvent(JanusReply reply)
    {
        SubscribeOffer? offer = null;
        lock (_lock)
        {
            if (reply.Event == "attached") _joined = true;
            if (reply.Event is "attached" or "updated" && reply.Data.TryGetProperty("streams", out _)) _streams = Streams(reply);
            if (reply.Event == "event" && JanusReply.Text(reply.Data, "started") == "ok") _offerOut = false;
            if (reply.Event == "event" && JanusReply.Number(reply.Data, "substream") is { } layer && JanusReply.Text(reply.Data, "mid") is { } line) _sent[line] = (int)layer;
            if (reply.Event == "updating") _offerDue = true;
            if (reply.IsOffer && reply.Sdp is { } sdp)
            {
                _offerOut = true;
                _offerDue = false;
                if (reply.Event == "event") _streams = Idle(sdp);
                offer = new SubscribeOffer(sdp, _streams);
            }
        }

        if (offer is not null) Tell(new MediaLegEvent.Offer(offer));
    }

    private static SubscribedStream[] Streams(JanusReply reply) => [.. JanusReply.Items(reply.Data, "streams")
        .Where(s => JanusReply.Text(s, "mid") is not null)
        .Select(s => new SubscribedStream(
            JanusReply.Text(s, "mid")!,
            JanusReply.Flag(s, "active") && JanusReply.Text(s, "feed_mid") is not null ? JanusReply.Text(s, "feed_id") : null,
            JanusReply.Flag(s, "active") ? JanusReply.Text(s, "feed_mid") : null))];

    // An offer asked for by RecheckAsync comes without streams; lines that fell idle meanwhile say so in the SDP.
    private SubscribedStream[] Idle(string sdp)
    {
        var idle = new HashSet<string>();
        foreach (var section in sdp.Split("\nm=").Skip(1))
        {
            var lines = section.Split('\n', StringSplitOptions.TrimEntries);
            if (lines.Contains("a=inactive") && lines.FirstOrDefault(l => l.StartsWith("a=mid:", StringComparison.Ordinal)) is { } mid) idle.Add(mid[6..]);
        }

        return [.. _streams.Select(s => idle.Contains(s.Mid) ? new SubscribedStream(s.Mid, null, null) : s)];
    }

    /// <inheritdoc/>
    public override async Task RecheckAsync()
    {
        if (!_joined && !_doubtful) return;
        if (_doubtful || _offerOut || _offerDue)
        {
            Lost("a message was lost while the node was out of reach");
            return;
        }

        try
        {
            // Answers with an offer, unless one is out that we never got; then with silence.
            var body = new JsonObject { ["request"] = "configure", ["update"] = true };
            (await Node.MessageAsync(Handle, body, null, default, TimeSpan.FromSeconds(3))).OrThrow();
        }
        catch (Exception e) when (e is MediaUnavailableException or MediaRefusedException)
        {
            if (Node.State.Up) Lost("an offer was lost while the node was out of reach");
        }
    }
}
