using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings;

/// <summary>The state of a running meeting and its comings and goings. Pure: no clock, no I/O. Commands are in <see cref="LiveCommands"/>.</summary>
internal sealed class LiveMeeting(MeetingPlan plan, MediaRoomId room, DateTimeOffset openedAt, Func<ParticipationId> newParticipation)
{
    /// <summary>How long somebody who lost the connection keeps place, role and mute state.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    private readonly Dictionary<ParticipantId, Participant> _people = [];
    private readonly Dictionary<ParticipantId, Waiting> _lobby = [];
    private readonly List<Ban> _bans = [];
    private readonly HashSet<ParticipantId> _changed = [];
    private readonly HashSet<ParticipantId> _left = [];

    public MeetingPlan Plan { get; private set; } = plan;
    public MediaRoomId Room { get; } = room;
    public DateTimeOffset OpenedAt { get; } = openedAt;
    public MeetingSettings Rules { get; private set; } = plan.Settings;
    public bool Locked { get; private set; }
    public IReadOnlyCollection<Participant> People => _people.Values;
    public IReadOnlyCollection<Waiting> Lobby => _lobby.Values;
    public IReadOnlyList<Ban> Bans => _bans;

    /// <summary>Since when people have been able to come back: later than they were last seen if the server was away itself.</summary>
    public DateTimeOffset ReachableSince { get; set; }

    public bool Empty => _people.Count == 0;
    public bool HostPresent => _people.Values.Any(p => p.Role == MeetingRole.Host);

    /// <summary>Whether meeting-level state changed since <see cref="TakeChanges"/>.</summary>
    public bool MeetingChanged { get; private set; }

    /// <summary>Whether the waiting room changed since <see cref="TakeChanges"/>.</summary>
    public bool LobbyChanged { get; private set; }

    public bool AnyChange => MeetingChanged || LobbyChanged || _changed.Count > 0 || _left.Count > 0;

    public Participant? Find(ParticipantId id) => _people.GetValueOrDefault(id);

    public Waiting? FindWaiting(ParticipantId id) => _lobby.GetValueOrDefault(id);

    /// <summary>Brings back what an earlier activation knew.</summary>
    public void Restore(MeetingSettings rules, bool locked, IEnumerable<Ban> bans, IEnumerable<Waiting> lobby, IEnumerable<Participant> people)
    {
        (Rules, Locked) = (rules, locked);
        _bans.AddRange(bans);
        foreach (var w in lobby) _lobby[w.Id] = w;
        foreach (var p in people) _people[p.Id] = p;
    }

    /// <summary>Somebody with a good ticket is at the door.</summary>
    public Result<IReadOnlyList<Effect>> Arrive(Arrival who, ParticipantId id, ConnectionRef connection, string resumeHash, DateTimeOffset now)
    {
        var refusal = Admission.RefuseByPlan(who, Plan, Rules.JoinLimit) ?? Admission.RefuseByState(who, Locked, _bans);
        if (refusal is not null) return refusal;

        List<Effect> effects = [];
        var former = ReplaceFormer(who, now, effects);
        if (former is not null)
        {
            Enter(new Waiting { Id = id, Who = who, Name = former.Name, ResumeHash = resumeHash, Connection = connection, LastSeen = now }, now, effects, former);
            return effects;
        }

        var door = Admission.At(who, Plan, Rules, HostPresent);
        if (door != Door.In)
        {
            if (_lobby.Count >= Admission.LobbySize) return JoinErrors.TooMany;
            var waiting = new Waiting { Id = id, Who = who, Name = who.Name, Since = now, ResumeHash = resumeHash, Connection = connection, LastSeen = now, ForHost = door == Door.ForHost };
            _lobby[id] = waiting;
            LobbyChanged = true;
            effects.Add(new Effect.Event("waiting", id, who.Name, null));
            return effects;
        }

        Enter(new Waiting { Id = id, Who = who, Name = who.Name, ResumeHash = resumeHash, Connection = connection, LastSeen = now }, now, effects);
        return effects;
    }

