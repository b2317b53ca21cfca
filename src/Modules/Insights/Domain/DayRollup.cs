namespace Huitang.Insights.Domain;

/// <summary>
/// Makes the figures of a day from its facts, for the enterprise and for every department somebody belonged to, with all departments above it. The one place that
/// computes them: the roll-up stores what comes from here, the comparison computes it again, and what the figures mean is written down in <see cref="MetricBook"/>.
/// </summary>
internal static class DayRollup
{
    /// <summary>The figures by department; <see cref="DayFigures.Everyone"/> is always among them.</summary>
    /// <param name="facts">Everything that happened on the day.</param>
    /// <param name="only">The departments wanted; null for all.</param>
    public static IReadOnlyDictionary<Guid, DayFigures> Compute(DayFacts facts, IReadOnlySet<Guid>? only = null)
    {
        var (tallies, counted) = (new Dictionary<Guid, Tally>(), new Dictionary<int, Tally[]>());
        var day = facts.Day;
        var rooms = facts.Rooms.ToDictionary(r => r.Id);
        Of(DayFigures.Everyone, 0);

        foreach (var stay in facts.Stays)
        {
            foreach (var tally in On(stay.Path)) tally.Stay(stay, rooms.GetValueOrDefault(stay.Room));
        }

        foreach (var group in facts.Stays.GroupBy(s => s.Room))
        {
            if (rooms.GetValueOrDefault(group.Key) is not { } room) continue;
            var people = room.Day == day ? group.Select(s => s.Person).Distinct().Count() : 0;
            var inside = group.Where(s => s.JoinedAt < facts.To && (s.LeftAt is null || s.LeftAt > facts.From)).SelectMany(s => On(s.Path)).ToHashSet();
            foreach (var tally in group.SelectMany(s => On(s.Path)).Distinct()) tally.Room(room, people, tally.All || inside.Contains(tally));
            foreach (var person in group.Where(s => room.Day == day).GroupBy(s => s.Person))
            {
                // Nearly everybody is there once, or always from the same department.
                var one = person.First().Path;
                if (person.All(s => s.Path == one)) foreach (var tally in On(one)) tally.Attendance(person);
                else foreach (var tally in person.SelectMany(s => On(s.Path)).Distinct()) tally.Attendance(person.Where(s => tally.Covers(Path(s.Path))));
            }

            var external = group.Any(s => s.Guest && s.Touches(day));
            foreach (var stay in group.Where(s => s.Touches(day)))
            {
                foreach (var tally in On(stay.Path)) tally.Presence(stay.Person, external);
            }
        }

        // A room nobody is known to have been in yet still is a meeting of the enterprise.
        var attended = facts.Stays.Select(s => s.Room).ToHashSet();
        foreach (var room in facts.Rooms.Where(r => !attended.Contains(r.Id))) Of(DayFigures.Everyone, 0).Room(room, 0, true);
        foreach (var room in facts.Rooms.Where(r => r.Day == day))
        {
            foreach (var tally in On(room.Path)) tally.Start(room.Creator);
        }

        foreach (var share in facts.Shares)
        {
            foreach (var tally in On(share.Path)) tally.Share(share.At);
        }

        foreach (var signIn in facts.SignIns)
        {
            foreach (var tally in On(signIn.Path)) tally.SignIn(signIn);
        }

        return tallies.ToDictionary(t => t.Key, t => t.Value.Figures());

        Guid[] Path(int path) => facts.Paths.GetValueOrDefault(path) ?? [];

        Tally Of(Guid department, int depth)
        {
            if (!tallies.TryGetValue(department, out var tally)) tallies[department] = tally = new Tally(facts, department, depth <= 1);
            return tally;
        }

        // Every fact is counted with a handful of departments, and the same handful for everybody of a department.
        Tally[] On(int path)
        {
            if (!counted.TryGetValue(path, out var own)) counted[path] = own = [Of(DayFigures.Everyone, 0), .. Path(path).Select((d, i) => (Department: d, Depth: i + 1)).Where(d => only?.Contains(d.Department) != false).Select(d => Of(d.Department, d.Depth))];
            return own;
        }
    }

