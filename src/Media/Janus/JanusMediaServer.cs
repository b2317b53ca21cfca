using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

/// <summary>The media servers, answered by Janus nodes. Browsers never reach the nodes' API: this process is the only client, so its own rules are the gate.</summary>
public sealed class JanusMediaServer(ILoggerFactory logs, TimeProvider time) : IMediaServer, IAsyncDisposable
{
    private readonly ILogger _log = logs.CreateLogger<JanusMediaServer>();
    private readonly SemaphoreSlim _changing = new(1);
    private Dictionary<string, JanusConnection> _nodes = []; // replaced, never changed

    /// <inheritdoc/>
    public event Action<MediaNodeState>? NodeChanged;

    /// <inheritdoc/>
    public IReadOnlyList<MediaNodeState> Nodes => [.. _nodes.Values.Select(n => n.State)];

    /// <inheritdoc/>
    public async Task UseNodeAsync(MediaNodeAddress node, CancellationToken ct)
    {
        JanusConnection connection;
        await _changing.WaitAsync(ct);
        try
        {
            _nodes.TryGetValue(node.Node, out var old);
            if (old?.Address == node)
            {
                connection = old;
            }
            else
            {
                if (old is not null) await old.DisposeAsync();
                connection = new JanusConnection(node, old?.State.Generation ?? 0, OnChanged, _log, time);
                _nodes = new(_nodes) { [node.Node] = connection };
            }
        }
        finally
        {
            _changing.Release();
        }

        await connection.FirstTry.WaitAsync(ct);
    }

    /// <inheritdoc/>
    public async Task ForgetNodeAsync(string node, CancellationToken ct)
    {
        await _changing.WaitAsync(ct);
        try
        {
            if (!_nodes.TryGetValue(node, out var old)) return;
            var rest = new Dictionary<string, JanusConnection>(_nodes);
            rest.Remove(node);
            _nodes = rest;
            await old.DisposeAsync();
        }
        finally
        {
            _changing.Release();
        }

        OnChanged(new MediaNodeState(node, false, 0, "no longer used"));
    }

    /// <inheritdoc/>
    public async Task EnsureRoomAsync(MediaRoom room, MediaRoomOptions options, CancellationToken ct)
    {
        var node = Of(room);
        var reply = await node.DeskAsync(new JsonObject
        {
            ["request"] = "create", ["room"] = room.Room, ["admin_key"] = node.Address.AdminKey, ["secret"] = room.Secret,
            ["is_private"] = true, ["publishers"] = options.MaxPublishers, ["bitrate"] = options.Bitrate, ["fir_freq"] = 0,
            ["audiocodec"] = "opus", ["videocodec"] = "vp8", ["opus_fec"] = true,
            ["audiolevel_event"] = true, ["audio_active_packets"] = 25, ["audio_level_average"] = 40,
            ["notify_joining"] = false, ["lock_record"] = true,
            // Viewers who publish nothing have no private id to show, and nobody but us can join at all.
            ["require_pvtid"] = false,
        }, ct);
        // There already: a request that changes nothing shows whether it is really ours.
        if (reply.Error is { Code: JanusReply.RoomExists }) reply = await node.DeskAsync(JanusRequests.OfRoom("edit", room), ct);
        reply.OrThrow();
    }

    /// <inheritdoc/>
    public async Task CloseRoomAsync(MediaRoom room, CancellationToken ct)
    {
        var node = Of(room);
        await AskAsync(node, JanusRequests.OfRoom("destroy", room), ct);
        // The node ends the publishers' connections only; the viewers' are ended here.
        await Task.WhenAll(node.Legs.Where(l => l.Room == room).Select(leg =>
        {
            leg.Lost("room closed");
            return node.DetachAsync(leg.Handle);
        }));
    }

    /// <inheritdoc/>
    public async Task<IPublisherLeg> PublishLegAsync(MediaRoom room, string feed, Func<MediaLegEvent, Task> onEvent, CancellationToken ct)
    {
        var node = Of(room);
        var leg = await node.OpenAsync($"{room.Room}/{feed}/pub", h => new JanusPublisherLeg(node, room, feed, h, onEvent, _log), ct);
        try
        {
            try
            {
                await leg.JoinAsync(ct);
            }
            catch (MediaRefusedException e) when (e.Code == JanusReply.IdExists)
            {
                // A connection of the same feed whose end nobody noticed: the newer one is right.
                await KickAsync(room, feed, ct);
                await leg.JoinAsync(ct);
            }

            return leg;
        }
        catch
        {
            await leg.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<ISubscriberLeg> SubscribeLegAsync(MediaRoom room, string viewer, Func<MediaLegEvent, Task> onEvent, CancellationToken ct)
    {
        var node = Of(room);
        return await node.OpenAsync($"{room.Room}/{viewer}/sub", h => new JanusSubscriberLeg(node, room, h, onEvent, _log), ct);
    }

    /// <inheritdoc/>
    public async Task<bool> BlockAsync(MediaRoom room, StreamRef stream, bool blocked, CancellationToken ct)
    {
        var node = Of(room);
        if (!await AskAsync(node, JanusRequests.Moderate(room, stream.Feed, stream.Mid, blocked), ct)) return false;
        if (blocked) return true;
        try
        {
            // Without a key frame the picture would come back only with the next regular one, seconds later.
            if (node.Legs.OfType<JanusPublisherLeg>().FirstOrDefault(l => l.Room == room && l.Feed == stream.Feed) is { } leg)
                await leg.KeyFrameOfAsync(stream.Mid, ct);
        }
        catch (MediaRefusedException e)
        {
            _log.LogDebug(e, "No key frame after unblocking {Feed}", stream.Feed);
        }

        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> KickAsync(MediaRoom room, string feed, CancellationToken ct)
    {
        var body = JanusRequests.OfRoom("kick", room);
        body["id"] = feed;
        return await AskAsync(Of(room), body, ct);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> FeedsAsync(MediaRoom room, CancellationToken ct)
    {
        var reply = await Of(room).DeskAsync(JanusRequests.OfRoom("listparticipants", room), ct);
        if (reply.Error is { Code: JanusReply.NoSuchRoom }) return null;
        return [.. JanusReply.Items(reply.OrThrow().Data, "participants").Select(p => JanusReply.Text(p, "id")).OfType<string>()];
    }

    // False when what the request is about is gone.
    private static async Task<bool> AskAsync(JanusConnection node, JsonObject body, CancellationToken ct)
    {
        var reply = await node.DeskAsync(body, ct);
        if (reply.Error is { Code: JanusReply.NoSuchRoom or JanusReply.NoSuchFeed }) return false;
        reply.OrThrow();
        return true;
    }

    private JanusConnection Of(MediaRoom room) =>
        _nodes.TryGetValue(room.Node, out var node) ? node : throw new MediaUnavailableException(room.Node, "not known here");

    private void OnChanged(MediaNodeState state)
    {
        foreach (var handler in NodeChanged?.GetInvocationList().Cast<Action<MediaNodeState>>() ?? [])
        {
            try
            {
                handler(state);
            }
            catch (Exception e)
            {
                _log.LogError(e, "A listener failed on the change of media node {Node}", state.Node);
            }
        }
    }

    /// <summary>Ends the sessions on all nodes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        try
        {
            await Task.WhenAll(_nodes.Values.Select(n => n.DisposeAsync().AsTask()));
            _nodes = [];
        }
        finally
        {
            _changing.Release();
        }
    }
}
