using Huitang.Kernel;
using Huitang.Media;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live.Sockets;

/// <summary>The media legs of one socket: what it publishes and what it receives. Everything of one socket runs one after the other.</summary>
internal sealed class SocketMedia(LiveSocket socket, LiveServices services) : IAsyncDisposable
{
    private static readonly TimeSpan RosterGather = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan BeforeAnew = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, IPublisherLeg> _legs = [];
    private readonly Dictionary<StreamRef, (string Participant, string Kind)> _known = [];
    private IReadOnlyList<Wish> _wishes = [];
    private ISubscriberLeg? _sub;
    private MediaPlace? _place;
    private int _feeds;
    private int _subs;
    private int _rosterPending;
    private bool _open;
    private bool _disposed;

    /// <summary>What is published now, for telling a new owner of the meeting.</summary>
    public Feeds Feeds { get; private set; } = new();

    /// <summary>The person is in: media may flow from here on. Whoever waits never gets here.</summary>
    public void Open() => _open = true;

    public Task HandleAsync(ClientMessage message, CancellationToken ct) => _open ? InTurnAsync(() => message switch
    {
        ClientMessage.Publish m => PublishAsync(m, ct),
        ClientMessage.Unpublish m => CloseAsync(m.Leg, tell: true),
        ClientMessage.Candidate m => CandidateAsync(m, ct),
        ClientMessage.Watch m => WatchAsync(m, ct),
        ClientMessage.Answer m => _sub?.AnswerAsync(m.Sdp, ct) ?? Task.CompletedTask,
        _ => Task.CompletedTask,
    }) : Task.CompletedTask;

    public Task CloseLegAsync(string leg) => InTurnAsync(() => CloseAsync(leg, tell: false));

    /// <summary>Who publishes what has changed: streams wished for may have come or gone.</summary>
    public void RosterChanged()
    {
        if (_wishes.Count == 0 || Interlocked.Exchange(ref _rosterPending, 1) == 1) return;
        _ = Task.Run(async () =>
        {
            await Task.Delay(RosterGather, services.Time);
            Volatile.Write(ref _rosterPending, 0);
            await InTurnAsync(() => SubscribeAsync(CancellationToken.None));
        });
    }