    /// <summary>
    /// The departments whose figures change with facts of some media rooms and of some paths. Everybody's in the room are: how long it was, how large and whether
    /// somebody from outside was in are figures of each.
    /// </summary>
    public static IReadOnlySet<Guid> Concerned(DayFacts facts, IReadOnlySet<Guid> rooms, IEnumerable<int> paths) => facts.Stays.Where(s => rooms.Contains(s.Room)).Select(s => s.Path)
        .Concat(facts.Rooms.Where(r => rooms.Contains(r.Id)).Select(r => r.Path)).Concat(paths).Distinct().SelectMany(p => facts.Paths.GetValueOrDefault(p) ?? []).ToHashSet();

    /// <summary>What the media rooms that opened on the day come to; <paramref name="only"/> those, or all.</summary>
    public static IReadOnlyList<RoomSums> Rooms(DayFacts facts, IReadOnlySet<Guid>? only = null)
    {
        var own = facts.Rooms.Where(r => r.Day == facts.Day && only?.Contains(r.Id) != false).Select(r => r.Id).ToHashSet();
        return [.. facts.Stays.Where(s => own.Contains(s.Room)).GroupBy(s => s.Room).Select(room => new RoomSums(
            room.Key, room.Select(s => s.Person).Distinct().Count(), room.Sum(s => s.LeftAt is { } left ? (left.UtcTicks - s.JoinedAt.UtcTicks) / 10 : 0), room.Any(s => s.Guest), room.Aggregate(0, (bits, s) => bits | (1 << s.Device))))];
    }

    /// <summary>What is being counted for one department.</summary>
    private sealed class Tally(DayFacts facts, Guid department, bool withCourse)
    {
        private const long HourMicros = 3_600_000_000;

        private readonly Sweep _meetings = new(facts.From, facts.To);
        private readonly Sweep _people = new(facts.From, facts.To);
        private readonly Dictionary<int, UserSums> _sums = [];
        private readonly HashSet<int> _users = [];
        private readonly HashSet<int> _active = [];
        private readonly HashSet<Guid> _persons = [];
        private readonly HashSet<Guid> _inside = [];
        private readonly HashSet<Guid> _outside = [];
        private readonly int[] _byDuration = new int[Buckets.Minutes.Count + 1];
        private readonly int[] _bySize = new int[Buckets.People.Count + 1];
        private readonly int[] _byType = new int[Buckets.Types.Count];
        private readonly int[] _byDevice = new int[Buckets.Devices.Count];
        private readonly int _minutes = (int)Math.Ceiling((facts.To - facts.From).TotalMinutes);
        private readonly long[] _hours = new long[(int)Math.Ceiling((facts.To - facts.From).TotalHours)];
        private int[]? _opened;
        private int[]? _joined;
        private int[]? _shared;
        private int _meetingCount;
        private int _started;
        private int _attendances;
        private int _guests;
        private int _shares;
        private int _signIns;
        private long _micros;

        /// <summary>Whether everybody counts here.</summary>
        public bool All => department == DayFigures.Everyone;

        /// <summary>Whether somebody of these departments counts here.</summary>
        public bool Covers(Guid[] path) => All || path.Contains(department);

        public void Stay(StayFact stay, RoomFact? room)
        {
            _people.Add(stay.JoinedAt, stay.LeftAt);
            if (Within(stay.JoinedAt) && withCourse) Count(ref _joined, stay.JoinedAt);
            if (stay.LeftAt is { } left)
            {
                var (from, to) = (stay.JoinedAt < facts.From ? facts.From : stay.JoinedAt, left > facts.To ? facts.To : left);
                if (to > from)
                {
                    var micros = Micros(to) - Micros(from);
                    _micros += micros;
                    Note(stay.Ordinal, new UserSums(0, 0, micros, 0));
                    if (withCourse) Spread(Micros(from) - Micros(facts.From), Micros(to) - Micros(facts.From));
                }
            }

            if (!stay.Touches(facts.Day) || stay.Ordinal is not { } who) return;
            _users.Add(who);
            _active.Add(who);
            var seen = stay.LeftAt is { } l ? l > facts.To ? facts.To.AddTicks(-10) : l : stay.JoinedAt;
            Note(who, new UserSums(0, 0, 0, Second(seen)));
        }

