using System.Collections.Concurrent;
using Huitang.Media;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;
using Huitang.Meetings.Live.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live;

/// <summary>This process in the eyes of live meetings: keeps a replica of each meeting that has a socket or a console here, and gives signs of life for its sockets.</summary>
internal sealed class LiveNode(IGrainFactory grains, IMediaServer media, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LiveNode> log) : BackgroundService, INodeLink
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<MeetingId, LiveReplica> _meetings = new();
    private readonly ConcurrentDictionary<MeetingId, byte> _beating = new();
    private INodeLink? _link;

    /// <summary>Name of this run of the process.</summary>
    public string Name { get; } = Kernel.Ids.New(time).ToString("N");

    /// <summary>How meetings call this process.</summary>
    public INodeLink Link => _link ??= grains.CreateObjectReference<INodeLink>(this);

    /// <summary>Meetings followed here.</summary>
    public int Following => _meetings.Count;

    /// <summary>The replica of a meeting, following it from now on.</summary>
    public LiveReplica Follow(MeetingId meeting) => _meetings.GetOrAdd(meeting, static id => new LiveReplica(id));

    /// <summary>Takes a socket in and brings the replica up to date.</summary>
    public async Task AttachAsync(LiveSocket socket)
    {
        var replica = Follow(socket.Meeting);
        replica.Attach(socket);
        if (replica.Current is null) await BeatAsync(replica);
    }

    /// <summary>Opens a console's view of a meeting; dispose to stop following.</summary>
    public async Task<LiveWatch> WatchAsync(MeetingId meeting)
    {
        var replica = Follow(meeting);
        replica.Watch();
        if (replica.Current is null) await BeatAsync(replica);
        return new LiveWatch(replica);
    }

    public void Changed(MeetingId meeting, LiveDelta delta)
    {
        if (!_meetings.TryGetValue(meeting, out var replica)) return;
        if (!replica.Apply(delta)) _ = BeatAsync(replica);
    }

    public void Tell(MeetingId meeting, ParticipantId who, ServerMessage message, long close)
    {
        if (!_meetings.TryGetValue(meeting, out var replica) || replica.Socket(who) is not { } socket) return;
        if (close == 0) socket.Send(LiveReplica.Bytes(message));
        else if (socket.Id == close) socket.Finish(message);
    }

    public void TellAll(MeetingId meeting, ServerMessage message)
    {
        if (_meetings.TryGetValue(meeting, out var replica)) replica.SendAll(message);
    }

    public void StopFeed(MeetingId meeting, ParticipantId who, MediaKind kind)
    {
        if (_meetings.TryGetValue(meeting, out var replica) && replica.Socket(who) is { } socket) _ = socket.Media.CloseLegAsync(kind == MediaKind.Screen ? "screen" : "main");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        media.NodeChanged += OnNodeChanged;
        // Open sockets would hold the stop up; their clients come back, here or at another process.
        using var stopping = lifetime.ApplicationStopping.Register(() => Cut(_ => true));
        try
        {
            for (var beat = 0; !stoppingToken.IsCancellationRequested;)
            {
                await Task.Delay(Beat, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Cut(socket => socket.Silent);
                beat++;
                foreach (var replica in _meetings.Values)
                {
                    // A console shows how old its view is; for sockets alone the lease leaves more room.
                    if (replica.Needed)
                    {
                        if (replica.Watched || beat % 2 == 0) _ = BeatAsync(replica);
                    }
                    else if (_meetings.TryRemove(new KeyValuePair<MeetingId, LiveReplica>(replica.Id, replica))) grains.GetGrain<IMeetingGrain>(replica.Id.Value).UnwatchAsync(Name).Ignore();
                }
            }
        }
        finally
        {
            media.NodeChanged -= OnNodeChanged;
        }
    }

    private void Cut(Func<LiveSocket, bool> which)
    {
        foreach (var socket in _meetings.Values.SelectMany(r => r.Sockets()).Where(which)) socket.Cut();
    }

    /// <summary>Signs of life for the sockets of one meeting; a snapshot comes back when this process is behind. One at a time per meeting.</summary>
    private async Task BeatAsync(LiveReplica replica)
    {
        if (!_beating.TryAdd(replica.Id, 0)) return;
        try
        {
            var grain = grains.GetGrain<IMeetingGrain>(replica.Id.Value);
            var answer = await grain.BeatAsync(Name, Link, replica.SocketIds(), replica.Epoch, replica.Seq);
            replica.Seen(time.GetUtcNow());
            if (answer.Error is not null)
            {
                if (replica.Current is null) return;
                replica.Clear();
                foreach (var socket in replica.Sockets()) socket.Finish(new ServerMessage.Gone("expired", true));
            }
            else
            {
                if (answer.Value!.Snapshot is { } snapshot && replica.Reset(snapshot)) log.LogInformation("Meeting {Meeting} has a new owner; {Sockets} sockets report again", replica.Id, replica.SocketIds().Count);
                foreach (var socket in answer.Value.Away.Select(replica.Socket).OfType<LiveSocket>()) await grain.ReattachAsync(socket.Who, socket.Ref, socket.Media.Feeds);
                // Taken for gone while the socket lived: the client asks to come in again.
                foreach (var socket in replica.StillUnknown(answer.Value.Unknown)) socket.Finish(new ServerMessage.Gone("expired", true));
            }
        }
        catch (Exception e)
        {
            log.LogInformation("Meeting {Meeting} does not answer at present: {Problem}", replica.Id, e.Message);
        }
        finally
        {
            _beating.TryRemove(replica.Id, out _);
        }
    }

    private void OnNodeChanged(MediaNodeState state)
    {
        foreach (var socket in _meetings.Values.SelectMany(r => r.Sockets())) socket.Media.NodeChanged(state);
    }
}

/// <summary>A console's view of a meeting.</summary>
internal sealed class LiveWatch(LiveReplica replica) : IDisposable
{
    private bool _disposed;

    public LiveReplica Replica { get; } = replica;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Replica.Unwatch();
    }
}