    /// <summary>Lets somebody from the waiting room, or from the door, in.</summary>
    public void Enter(Waiting from, DateTimeOffset now, List<Effect> effects, Participant? former = null)
    {
        if (_lobby.Remove(from.Id)) LobbyChanged = true;
        // Coming in again from elsewhere is no way to shed a mute, nor does it cost a role.
        var role = former?.Role ?? Roles.OnArrival(from.Who, Plan, _people.Values);
        var muted = former?.MutedByHost ?? Microphones.MutedOnEntry(Rules, role, _people.Count);
        var person = new Participant
        {
            Id = from.Id, Participation = newParticipation(), Who = from.Who, Name = from.Name, Role = role,
            IsCreator = from.Who.User == Plan.Creator, JoinedAt = now, MutedByHost = muted,
            Connection = from.Connection, LastSeen = now, ResumeHash = from.ResumeHash,
        };
        Put(person);
        effects.Add(new Effect.In(person));
        effects.Add(new Effect.Event("joined", person.Id, person.Name, null));
        if (muted) effects.Add(new Effect.Tell(person.Id, new ServerMessage.Notice("mutedOnEntry")));
        if (role == MeetingRole.Host) LetInWhoWaitsForHost(now, effects);
    }

    /// <summary>Back on a new socket with a resume token; place, role and mute state are kept.</summary>
    public bool Resume(ParticipantId id, string resumeHash, ConnectionRef connection, DateTimeOffset now, out ConnectionRef? former)
    {
        former = null;
        if (_people.TryGetValue(id, out var person) && person.ResumeHash == resumeHash)
        {
            former = person.Connection;
            // Old peer connections belong to the old socket; what is published comes anew.
            Put(person with { Connection = connection, LastSeen = now, Feeds = new Feeds(), Sharing = false, SharingAudio = false });
            return true;
        }

        if (!_lobby.TryGetValue(id, out var waiting) || waiting.ResumeHash != resumeHash) return false;
        former = waiting.Connection;
        _lobby[id] = waiting with { Connection = connection, LastSeen = now };
        return true;
    }

    /// <summary>A socket is gone. Only the present one counts: an old one closing late changes nothing.</summary>
    public void Disconnected(ParticipantId id, ConnectionRef connection, DateTimeOffset at)
    {
        if (_people.TryGetValue(id, out var person) && person.Connection == connection)
            Put(person with { Connection = null, LastSeen = at, Sharing = false, SharingAudio = false, Feeds = new Feeds() });
        else if (_lobby.TryGetValue(id, out var waiting) && waiting.Connection == connection)
            _lobby[id] = waiting with { Connection = null, LastSeen = at };
    }

    /// <summary>Signs of life from a process for its sockets.</summary>
    public void Seen(string node, IReadOnlyDictionary<ParticipantId, long> sockets, DateTimeOffset now)
    {
        foreach (var person in _people.Values.Where(p => p.Connection?.Node == node).ToList())
        {
            if (sockets.TryGetValue(person.Id, out var socket) && socket == person.Connection!.Socket) _people[person.Id] = person with { LastSeen = now };
        }

        foreach (var waiting in _lobby.Values.Where(w => w.Connection?.Node == node).ToList())
        {
            if (sockets.TryGetValue(waiting.Id, out var socket) && socket == waiting.Connection!.Socket) _lobby[waiting.Id] = waiting with { LastSeen = now };
        }
    }

    /// <summary>Of people with a living socket: whom the meeting holds for away, and who is neither in it nor in its waiting room.</summary>
    public (IReadOnlyList<ParticipantId> Away, IReadOnlyList<ParticipantId> Unknown) Strays(IEnumerable<ParticipantId> alive)
    {
        List<ParticipantId> away = [], unknown = [];
        foreach (var id in alive)
        {
            if (_people.TryGetValue(id, out var person) ? person.Away : _lobby.TryGetValue(id, out var waiting) && waiting.Connection is null) away.Add(id);
            else if (person is null && !_lobby.ContainsKey(id)) unknown.Add(id);
        }

        return (away, unknown);
    }

    /// <summary>Presence is a lease: whoever was not seen for <paramref name="lease"/> is away, whoever is away longer than <see cref="Grace"/> has left at the time they were last seen.</summary>
    public IReadOnlyList<Effect> Expire(TimeSpan lease, DateTimeOffset now)
    {
        List<Effect> effects = [];
        foreach (var person in _people.Values.Where(p => !p.Away && now - Later(p.LastSeen) > lease).ToList())
            Put(person with { Connection = null, Sharing = false, SharingAudio = false, Feeds = new Feeds() });
        foreach (var person in _people.Values.Where(p => p.Away && now - Later(p.LastSeen) > Grace).ToList())
            Leave(person, LeaveReason.Lost, mayReturn: true, person.LastSeen, effects);
        foreach (var waiting in _lobby.Values.Where(w => now - Later(w.LastSeen) > Grace).ToList())
        {
            _lobby.Remove(waiting.Id);
            LobbyChanged = true;
        }

        return effects;
    }