    /// <summary>The media node went down or lost everything.</summary>
    public void NodeChanged(MediaNodeState state)
    {
        if (!_open || (_place is { } place && place.Node != state.Node)) return;
        _ = InTurnAsync(async () =>
        {
            await DropAllAsync();
            await socket.Grain.PublishedAsync(socket.Who, socket.Ref, "main", null, []);
            await socket.Grain.PublishedAsync(socket.Who, socket.Ref, "screen", null, []);
            socket.Send(new ServerMessage.MediaReset(state.Up));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await InTurnAsync(DropAllAsync);
        _disposed = true;
        _turn.Dispose();
    }

    private async Task PublishAsync(ClientMessage.Publish ask, CancellationToken ct)
    {
        if (ask.Leg is not ("main" or "screen") || string.IsNullOrEmpty(ask.Sdp))
        {
            socket.Send(new ServerMessage.Malformed("malformed"));
            return;
        }

        var permit = await socket.Grain.MayPublishAsync(socket.Who, ask.Leg);
        if (permit.Error is { } error)
        {
            socket.Send(new ServerMessage.PublishAnswered(ask.Leg, "", new ErrorView(error.Code, error.Args)));
            return;
        }

        _place = permit.Value!.Room;
        var room = _place.ToRoom();
        if (_legs.Remove(ask.Leg, out var former)) await former.DisposeAsync();
        await services.Media.EnsureRoomAsync(room, new MediaRoomOptions(), ct);
        var feed = $"{socket.Who}-{socket.Id}-{++_feeds}";
        var leg = await services.Media.PublishLegAsync(room, feed, e => OnPublisherAsync(ask.Leg, feed, e), ct);
        _legs[ask.Leg] = leg;
        var answer = await leg.PublishAsync(ask.Sdp, permit.Value.Block, ct);
        var lines = answer.Streams.Select(s => new PublishedLine(s.Mid, s.Kind)).ToList();
        Remember(ask.Leg, feed, lines);
        await socket.Grain.PublishedAsync(socket.Who, socket.Ref, ask.Leg, feed, lines);
        socket.Send(new ServerMessage.PublishAnswered(ask.Leg, answer.Sdp, null));
    }

    private async Task CandidateAsync(ClientMessage.Candidate m, CancellationToken ct)
    {
        var candidate = new MediaCandidate(m.Text, m.Mid, m.Line);
        if (m.Leg == "sub")
        {
            if (_sub is not null) await _sub.CandidateAsync(candidate, ct);
        }
        else if (_legs.TryGetValue(m.Leg, out var leg))
        {
            await leg.CandidateAsync(candidate, ct);
        }
    }

    private async Task WatchAsync(ClientMessage.Watch watch, CancellationToken ct)
    {
        if (watch.Wishes is null || watch.Wishes.Count > 500)
        {
            socket.Send(new ServerMessage.Malformed("malformed"));
            return;
        }

        _wishes = watch.Wishes;
        if (watch.Anew == true) await DropSubscriptionAsync();
        await SubscribeAsync(ct);
    }

    private async Task SubscribeAsync(CancellationToken ct)
    {
        var replica = services.Node.Follow(socket.Meeting);
        var wanted = new List<(StreamRef Stream, Wish Wish)>();
        foreach (var wish in _wishes)
        {
            if (!Guid.TryParse(wish.Participant, out var id) || replica.Find(new Contracts.ParticipantId(id)) is not { } person || person.Id == socket.Who) continue;
            if (StreamOf(person, wish.Kind) is not { } stream) continue;
            wanted.Add((stream, wish));
            _known[stream] = (wish.Participant, wish.Kind);
        }

        if (_sub is null)
        {
            if (wanted.Count == 0) return;
            if (_place is null)
            {
                var place = await socket.Grain.PlaceAsync(socket.Who);
                if (place.Value is null) return;
                _place = place.Value;
            }

            await services.Media.EnsureRoomAsync(_place.ToRoom(), new MediaRoomOptions(), ct);
            var number = ++_subs;
            _sub = await services.Media.SubscribeLegAsync(_place.ToRoom(), socket.Who.ToString(), e => OnSubscriberAsync(number, e), ct);
        }

        await _sub.SetAsync(wanted.Select(w => w.Stream).ToList(), ct);
        foreach (var (stream, wish) in wanted.Where(w => w.Wish.Kind == "camera")) await _sub.PreferLayerAsync(stream, Math.Clamp(wish.Layer, 0, 2), ct);
    }

    /// <summary>What the wish means in the media server now; nothing while the other side is silent, dark or gone.</summary>
    private static StreamRef? StreamOf(LiveEntry person, string kind) => kind switch
    {
        "audio" when person.Feeds is { Main: { } f, AudioMid: { } m } => new StreamRef(f, m),
        "camera" when person.View.Camera && person.Feeds is { Main: { } f, CameraMid: { } m } => new StreamRef(f, m),
        "screen" when person.Feeds is { Screen: { } f, ScreenMid: { } m } => new StreamRef(f, m),
        "screenAudio" when person.Feeds is { Screen: { } f, ScreenAudioMid: { } m } => new StreamRef(f, m),
        _ => null,
    };

    private Task OnSubscriberAsync(int number, MediaLegEvent happened)
    {
        if (happened is MediaLegEvent.Gone && !_disposed) _ = Task.Run(() => SubscribeAnewAsync(number));
        if (happened is MediaLegEvent.Offer { Value: var offer })
        {
            socket.Send(new ServerMessage.Offer(offer.Sdp, offer.Streams.Select(s =>
                s.Feed is { } feed && s.FeedMid is { } mid && _known.TryGetValue(new StreamRef(feed, mid), out var known)
                    ? new OfferedStream(s.Mid, known.Participant, known.Kind)
                    : new OfferedStream(s.Mid, null, null)).ToList()));
        }

        return Task.CompletedTask;
    }

    /// <summary>The receiving leg is over for the media server (its network was away too long). Left alone, nobody would be seen or heard again until the line breaks.</summary>
    private async Task SubscribeAnewAsync(int number)
    {
        await Task.Delay(BeforeAnew, services.Time);
        await InTurnAsync(async () =>
        {
            if (number != _subs || _sub is null) return;
            await DropSubscriptionAsync();
            await SubscribeAsync(CancellationToken.None);
        });
    }

    private async Task DropSubscriptionAsync()
    {
        var former = _sub;
        _sub = null;
        _known.Clear();
        if (former is not null) await former.DisposeAsync();
    }

    private async Task OnPublisherAsync(string leg, string feed, MediaLegEvent happened)
    {
        switch (happened)
        {
            case MediaLegEvent.Talking e when leg == "main": await socket.Grain.TalkingAsync(socket.Who, e.Yes); break;
            case MediaLegEvent.Gone when !_disposed && IsCurrent(leg, feed):
                Remember(leg, null, []);
                await socket.Grain.PublishedAsync(socket.Who, socket.Ref, leg, null, []);
                break;
        }
    }

    private bool IsCurrent(string leg, string feed) => (leg == "screen" ? Feeds.Screen : Feeds.Main) == feed;

    private async Task CloseAsync(string leg, bool tell)
    {
        if (!_legs.Remove(leg, out var former)) return;
        Remember(leg, null, []);
        await former.DisposeAsync();
        if (tell) await socket.Grain.PublishedAsync(socket.Who, socket.Ref, leg, null, []);
    }

    private void Remember(string leg, string? feed, IReadOnlyList<PublishedLine> lines)
    {
        var audio = lines.FirstOrDefault(l => l.Kind == "audio")?.Mid;
        var video = lines.FirstOrDefault(l => l.Kind == "video")?.Mid;
        Feeds = leg == "screen" ? Feeds with { Screen = feed, ScreenMid = video, ScreenAudioMid = audio } : Feeds with { Main = feed, AudioMid = audio, CameraMid = video };
    }

    private async Task DropAllAsync()
    {
        Feeds = new Feeds();
        _place = null;
        foreach (var leg in _legs.Values) await leg.DisposeAsync();
        _legs.Clear();
        await DropSubscriptionAsync();
    }

    private async Task InTurnAsync(Func<Task> act)
    {
        if (_disposed) return;
        await _turn.WaitAsync();
        try
        {
            await act();
        }
        catch (OperationCanceledException)
        {
            // The socket closes.
        }
        catch (Exception e)
        {
            services.Log.LogInformation("Media of {Who} in {Meeting}: {Problem}", socket.Who, socket.Meeting, e.Message);
            socket.Send(new ServerMessage.Malformed("media_failed"));
        }
        finally
        {
            _turn.Release();
        }
    }
}
