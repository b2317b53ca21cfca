using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;

namespace Huitang.Meetings.Demo;

#pragma warning disable CA5394 // the same company each time is wanted, and nothing here is secret

/// <summary>What happened in the demo company's meetings: who came when, left, was cut off and came back.</summary>
internal sealed class DemoHistory(Random random, TenantId tenant)
{
    private readonly DemoQuality _quality = new(new Random(20_260_303));
    private readonly Dictionary<UserId, List<(DateTimeOffset From, DateTimeOffset To)>> _busy = [];
    private readonly Dictionary<UserId, (string Device, string Browser, string Network, string Ip)> _machines = [];
    private int _guests;

    /// <summary>Openings.</summary>
    public List<MediaRoomRow> Rooms { get; } = [];

    /// <summary>Stretches.</summary>
    public List<ParticipationRow> Stretches { get; } = [];

    /// <summary>Timeline.</summary>
    public List<LiveEventRow> Events { get; } = [];

    /// <summary>Quality samples.</summary>
    public List<QualityChunkRow> Chunks { get; } = [];

    /// <summary>Plays one meeting through.</summary>
    public void Play(DemoSession session)
    {
        var end = session.Start + (session.Length * (0.7 + (random.NextDouble() * 0.45)));
        // People come up to five minutes early, so somebody just leaving another meeting does not come at all.
        var people = session.People.Where((p, i) => !Busy(p, session.Start.AddSeconds(-310), end.AddSeconds(200)) && (i == 0 || random.Next(100) < 86)).ToList();
        if (people.Count < 2) return;

        var meeting = session.Meeting;
        var room = Ids.New<MediaRoomId>(new DemoClock(session.Start));
        var endsForAll = random.Next(100) < 60;
        var stretches = new List<ParticipationRow>();
        for (var i = 0; i < people.Count; i++)
        {
            var person = people[i];
            var come = session.Start.AddSeconds(i == 0 ? random.Next(-300, -20) : random.Next(-200, 360));
            var go = endsForAll ? end : end.AddSeconds(random.Next(-40, 90));
            // Some go early, for another meeting or the train.
            var early = i > 0 && random.Next(100) < 12;
            if (early) go = session.Start + ((end - session.Start) * (0.3 + (random.NextDouble() * 0.6)));
            if (go < come.AddSeconds(50)) go = come.AddSeconds(50);
            Note(person.Id, come, go);
            var role = i == 0 ? MeetingRole.Host : meeting.People.Any(p => p.UserId == person.Id && p.Role == PlannedRole.Host) ? MeetingRole.CoHost : MeetingRole.Member;
            Stay(stretches, meeting, room, person.Id, person.Department?.Value, person.Name, role, come, go, endsForAll && !early ? LeaveReason.Ended : LeaveReason.Left);
        }

        if (random.Next(100) < 7 && end - session.Start > TimeSpan.FromMinutes(20))
            Stay(stretches, meeting, room, null, null, $"访客 {++_guests}", MeetingRole.Member, session.Start.AddSeconds(random.Next(60, 400)), end, endsForAll ? LeaveReason.Ended : LeaveReason.Left);
        Finish(session, room, stretches, endsForAll);
    }

    private void Stay(List<ParticipationRow> to, Meeting meeting, MediaRoomId room, UserId? user, Guid? department, string name, MeetingRole role, DateTimeOffset come, DateTimeOffset go, LeaveReason reason)
    {
        var participant = Ids.New<ParticipantId>(new DemoClock(come));
        var machine = Machine(user);
        var cuts = go - come > TimeSpan.FromMinutes(8) && random.Next(100) < (machine.Network == "cellular" ? 35 : 9) ? 1 + random.Next(2) : 0;
        for (var from = come; ; cuts--)
        {
            var until = cuts > 0 ? from + ((go - from) * (0.2 + (random.NextDouble() * 0.5))) : go;
            to.Add(new ParticipationRow
            {
                Id = Ids.New<ParticipationId>(new DemoClock(from)), TenantId = tenant, MediaRoomId = room, MeetingId = meeting.Id, ParticipantId = participant, UserId = user, DepartmentId = department,
                Name = name, Guest = user is null, Role = role, JoinedAt = from, LeftAt = until, Reason = cuts > 0 ? random.Next(3) > 0 ? LeaveReason.Lost : LeaveReason.Left : reason, SeenAt = until,
                Device = machine.Device, Browser = machine.Browser, Network = machine.Network, Ip = machine.Ip, ResumeHash = "", State = "{}",
            });
            from = until.AddSeconds(random.Next(15, 150));
            if (cuts == 0 || from > go.AddSeconds(-60)) return;
        }
    }