    /// <summary>Takes somebody out and passes the host role on.</summary>
    public void Leave(Participant person, LeaveReason reason, bool mayReturn, DateTimeOffset at, List<Effect> effects)
    {
        if (!_people.Remove(person.Id)) return;
        _changed.Remove(person.Id);
        _left.Add(person.Id);
        if (!mayReturn) _bans.Add(new Ban(person.Who.User, person.Who.GuestKey, person.Who.User is null ? person.Who.Ip : null, person.Who.Client.Browser));
        effects.Add(new Effect.Out(person, reason, mayReturn, at));
        effects.Add(new Effect.Event(reason == LeaveReason.Removed ? "removed" : "left", person.Id, person.Name, reason.ToString()));
        if (person.Role != MeetingRole.Host || reason is LeaveReason.Ended or LeaveReason.Replaced) return;
        if (Roles.Successor(_people.Values, Plan) is { } next)
        {
            Put(next with { Role = MeetingRole.Host });
            effects.Add(new Effect.Tell(next.Id, new ServerMessage.Notice("madeHost")));
            effects.Add(new Effect.Event("host", next.Id, next.Name, null));
        }
    }

    /// <summary>Everybody out, for all.</summary>
    public IReadOnlyList<Effect> End(DateTimeOffset now)
    {
        List<Effect> effects = [new Effect.Event("ended", null, null, null)];
        foreach (var waiting in _lobby.Values.ToList()) effects.Add(new Effect.WaitingOut(waiting, "ended", true));
        _lobby.Clear();
        foreach (var person in _people.Values.ToList()) Leave(person, LeaveReason.Ended, mayReturn: true, now, effects);
        effects.Add(new Effect.Close());
        return effects;
    }

    /// <summary>The plan was edited meanwhile.</summary>
    public void Replan(MeetingPlan plan)
    {
        Plan = plan;
        MeetingChanged = true;
    }

    public void Put(Participant person)
    {
        _people[person.Id] = person;
        _changed.Add(person.Id);
    }

    public void Change(MeetingSettings rules)
    {
        Rules = rules;
        MeetingChanged = true;
    }

    public void SetLocked(bool on)
    {
        Locked = on;
        MeetingChanged = true;
    }

    public void RemoveWaiting(Waiting waiting, bool mayReturn)
    {
        if (!_lobby.Remove(waiting.Id)) return;
        LobbyChanged = true;
        if (!mayReturn) _bans.Add(new Ban(waiting.Who.User, waiting.Who.GuestKey, waiting.Who.User is null ? waiting.Who.Ip : null, waiting.Who.Client.Browser));
    }

    public void AddWaiting(Waiting waiting)
    {
        _lobby[waiting.Id] = waiting;
        LobbyChanged = true;
    }

    /// <summary>What changed since the last call.</summary>
    public (bool Meeting, bool Lobby, IReadOnlyList<Participant> People, IReadOnlyList<ParticipantId> Left) TakeChanges()
    {
        var taken = (MeetingChanged, LobbyChanged, (IReadOnlyList<Participant>)_changed.Select(id => _people[id]).ToList(), (IReadOnlyList<ParticipantId>)_left.ToList());
        (MeetingChanged, LobbyChanged) = (false, false);
        _changed.Clear();
        _left.Clear();
        return taken;
    }

    private DateTimeOffset Later(DateTimeOffset seen) => seen > ReachableSince ? seen : ReachableSince;

    private Participant? ReplaceFormer(Arrival who, DateTimeOffset now, List<Effect> effects)
    {
        if (who.User is not { } user) return null;
        var replaced = _people.Values.FirstOrDefault(p => p.Who.User == user);
        if (replaced is not null) Leave(replaced, LeaveReason.Replaced, mayReturn: true, replaced.Away ? replaced.LastSeen : now, effects);
        foreach (var former in _lobby.Values.Where(w => w.Who.User == user).ToList())
        {
            _lobby.Remove(former.Id);
            LobbyChanged = true;
            effects.Add(new Effect.WaitingOut(former, "replaced", true));
        }

        return replaced;
    }

    private void LetInWhoWaitsForHost(DateTimeOffset now, List<Effect> effects)
    {
        foreach (var waiting in _lobby.Values.Where(w => w.ForHost).OrderBy(w => w.Since).ToList())
        {
            if (Rules.WaitingRoom)
            {
                _lobby[waiting.Id] = waiting with { ForHost = false };
                effects.Add(new Effect.Tell(waiting.Id, new ServerMessage.Waiting("lobby", Plan.Subject, "")));
                LobbyChanged = true;
            }
            else
            {
                Enter(waiting, now, effects);
            }
        }
    }
}
