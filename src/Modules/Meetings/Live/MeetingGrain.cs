using System.Text.Json;
using Huitang.Kernel;
using Huitang.MediaNodes.Contracts;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live;

/// <summary>Shell around the rules of one live meeting: asks <see cref="LiveMeeting"/>, then makes it happen. No rule lives here.</summary>
internal sealed class MeetingGrain(PlanSource plans, FactStore store, SeenLedger seen, IMediaPlacement placement, MediaControl media, TimeProvider time, ILogger<MeetingGrain> log) : Grain, IMeetingGrain
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(60);

    private readonly NodeLinks _links = new();
    private Facts _facts = new();
    private LiveMeeting? _live;
    private MediaPlace? _place;
    private long _epoch;
    private long _seq;
    private bool _opened;
    private DateTimeOffset _seenWritten;
    private DateTimeOffset? _ticked;
    private BoardReporter? _board;
    private IGrainTimer? _flush;
    private IGrainTimer? _report;

    private MeetingId Id => new(this.GetPrimaryKey());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)) { KeepAlive = false });
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<Result<Entrance>> ArriveAsync(Arrival who, ConnectionRef connection, INodeLink link, string resumeHash)
    {
        if (await ReadyAsync(open: true) is { } refusal) return refusal;
        if (_live!.Empty && await plans.FindAsync(Id) is { } plan) _live.Replan(plan);
        _links.Seen(connection.Node, link, time.GetUtcNow());
        var id = Ids.New<ParticipantId>(time);
        var result = _live.Arrive(who, id, connection, resumeHash, time.GetUtcNow());
        if (result.Error is { } error)
        {
            await ForgetIfEmptyAsync();
            return error;
        }

        await PerformAsync(result.Value!, who.Name);
        return Answer(id);
    }

    public async Task<Result<Entrance>> ResumeAsync(ParticipantId who, ConnectionRef connection, INodeLink link, string resumeHash)
    {
        if (await ReadyAsync(open: false) is { } refusal) return refusal;
        _links.Seen(connection.Node, link, time.GetUtcNow());
        var feeds = _live!.Find(who)?.Feeds;
        if (!_live.Resume(who, resumeHash, connection, time.GetUtcNow(), out var former)) return LiveErrors.NotIn;
        if (feeds is not null && _place is not null) await media.DropFeedsAsync(_place, feeds);
        if (former is not null && former != connection) _links.Close(Id, former.Node, who, new ServerMessage.Gone("replaced", true), former.Socket);
        Changed(who);
        return Answer(who);
    }

    public Task DisconnectedAsync(ParticipantId who, ConnectionRef connection, DateTimeOffset at)
    {
        _live?.Disconnected(who, connection, at);
        Changed(who);
        return Task.CompletedTask;
    }

    public async Task<Result<BeatAnswer>> BeatAsync(string node, INodeLink link, IReadOnlyDictionary<ParticipantId, long> sockets, long epoch, long seq)
    {
        if (await ReadyAsync(open: false) is { } refusal) return refusal;
        _links.Seen(node, link, time.GetUtcNow());
        _live!.Seen(node, sockets, time.GetUtcNow());
        var (away, unknown) = _live.Strays(sockets.Keys);
        return new BeatAnswer(epoch == _epoch && seq == _seq && !_live.AnyChange ? null : Snapshot(), away, unknown);
    }

    public Task UnwatchAsync(string node)
    {
        _links.Forget(node);
        return Task.CompletedTask;
    }

    public Task ReattachAsync(ParticipantId who, ConnectionRef connection, Feeds feeds)
    {
        if (_live?.Find(who) is { Away: true } person)
        {
            _live.Put(person with { Connection = connection, LastSeen = time.GetUtcNow(), Feeds = feeds, Sharing = feeds.Screen is not null, SharingAudio = feeds.ScreenAudioMid is not null });
            Changed(who);
        }
        else if (_live?.FindWaiting(who) is { } waiting)
        {
            _live.AddWaiting(waiting with { Connection = connection, LastSeen = time.GetUtcNow() });
        }

        return Task.CompletedTask;
    }

    public async Task<Result<ControlReport>> CommandAsync(ParticipantId who, Command command)
    {
        if (await ReadyAsync(open: false) is { } refusal) return refusal;
        return _live!.Find(who) is { } person ? await ApplyAsync(new By(person, person.Name), command) : LiveErrors.NotIn;
    }

    public async Task<Result<ControlReport>> ControlAsync(string operatorName, Command command)
    {
        if (await ReadyAsync(open: false) is { } refusal) return refusal;
        return await ApplyAsync(new By(null, operatorName), command);
    }

    public async Task DropUserAsync(UserId user)
    {
        if (await ReadyAsync(open: false) is not null) return;
        List<string> inside = [.. _live!.People.Where(p => p.Who.User == user).Select(p => p.Id.ToString())];
        List<string> waiting = [.. _live.Lobby.Where(w => w.Who.User == user).Select(w => w.Id.ToString())];
        if (inside.Count > 0) await ApplyAsync(new By(null, ""), new Command.Remove(inside, MayReturn: false));
        if (waiting.Count > 0) await ApplyAsync(new By(null, ""), new Command.Deny(waiting, MayReturn: false));
    }

    public async Task<Result<PublishPermit>> MayPublishAsync(ParticipantId who, string leg)
    {
        if (await ReadyAsync(open: false) is { } refusal) return refusal;
        if (_live!.Find(who) is not { } person) return LiveErrors.NotIn;
        if (leg == "screen" && Sharing.Refuse(person, _live) is { } no) return no;
        if (await PlacedAsync() is not { } place) return MediaControl.NoMedia;
        return new PublishPermit(place, MediaControl.Blocked(person, leg));
    }

    public async Task<Result<MediaPlace>> PlaceAsync(ParticipantId who)
    {
        if (await ReadyAsync(open: false) is { } refusal) return refusal;
        if (_live!.Find(who) is null) return LiveErrors.NotIn;
        return await PlacedAsync() is { } place ? place : MediaControl.NoMedia;
    }

    public async Task PublishedAsync(ParticipantId who, ConnectionRef connection, string leg, string? feed, IReadOnlyList<PublishedLine> lines)
    {
        if (_live?.Find(who) is not { } person || person.Connection != connection) return;
        var shared = person.Sharing;
        person = Sharing.Published(person, leg, feed, lines);
        _live.Put(person);
        if (person.Sharing != shared) _facts.Acts.Add(MemberActions.Tell(_live.Plan, person, person.Sharing ? "meeting.share_start" : "meeting.share_stop", time.GetUtcNow(), []));
        if (person.Sharing && !shared) _facts.Shares.Add(new ScreenShared(Ids.New(time), _live.Room, person.Who.User, person.Who.Department, time.GetUtcNow()));
        if (person.Sharing) _facts.Features |= 1;
        Changed(who);

        // Rules may have changed while the media server was asked: what should be silent now is made silent now.
        if (feed is not null && _place is not null) await media.BlockAsync(_place, person, MediaControl.Blocked(person, leg));
    }

    public Task TalkingAsync(ParticipantId who, bool on)
    {
        if (_live?.Find(who) is { Microphone: true } || !on) _links.TellAll(Id, new ServerMessage.Talking(who.ToString(), on));
        return Task.CompletedTask;
    }

    public Task GradedAsync(ParticipantId who, int grade)
    {
        if (_live?.Find(who) is { } person && person.Grade != grade)
        {
            _live.Put(person with { Grade = grade });
            ScheduleFlush();
        }

        return Task.CompletedTask;
    }

    public Task WakeAsync() => ReadyAsync(open: false);

    public Task<bool> IsLiveAsync() => Task.FromResult(_live is { Empty: false });

    public Task<string> DescribeAsync() => Task.FromResult(JsonSerializer.Serialize(new
    {
        Meeting = Id.Value, _epoch, _seq, Opened = _opened, Node = _place?.Node, Nodes = _links.Nodes, Rules = _live?.Rules, Locked = _live?.Locked, Lobby = _live?.Lobby.Count,
        People = _live?.People.Select(p => new { Id = p.Id.Value, p.Role, p.Microphone, p.MutedByHost, p.Away, p.Camera, p.Sharing, p.Feeds }),
    }));

    private async Task<Result<ControlReport>> ApplyAsync(By by, Command command)
    {
        var live = _live!;
        // The console's acts are use cases and log themselves; those of participants are told here.
        var action = by.FromConsole ? null : MemberActions.Of(command);
        var before = by.FromConsole || action is not null ? new ControlChanges(live) : null;
        var result = new LiveCommands(live, time.GetUtcNow()).Apply(by, command);
        if (result.Error is { } error) return error;
        if (command is Command.Say) _facts.Features |= 2;
        var changes = before?.Until(live) ?? [];
        if (action is not null && (changes.Count > 0 || result.Value!.Count > 0)) _facts.Acts.Add(MemberActions.Tell(live.Plan, by.Participant!, action, time.GetUtcNow(), changes));
        return new ControlReport(await PerformAsync(result.Value!, by.Name), by.FromConsole ? changes : []);
    }

    /// <summary>Facts first where somebody came or went, then media, then messages. Returns how many media streams or people were reached.</summary>
    private async Task<int> PerformAsync(IReadOnlyList<Effect> effects, string by)
    {
        foreach (var effect in effects) Gathered(effect, by);
        var closing = _live!.Empty && _opened;
        if (closing) CloseRoom();
        if (_facts.MustWriteNow) await WriteAsync();
        var reached = _place is null ? 0 : await media.PerformAsync(_place, _live, effects);
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.Tell e when _live.Find(e.Who)?.Connection is { } c: _links.Tell(Id, c.Node, e.Who, e.Message); break;
                case Effect.Tell e when _live.FindWaiting(e.Who)?.Connection is { } c: _links.Tell(Id, c.Node, e.Who, e.Message); break;
                case Effect.TellAll e: _links.TellAll(Id, e.Message); break;
                case Effect.StopFeed e when _live.Find(e.Who)?.Connection is { } c: _links.StopFeed(Id, c.Node, e.Who, e.Kind); break;
                case Effect.WaitingOut { Who.Connection: { } c } e: _links.Close(Id, c.Node, e.Who.Id, new ServerMessage.Gone(e.Reason, e.MayReturn), c.Socket); break;
                case Effect.Out { Who.Connection: { } c } e: _links.Close(Id, c.Node, e.Who.Id, new ServerMessage.Gone(LiveViews.Word(e.Reason), e.MayReturn), c.Socket); break;
            }
        }

        if (closing) await AfterCloseAsync();
        else ScheduleFlush();
        return Math.Max(reached, effects.Count(e => e is Effect.Out or Effect.In or Effect.WaitingOut));
    }

    private void Gathered(Effect effect, string by)
    {
        switch (effect)
        {
            case Effect.In e:
                if (!_opened) (_opened, _facts.RoomOpened) = (true, e.Who.JoinedAt);
                _facts.Joined.Add(e.Who);
                break;
            case Effect.Out e: _facts.Left.Add((e.Who, e.Reason, e.At)); break;
            case Effect.Event e: _facts.Events.Add((time.GetUtcNow(), e.Kind, e.Who, e.Name, e.Detail, by)); break;
        }

        _facts.Peak = Math.Max(_facts.Peak, _live!.People.Count);
    }

    private void CloseRoom()
    {
        _facts.RoomClosed = _facts.Left.Count > 0 ? _facts.Left.Max(l => l.At) : time.GetUtcNow();
        _facts.Forget = _live!.Lobby.Count == 0;
        _opened = false;
    }

    private async Task AfterCloseAsync()
    {
        Flush();
        if (_board is not null) await _board.GoneAsync();
        if (_place is { } place) await media.CloseRoomAsync(place);
        _place = null;
        if (_live!.Lobby.Count == 0)
        {
            // The row went with the closing batch.
            (_live, _facts) = (null, new Facts());
            return;
        }

        var lobby = _live.Lobby;
        _live = new LiveMeeting(_live.Plan, Ids.New<MediaRoomId>(time), time.GetUtcNow(), () => Ids.New<ParticipationId>(time));
        _live.Restore(_live.Plan.Settings, false, [], lobby, []);
        await store.NextRoomAsync(Id, _epoch, _live.Room, CancellationToken.None);
    }

    private async Task ForgetIfEmptyAsync()
    {
        if (_live is not { Empty: true, Lobby.Count: 0 } || _opened) return;
        _facts.Forget = true;
        await WriteAsync();
        (_live, _facts, _place) = (null, new Facts(), null);
    }

    /// <summary>Takes the meeting over on first use. <paramref name="open"/>: start one if none is live.</summary>
    private async Task<Error?> ReadyAsync(bool open)
    {
        if (_live is not null) return null;
        if (await plans.FindAsync(Id) is not { } plan) return JoinErrors.CheckCodeOrPassword;
        if (!open && !(await store.IsLiveAsync(Id, CancellationToken.None))) return LiveErrors.NotLive;
        var claimed = await store.ClaimAsync(plan, Ids.New<MediaRoomId>(time), CancellationToken.None);
        _epoch = claimed.Epoch;
        _opened = claimed.Opened;
        _facts = new Facts();
        _live = new LiveMeeting(plan, claimed.Room ?? Ids.New<MediaRoomId>(time), claimed.Opened ? claimed.OpenedAt : time.GetUtcNow(), () => Ids.New<ParticipationId>(time));
        _live.ReachableSince = time.GetUtcNow();
        if (claimed.State is { } s) _live.Restore(s.Rules, s.Locked, s.Bans, s.Lobby, claimed.People);
        _place = claimed.Place is { } p ? new MediaPlace(p.Node, p.Room, p.Secret) : null;
        _board = new BoardReporter(GrainFactory, plan.Tenant, Id);
        if (claimed.Opened) log.LogInformation("Meeting {Meeting} taken over with {People} people", Id, claimed.People.Count);
        return null;
    }

    private async Task<MediaPlace?> PlacedAsync()
    {
        if (_place is not null && placement.IsUsable(_place.Node)) return _place;
        if (await placement.ChooseAsync(_live!.Room.ToString(), CancellationToken.None) is not { } room) return null;
        _place = new MediaPlace(room.Node, room.Room, room.Secret);
        await store.PlaceAsync(Id, _epoch, room, CancellationToken.None);
        return _place;
    }

    private Result<Entrance> Answer(ParticipantId id) => _live!.Find(id) is { } person
        ? new Entrance(id, Door.In, person.IsCreator, _live.Plan.Subject)
        : new Entrance(id, _live.FindWaiting(id) is { ForHost: true } ? Door.ForHost : Door.Lobby, false, _live.Plan.Subject);

    private LiveSnapshot Snapshot()
    {
        Flush();
        return new LiveSnapshot(_epoch, _seq, _live!.Room, _live.Plan, LiveViews.Meeting(_live), _live.People.Select(p => LiveViews.Entry(p, _live.Rules)).ToList(), _live.Lobby.ToList());
    }

    private void Changed(ParticipantId who)
    {
        if (_live?.Find(who) is { } person) _facts.ChangedById[person.Participation] = person;
        ScheduleFlush();
    }

    private void ScheduleFlush()
    {
        if (_flush is not null || _live is not { AnyChange: true }) return;
        _flush = this.RegisterGrainTimer(_ =>
        {
            _flush?.Dispose();
            _flush = null;
            Flush();
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions(Gather, Timeout.InfiniteTimeSpan));
    }

    /// <summary>One delta for all that changed since the last, to every process.</summary>
    private void Flush()
    {
        if (_live is not { AnyChange: true }) return;
        var (meeting, lobby, people, left) = _live.TakeChanges();
        foreach (var p in people) _facts.ChangedById[p.Participation] = p;
        _facts.State |= meeting || lobby;

        // Rules show in everybody's view (who may unmute), so a change of rules is a change of all.
        var shown = meeting ? _live.People : people;
        _links.Changed(Id, new LiveDelta(_epoch, ++_seq, meeting ? LiveViews.Meeting(_live) : null, shown.Select(p => LiveViews.Entry(p, _live.Rules)).ToList(), left, lobby ? _live.Lobby.ToList() : null));
        if (_board?.Report(_live, time.GetUtcNow()) == false) ReportSoon();
    }

    /// <summary>A change that followed another too closely still reaches the list within half a second.</summary>
    private void ReportSoon() => _report ??= this.RegisterGrainTimer(_ =>
    {
        _report?.Dispose();
        _report = null;
        if (_live is not null) _board?.Report(_live, time.GetUtcNow());
        return Task.CompletedTask;
    }, new GrainTimerCreationOptions(BoardReporter.AtMost, Timeout.InfiniteTimeSpan));

    private async Task TickAsync(CancellationToken ct)
    {
        if (_live is null) return;
        var now = time.GetUtcNow();
        // Signs of life could not arrive while this process itself stood still: nobody is gone for that.
        if (_ticked is { } before && now - before > Lease / 2) _live.ReachableSince = now;
        _ticked = now;
        DelayDeactivation(TimeSpan.FromMinutes(5));
        _links.Expire(now - Lease);
        var effects = _live.Expire(Lease, now);
        if (effects.Count > 0) await PerformAsync(effects, "");
        else await ForgetIfEmptyAsync();
        if (_live is null) return;
        Flush();
        if (_facts.Any) await WriteAsync();
        if (now - _seenWritten > TimeSpan.FromSeconds(5))
        {
            _seenWritten = now;
            seen.Note(_live.People.Where(p => !p.Away));
        }

        _board?.Report(_live, now);
    }

    private async Task WriteAsync()
    {
        var facts = _facts;
        _facts = new Facts();
        try
        {
            await store.SaveAsync(_live!, _epoch, facts, CancellationToken.None);
        }
        catch (FencedException)
        {
            log.LogWarning("Meeting {Meeting} is served elsewhere now", Id);
            _live = null;
            DeactivateOnIdle();
            throw;
        }
        catch
        {
            // Nothing is lost: the batch is merged back and written with the next one.
            facts.MergeInto(_facts);
            throw;
        }
    }
}