        public void Room(RoomFact room, int people, bool touched)
        {
            if (touched) _meetings.Add(room.OpenedAt, room.ClosedAt);
            if (room.Day != facts.Day) return;
            _meetingCount++;
            _byType[room.Type]++;
            if (withCourse) Count(ref _opened, room.OpenedAt);
            if (room.ClosedAt is not { } closed) return;
            _byDuration[Buckets.OfDuration(closed - room.OpenedAt)]++;
            _bySize[Buckets.OfPeople(people)]++;
        }

        public void Attendance(IEnumerable<StayFact> stays)
        {
            _attendances++;
            var devices = 0;
            int? ordinal = null;
            var guest = false;
            foreach (var stay in stays)
            {
                (ordinal, guest) = (stay.Ordinal ?? ordinal, stay.Guest);
                if ((devices & (1 << stay.Device)) != 0) continue;
                devices |= 1 << stay.Device;
                _byDevice[stay.Device]++;
            }

            if (guest) _guests++;
            Note(ordinal, new UserSums(1, 0, 0, 0));
        }

        public void Presence(Guid person, bool external)
        {
            _persons.Add(person);
            (external ? _outside : _inside).Add(person);
        }

        public void Start(int? creator)
        {
            _started++;
            Note(creator, new UserSums(0, 1, 0, 0));
        }

        public void Share(DateTimeOffset at)
        {
            _shares++;
            if (withCourse) Count(ref _shared, at);
        }

        public void SignIn(MomentFact signIn)
        {
            _signIns++;
            if (signIn.Ordinal is not { } who) return;
            _active.Add(who);
            Note(who, new UserSums(0, 0, 0, Second(signIn.At)));
        }

        public DayFigures Figures()
        {
            var (peakMeetings, running) = _meetings.Run(withCourse);
            var (peakPeople, people) = _people.Run(withCourse);
            return new DayFigures
            {
                Meetings = _meetingCount, Started = _started, Attendances = _attendances, GuestAttendances = _guests, Persons = _persons.Count, PersonsInternal = _inside.Count, PersonsExternal = _outside.Count,
                Micros = _micros, Shares = _shares, SignIns = _signIns, Users = _users.Count, Active = _active.Count, PeakMeetings = peakMeetings, PeakPeople = peakPeople,
                ByDuration = _byDuration, BySize = _bySize, ByType = _byType, ByDevice = _byDevice, UserSet = UserSet.Write(_users), ActiveSet = UserSet.Write(_active), Vector = UserVector.Write(_sums),
                Course = withCourse ? new DayCourse(running, people, _opened ?? new int[_minutes], _joined ?? new int[_minutes], _shared ?? new int[_minutes], _hours) : null,
            };
        }

        // Microseconds since the day began, by the hours they fall into.
        private void Spread(long from, long to)
        {
            for (var h = from / HourMicros; h * HourMicros < to; h++) _hours[h] += Math.Min(to, (h + 1) * HourMicros) - Math.Max(from, h * HourMicros);
        }

        private bool Within(DateTimeOffset at) => at >= facts.From && at < facts.To;

        private void Count(ref int[]? series, DateTimeOffset at) => (series ??= new int[_minutes])[(int)((at - facts.From).Ticks / TimeSpan.TicksPerMinute)]++;

        private int Second(DateTimeOffset at) => at < facts.From ? 1 : (int)((at - facts.From).Ticks / TimeSpan.TicksPerSecond) + 1;

        private void Note(int? ordinal, UserSums more)
        {
            if (ordinal is { } who) _sums[who] = _sums.GetValueOrDefault(who).Plus(more);
        }

        private static long Micros(DateTimeOffset at) => at.UtcTicks / 10;
    }
}