    private void Finish(DemoSession session, MediaRoomId room, List<ParticipationRow> stretches, bool endsForAll)
    {
        var (opened, closed) = (stretches.Min(s => s.JoinedAt), stretches.Max(s => s.LeftAt!.Value));
        var meeting = session.Meeting;
        var peak = stretches.Max(s => stretches.Count(o => o.JoinedAt <= s.JoinedAt && o.LeftAt > s.JoinedAt));
        var features = (random.Next(100) < 62 ? 1 : 0) | (random.Next(100) < 48 ? 2 : 0) | (meeting.Settings.WaitingRoom ? 4 : 0);
        var booked = meeting.Type is MeetingType.OneOff or MeetingType.Recurring;
        Rooms.Add(new MediaRoomRow
        {
            Id = room, TenantId = tenant, MeetingId = meeting.Id, Subject = meeting.Subject, Code = meeting.Code, Type = meeting.Type, CreatorId = meeting.CreatorId, CreatorName = meeting.CreatorName,
            PlannedStart = booked ? session.Start : meeting.StartAt, PlannedEnd = booked ? session.Start + session.Length : meeting.EndAt, OpenedAt = opened, ClosedAt = closed, Peak = peak, Features = features,
        });
        Stretches.AddRange(stretches);
        Chunks.AddRange(stretches.Select(s => _quality.Measure(s, Rooms[^1])).OfType<QualityChunkRow>());
        foreach (var s in stretches)
        {
            Tell(room, s.JoinedAt, "joined", s);
            if (s.Reason != LeaveReason.Ended) Tell(room, s.LeftAt!.Value, "left", s, s.Reason.ToString());
            if (s.LeftAt - s.JoinedAt > TimeSpan.FromMinutes(5) && random.Next(100) < 6) Tell(room, s.JoinedAt + ((s.LeftAt!.Value - s.JoinedAt) * random.NextDouble()), "hand", s);
            if (stretches.Count > 6 && s.Role == MeetingRole.Member && random.Next(100) < 3) Tell(room, s.JoinedAt + ((s.LeftAt!.Value - s.JoinedAt) * random.NextDouble()), "muted", s);
        }

        var host = stretches.First(s => s.Role == MeetingRole.Host);
        if (stretches.Count > 9 && random.Next(3) == 0) Tell(room, session.Start.AddSeconds(100), "mutedAll", null, by: host.Name);
        if (endsForAll) Tell(room, closed, "ended", null, by: host.Name);
    }

    private void Tell(MediaRoomId room, DateTimeOffset at, string kind, ParticipationRow? who, string? detail = null, string? by = null) =>
        Events.Add(new LiveEventRow { TenantId = tenant, MediaRoomId = room, At = at, Kind = kind, ParticipantId = who?.ParticipantId, Name = who?.Name, Detail = detail, By = by });

    /// <summary>What somebody works with. Addresses are those reserved for documentation.</summary>
    private (string Device, string Browser, string Network, string Ip) Machine(UserId? user)
    {
        if (user is { } known && _machines.TryGetValue(known, out var own) && random.Next(100) < 90) return own;
        var (device, browser) = random.Next(100) switch
        {
            < 46 => ("pc", "Chrome 141"), < 62 => ("pc", "Edge 141"), < 66 => ("pc", "Firefox 144"), < 79 => ("mac", "Chrome 141"), < 86 => ("mac", "Safari 18"),
            < 88 => ("linux", "Firefox 144"), < 95 => ("android", "Chrome 141"), _ => ("ios", "Safari 18"),
        };
        var mobile = device is "android" or "ios";
        var network = mobile ? random.Next(2) == 0 ? "cellular" : "wifi" : device == "pc" && random.Next(2) == 0 ? "wired" : "wifi";
        var machine = (device, browser, network, random.Next(100) < 70 ? "203.0.113.10" : $"198.51.100.{random.Next(1, 255)}");
        if (user is { } first) _machines.TryAdd(first, machine);
        return machine;
    }

    private bool Busy(Person person, DateTimeOffset from, DateTimeOffset to) => _busy.TryGetValue(person.Id, out var spans) && spans.Any(s => s.From < to && from < s.To);

    private void Note(UserId user, DateTimeOffset from, DateTimeOffset to)
    {
        if (!_busy.TryGetValue(user, out var spans)) _busy[user] = spans = [];
        spans.Add((from, to));
    }
}
