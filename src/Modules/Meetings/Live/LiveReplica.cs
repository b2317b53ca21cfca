using System.Text.Json;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;
using Huitang.Meetings.Live.Sockets;

namespace Huitang.Meetings.Live;

/// <summary>What one process knows of a live meeting, kept by deltas; feeds the sockets and consoles of this process. All members are safe to call from anywhere.</summary>
internal sealed class LiveReplica(MeetingId id)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ParticipantId, LiveSocket> _sockets = [];
    private readonly Dictionary<ParticipantId, LiveEntry> _people = [];
    private readonly HashSet<ParticipantId> _inside = [];
    private IReadOnlyList<Waiting> _lobby = [];
    private LiveSnapshot? _base;
    private MeetingView? _meeting;
    private byte[]? _snapshotBytes;
    private IReadOnlyList<(ParticipantId Who, long Socket)> _unknown = [];
    private int _watchers;

    public MeetingId Id { get; } = id;

    public long Epoch { get; private set; }

    public long Seq { get; private set; } = -1;

    /// <summary>When it was last known to be right; consoles show it.</summary>
    public DateTimeOffset SeenAt { get; private set; }

    /// <summary>Raised after each change, outside the lock, for consoles of this process.</summary>
    public event Action? Changed;

    /// <summary>Whether anybody here needs it.</summary>
    public bool Needed
    {
        get { lock (_gate) return _sockets.Count > 0 || _watchers > 0; }
    }

    /// <summary>Whether a console of this process looks at it.</summary>
    public bool Watched => Volatile.Read(ref _watchers) > 0;

    /// <summary>The meeting as it stands, or null until the first snapshot or after it closed.</summary>
    public LiveSnapshot? Current
    {
        get
        {
            lock (_gate)
                return _base is null ? null : new LiveSnapshot(Epoch, Seq, _base.Room, _base.Plan, _meeting!, _people.Values.OrderBy(p => p.JoinedAt).ToList(), _lobby);
        }
    }

    /// <summary>The meeting answered.</summary>
    public void Seen(DateTimeOffset now) => SeenAt = now;

    public void Watch() => Interlocked.Increment(ref _watchers);

    public void Unwatch() => Interlocked.Decrement(ref _watchers);

    public IReadOnlyDictionary<ParticipantId, long> SocketIds()
    {
        lock (_gate) return _sockets.ToDictionary(s => s.Key, s => s.Value.Id);
    }

    public IReadOnlyList<LiveSocket> Sockets()
    {
        lock (_gate) return [.. _sockets.Values];
    }

    public LiveSocket? Socket(ParticipantId who)
    {
        lock (_gate) return _sockets.GetValueOrDefault(who);
    }

    /// <summary>Sockets of people whom the meeting did not know twice in a row: once may be a leave that is still under way.</summary>
    public IReadOnlyList<LiveSocket> StillUnknown(IReadOnlyList<ParticipantId> unknown)
    {
        lock (_gate)
        {
            var now = unknown.Select(_sockets.GetValueOrDefault).OfType<LiveSocket>().ToList();
            var before = _unknown;
            _unknown = [.. now.Select(s => (s.Who, s.Id))];
            return now.Where(s => before.Contains((s.Who, s.Id))).ToList();
        }
    }

    public LiveEntry? Find(ParticipantId who)
    {
        lock (_gate) return _people.GetValueOrDefault(who);
    }

    /// <summary>Takes a socket in. It is welcomed as soon as its person is among those in the meeting: at once, or with a delta to come.</summary>
    public void Attach(LiveSocket socket)
    {
        lock (_gate)
        {
            _sockets[socket.Who] = socket;
            _inside.Remove(socket.Who);
            if (_people.ContainsKey(socket.Who)) Welcome(socket);
        }
    }

    public void Detach(LiveSocket socket)
    {
        lock (_gate)
        {
            if (_sockets.GetValueOrDefault(socket.Who) != socket) return;
            _sockets.Remove(socket.Who);
            _inside.Remove(socket.Who);
        }
    }

    /// <summary>Applies a delta. False when one was missed: a snapshot is needed.</summary>
    public bool Apply(LiveDelta delta)
    {
        lock (_gate)
        {
            if (_base is null || delta.Epoch != Epoch || delta.Seq > Seq + 1) return false;
            if (delta.Seq <= Seq) return true;
            Seq = delta.Seq;
            _snapshotBytes = null;
            if (delta.Meeting is not null) _meeting = delta.Meeting;
            foreach (var person in delta.People) _people[person.Id] = person;
            foreach (var gone in delta.Left)
            {
                _people.Remove(gone);
                _inside.Remove(gone);
            }

            if (delta.Meeting is not null || delta.People.Count > 0 || delta.Left.Count > 0)
            {
                var bytes = Bytes(new ServerMessage.Delta(Seq, delta.Meeting, delta.People.Select(p => p.View).ToList(), delta.Left.Select(l => l.ToString()).ToList()));
                foreach (var who in _inside) _sockets[who].Send(bytes);
            }

            foreach (var person in delta.People)
            {
                if (_sockets.TryGetValue(person.Id, out var socket) && !_inside.Contains(person.Id)) Welcome(socket);
            }

            if (delta.Lobby is not null)
            {
                _lobby = delta.Lobby;
                foreach (var who in _inside.Where(IsHost)) _sockets[who].Send(LobbyBytes());
            }
            else
            {
                foreach (var person in delta.People.Where(p => IsHost(p.Id) && _inside.Contains(p.Id) && _lobby.Count > 0)) _sockets[person.Id].Send(LobbyBytes());
            }

            foreach (var socket in _inside.Select(w => _sockets[w])) socket.Media.RosterChanged();
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Starts over from a snapshot. True when the owner of the meeting changed.</summary>
    public bool Reset(LiveSnapshot snapshot)
    {
        bool moved;
        lock (_gate)
        {
            if (_base is not null && snapshot.Epoch == Epoch && snapshot.Seq <= Seq) return false;
            moved = _base is not null && snapshot.Epoch != Epoch;
            (_base, _meeting, _lobby, Epoch, Seq, _snapshotBytes) = (snapshot, snapshot.Meeting, snapshot.Lobby, snapshot.Epoch, snapshot.Seq, null);
            _people.Clear();
            foreach (var person in snapshot.People) _people[person.Id] = person;
            foreach (var socket in _sockets.Values)
            {
                if (!_people.ContainsKey(socket.Who)) continue;
                if (!_inside.Contains(socket.Who))
                {
                    Welcome(socket);
                }
                else
                {
                    // The delta this overtook may have been about the waiting room; a snapshot for participants does not show it.
                    socket.Send(SnapshotBytes());
                    if (IsHost(socket.Who)) socket.Send(LobbyBytes());
                }

                socket.Media.RosterChanged();
            }
        }

        Changed?.Invoke();
        return moved;
    }

    /// <summary>The meeting closed.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _base = null;
            _people.Clear();
            _inside.Clear();
            Seq = -1;
        }

        Changed?.Invoke();
    }

    public void SendAll(ServerMessage message)
    {
        var bytes = Bytes(message);
        lock (_gate)
        {
            foreach (var who in _inside) _sockets[who].Send(bytes);
        }
    }

    public static byte[] Bytes(ServerMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.ServerMessage);

    private void Welcome(LiveSocket socket)
    {
        _inside.Add(socket.Who);
        socket.Welcome();
        socket.Send(SnapshotBytes());
        if (IsHost(socket.Who) && _lobby.Count > 0) socket.Send(LobbyBytes());
    }

    private bool IsHost(ParticipantId who) => _people.TryGetValue(who, out var p) && p.View.Role != "member";

    private byte[] SnapshotBytes() => _snapshotBytes ??= Bytes(new ServerMessage.Snapshot(Seq, _meeting!, _people.Values.OrderBy(p => p.JoinedAt).Select(p => p.View).ToList()));

    private byte[] LobbyBytes() => Bytes(new ServerMessage.Lobby(_lobby.Select(LiveViews.Waiting).ToList()));
}
