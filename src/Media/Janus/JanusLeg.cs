using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

/// <summary>What publisher and subscriber legs share: a handle on the node, and events told one after the other.</summary>
internal abstract class JanusLeg : IAsyncDisposable
{
    private readonly Channel<MediaLegEvent> _events = Channel.CreateUnbounded<MediaLegEvent>(new() { SingleReader = true });
    private readonly Func<MediaLegEvent, Task> _onEvent;
    private readonly HashSet<(string Mid, long Layer)> _layers = []; // touched by the receiving loop only
    private int _gone;
    private volatile bool _disposed;

    protected JanusLeg(JanusConnection node, MediaRoom room, long handle, Func<MediaLegEvent, Task> onEvent, ILogger log)
    {
        (Node, Room, Handle, _onEvent, Log) = (node, room, handle, onEvent, log);
        _ = Task.Run(TellAsync);
    }

    public MediaRoom Room { get; }

    public long Handle { get; }

    protected JanusConnection Node { get; }

    protected ILogger Log { get; }

    /// <summary>Whether the owner was told that the leg is gone, or gave it back.</summary>
    protected bool IsOver => _disposed || Volatile.Read(ref _gone) != 0;

    /// <summary>A message of the node about this handle; called on the receiving loop, in order.</summary>
    public void OnMessage(JanusReply reply)
    {
        switch (reply.Kind)
        {
            case "webrtcup":
                Tell(new MediaLegEvent.Connected());
                break;
            case "media" when JanusReply.Text(reply.Root, "mid") is { } mid:
                TellReceiving(mid, JanusReply.Number(reply.Root, "substream") ?? 0, JanusReply.Flag(reply.Root, "receiving"));
                break;
            case "hangup":
                Lost("hangup: " + (JanusReply.Text(reply.Root, "reason") ?? "no reason given"));
                break;
            case "detached":
                Lost("detached");
                break;
            case "event":
                if (reply.Event == "destroyed") Lost("room closed");
                else if (reply.Event == "event" && JanusReply.Text(reply.Data, "leaving") == "ok") Lost(JanusReply.Text(reply.Data, "reason") ?? "left");
                else OnPluginEvent(reply);
                break;
        }
    }

    // The node tells it for each simulcast layer: a stream is received as long as one of its layers is.
    private void TellReceiving(string mid, long layer, bool yes)
    {
        var before = _layers.Any(l => l.Mid == mid);
        if (yes) _layers.Add((mid, layer));
        else _layers.Remove((mid, layer));
        var now = _layers.Any(l => l.Mid == mid);
        if (now != before) Tell(new MediaLegEvent.Receiving(mid, now));
    }

    /// <summary>An event of the plugin that is not the end.</summary>
    protected abstract void OnPluginEvent(JanusReply reply);

    /// <summary>After a time without connection: finds out whether the leg is still what we think.</summary>
    public abstract Task RecheckAsync();

    /// <summary>Tells the owner, once, that the leg is gone.</summary>
    public void Lost(string reason)
    {
        if (Interlocked.Exchange(ref _gone, 1) != 0) return;
        _events.Writer.TryWrite(new MediaLegEvent.Gone(reason));
        _events.Writer.TryComplete();
    }

    protected void Tell(MediaLegEvent value) => _events.Writer.TryWrite(value);

    /// <summary>A request on this leg's handle that must succeed.</summary>
    protected async Task<JanusReply> AskAsync(JsonObject body, JsonObject? jsep, CancellationToken ct)
    {
        if (IsOver) throw new MediaRefusedException(MediaRefusal.LegGone, 0, "The leg is gone");
        return (await Node.MessageAsync(Handle, body, jsep, ct)).OrThrow();
    }

    protected static JsonObject Jsep(string type, string sdp) => new() { ["type"] = type, ["sdp"] = sdp };

    /// <summary>Passes a candidate on; nothing to do when the leg is gone.</summary>
    public Task CandidateAsync(MediaCandidate candidate, CancellationToken ct) => IsOver ? Task.CompletedTask : Node.TrickleAsync(Handle, candidate, ct);

    private async Task TellAsync()
    {
        await foreach (var value in _events.Reader.ReadAllAsync())
        {
            if (_disposed) return;
            try
            {
                await _onEvent(value);
            }
            catch (Exception e)
            {
                Log.LogError(e, "The owner of a media leg could not handle {Event}", value.GetType().Name);
            }
        }
    }

    /// <summary>Gives the handle back. No events come afterwards. May be called from within an event.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        Node.Remove(this);
        _events.Writer.TryComplete();
        await Node.DetachAsync(Handle);
    }
}
