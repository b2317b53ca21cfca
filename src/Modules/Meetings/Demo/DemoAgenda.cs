using Huitang.Identity.Contracts;
using Huitang.Kernel;
using NodaTime;

namespace Huitang.Meetings.Demo;

#pragma warning disable CA5394 // the same company each time is wanted, and nothing here is secret

/// <summary>A clock that stands, so that what is made belongs to its day.</summary>
internal sealed class DemoClock(DateTimeOffset at) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => at;
}

/// <summary>A meeting that took place.</summary>
/// <param name="Meeting">Its plan.</param>
/// <param name="Start">When it was to start.</param>
/// <param name="Length">How long it was to last.</param>
/// <param name="People">Who was asked to come, the creator first.</param>
internal sealed record DemoSession(Meeting Meeting, DateTimeOffset Start, TimeSpan Length, IReadOnlyList<Person> People);

/// <summary>What the demo company plans: series, single meetings, quick ones and personal rooms, from a month ago to some weeks ahead.</summary>
internal sealed class DemoAgenda
{
    /// <summary>Days looked back.</summary>
    public const int DaysBack = 30;

    private const int PastSingles = 190;
    private const int PastQuick = 50;
    private const int PastRooms = 30;
    private const int Ahead = 28;

    private static readonly DateTimeZone Zone = Zones.OrDefault(Zones.Default);
    private static readonly int[] Lengths = [30, 30, 45, 60, 60, 60, 90];
    private static readonly string[] Clients = ["远山集团", "蓝海物流", "晨星教育", "东方乳业", "金桥证券", "绿洲农业", "启航汽车", "云帆旅游", "百川水务", "恒信保险"];
    private static readonly string[] Subjects =
    [
        "{0}项目启动会", "{0}方案演示", "{0}需求沟通", "{0}验收评审", "{0}合同条款讨论", "版本发布评审", "线上问题复盘", "接口联调对齐", "架构方案评审", "性能优化专题", "可用性测试反馈",
        "候选人面试", "新员工培训", "预算执行回顾", "供应商沟通", "季度目标对齐", "品牌活动筹备", "数据看板评审", "安全检查整改", "用户访谈", "一对一沟通", "代码走查", "测试计划评审", "渠道政策宣讲",
    ];

    // Department, subject, how often, weekday, start and length; further departments whose people come too; * means all heads.
    private static readonly (string Of, string Subject, Repeats Repeats, IsoDayOfWeek Day, int Hour, int Minute, int Length, string[] Also)[] Series =
    [
        ("运维部", "运维部每日站会", Repeats.Weekday, IsoDayOfWeek.Monday, 9, 15, 15, []), ("平台部", "平台部每日站会", Repeats.Weekday, IsoDayOfWeek.Monday, 9, 30, 15, []),
        ("客户端部", "客户端部每日站会", Repeats.Weekday, IsoDayOfWeek.Monday, 9, 45, 15, []), ("音视频部", "音视频部每日站会", Repeats.Weekday, IsoDayOfWeek.Monday, 10, 0, 15, []),
        ("测试部", "测试部每日站会", Repeats.Weekday, IsoDayOfWeek.Monday, 10, 15, 15, []), ("总裁办", "经营周例会", Repeats.Weekly, IsoDayOfWeek.Monday, 10, 30, 60, ["*"]),
        ("研发中心", "研发周会", Repeats.Weekly, IsoDayOfWeek.Monday, 14, 0, 60, ["平台部", "音视频部"]), ("产品一部", "产品评审会", Repeats.Weekly, IsoDayOfWeek.Wednesday, 15, 0, 90, ["设计部"]),
        ("华北区", "华北区销售例会", Repeats.Weekly, IsoDayOfWeek.Tuesday, 17, 0, 45, []), ("华东区", "华东区销售例会", Repeats.Weekly, IsoDayOfWeek.Tuesday, 17, 0, 45, []),
        ("华南区", "华南区销售例会", Repeats.Weekly, IsoDayOfWeek.Tuesday, 17, 30, 45, []), ("品牌部", "市场周会", Repeats.Weekly, IsoDayOfWeek.Thursday, 10, 30, 60, ["增长部", "市场中心"]),
        ("客户成功部", "客户成功周会", Repeats.Weekly, IsoDayOfWeek.Friday, 16, 0, 60, ["售前支持", "售后服务"]), ("财务部", "预算执行双周会", Repeats.Biweekly, IsoDayOfWeek.Wednesday, 10, 0, 60, []),
        ("平台部", "架构评审双周会", Repeats.Biweekly, IsoDayOfWeek.Thursday, 14, 0, 90, ["数据部", "运维部"]),
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<Person> _people;
    private readonly HashSet<string> _codes = [];
    private readonly TenantId _tenant;
    private readonly DateTimeOffset _now;
    private readonly LocalDate _today;
    private readonly ICodeDraw _draw;

    public DemoAgenda(Random random, TenantId tenant, IReadOnlyList<Person> people, DateTimeOffset now, ICodeDraw draw)
    {
        (_random, _tenant, _people, _now, _draw) = (random, tenant, people, now, draw);
        _today = Zone.ToReading(now).Date;
        foreach (var s in Series) AddSeries(s.Of, s.Subject, s.Repeats, s.Day, new LocalTime(s.Hour, s.Minute), s.Length, s.Also);
        for (var i = 0; i < PastSingles; i++) AddSingle(Moment(back: true));
        for (var i = 0; i < Ahead; i++) AddSingle(Moment(back: false));
        for (var i = 0; i < PastQuick; i++) AddQuick(Moment(back: true));
        AddRooms();
    }

    /// <summary>All plans.</summary>
    public List<Meeting> Meetings { get; } = [];

    /// <summary>What took place, each over by now.</summary>
    public List<DemoSession> Sessions { get; } = [];

    private void AddSeries(string of, string subject, Repeats repeats, IsoDayOfWeek day, LocalTime at, int minutes, string[] also)
    {
        var first = _today.PlusDays(-DaysBack);
        while (first.DayOfWeek != day) first = first.PlusDays(-1);
        var members = Members(of);
        var creator = members[0];
        var everyone = members.Concat(also.SelectMany(a => a == "*" ? _people.GroupBy(p => p.DepartmentName).Select(g => g.First()) : Members(a))).DistinctBy(p => p.Id).ToList();
        var rule = new Recurrence(repeats, repeats switch { Repeats.Weekday => 45, Repeats.Biweekly => 6, _ => 11 }, null);
        var starts = rule.Starts(first.At(at), Zone).Value!;
        var length = TimeSpan.FromMinutes(minutes);
        var meeting = Book(subject, new Timetable(Zones.Default, rule, starts, length), creator, everyone, starts[0].AddDays(-3));
        // Now and then a date falls out.
        foreach (var start in starts.Where(s => _random.Next(30) > 0)) Held(meeting, start, length, everyone);
    }

    private void AddSingle(DateTimeOffset start)
    {
        var creator = _random.Next(12) == 0 ? _people[0] : Any();
        var length = TimeSpan.FromMinutes(Lengths[_random.Next(Lengths.Length)]);
        var size = _random.Next(100) switch { < 45 => _random.Next(2, 6), < 82 => _random.Next(6, 13), < 97 => _random.Next(13, 25), _ => _random.Next(28, 41) };
        var subject = string.Format(System.Globalization.CultureInfo.InvariantCulture, Subjects[_random.Next(Subjects.Length)], Clients[_random.Next(Clients.Length)]);
        var everyone = Company(creator, size);
        var booked = start.AddHours(-_random.Next(2, 90));
        var meeting = Book(subject, new Timetable(Zones.Default, null, [start], length), creator, everyone, booked < _now ? booked : _now.AddHours(-1));
        Held(meeting, start, length, everyone);
    }

    private void AddQuick(DateTimeOffset start)
    {
        var creator = Any();
        var meeting = Meeting.Quick(new MeetingSettings(), Zones.Default, ActorOf(creator), Code(), new DemoClock(start));
        Meetings.Add(meeting);
        Held(meeting, start, TimeSpan.FromMinutes(_random.Next(5, 40)), Company(creator, _random.Next(2, 6)));
    }

    private void AddRooms()
    {
        var owners = _people.Take(1).Concat(_people.Skip(1).Where(p => p.Active && _random.Next(14) == 0)).Take(12).ToList();
        var rooms = new List<(Person Owner, Meeting Room)>();
        foreach (var owner in owners)
        {
            var room = Meeting.Room($"{owner.Name}的会议室", new MeetingSettings { WaitingRoom = _random.Next(3) == 0 }, Zones.Default, ActorOf(owner), Code(), new DemoClock(_now.AddDays(-DaysBack - 20 - _random.Next(60))));
            Meetings.Add(room);
            rooms.Add((owner, room));
        }

        for (var i = 0; i < PastRooms; i++)
        {
            var (owner, room) = rooms[_random.Next(rooms.Count)];
            Held(room, Moment(back: true), TimeSpan.FromMinutes(_random.Next(10, 60)), Company(owner, _random.Next(2, 8)));
        }
    }

    private Meeting Book(string subject, Timetable times, Person creator, List<Person> everyone, DateTimeOffset booked)
    {
        var draft = new MeetingDraft
        {
            Hosts = everyone.Skip(1).Take(everyone.Count > 12 ? 1 : 0).Select(Chosen).ToList(), Invitees = everyone.Skip(1).Select(Chosen).ToList(),
            Settings = new MeetingSettings { WaitingRoom = _random.Next(8) == 0, Watermark = _random.Next(10) == 0 ? WatermarkStyle.Single : WatermarkStyle.Off },
        };
        var good = new CheckedDraft
        {
            Subject = subject, Location = _random.Next(5) == 0 ? $"{_random.Next(3, 9)} 楼 {(char)('A' + _random.Next(6))} 会议室" : null,
            Password = _random.Next(4) == 0 ? _random.Next(100_000, 999_999).ToString(System.Globalization.CultureInfo.InvariantCulture) : null, Guests = [], Times = times,
        };
        var meeting = Meeting.Schedule(good, draft, ActorOf(creator), Code(), new DemoClock(booked));
        Meetings.Add(meeting);
        return meeting;
    }

    private void Held(Meeting meeting, DateTimeOffset start, TimeSpan length, IReadOnlyList<Person> everyone)
    {
        if (start < _now.AddDays(-DaysBack) || start + (length * 1.2) > _now.AddMinutes(-5)) return;
        Sessions.Add(new DemoSession(meeting, start, length, everyone.Where(p => p.Active).ToList()));
    }

    /// <summary>A moment of office hours, on a working day nearly always.</summary>
    private DateTimeOffset Moment(bool back)
    {
        while (true)
        {
            var day = _today.PlusDays(back ? -_random.Next(0, DaysBack) : _random.Next(0, 15));
            if (day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday && _random.Next(25) > 0) continue;
            var hour = _random.Next(9, 19);
            if (hour is 12 && _random.Next(4) > 0) continue;
            var moment = Zone.ToMoment(day.At(new LocalTime(hour, _random.Next(4) * 15)));
            if (back ? moment < _now.AddHours(-3) : moment > _now.AddMinutes(30)) return moment;
        }
    }

    /// <summary>The creator with colleagues, most of them of the same department.</summary>
    private List<Person> Company(Person creator, int size)
    {
        var near = Shuffled(Members(creator.DepartmentName)).ToList();
        var chosen = new List<Person> { creator };
        while (chosen.Count < size)
        {
            var next = near.Count > 0 && _random.Next(4) > 0 ? near[0] : Any();
            near.Remove(next);
            if (chosen.All(c => c.Id != next.Id)) chosen.Add(next);
        }

        return chosen;
    }

    private Person[] Shuffled(List<Person> people)
    {
        var copy = people.ToArray();
        _random.Shuffle(copy);
        return copy;
    }

    private List<Person> Members(string department) => _people.Where(p => p.DepartmentName == department && p.Active).ToList();

    private Person Any()
    {
        Person person;
        do person = _people[_random.Next(_people.Count)];
        while (!person.Active);
        return person;
    }

    private string Code()
    {
        string code;
        do code = _draw.Next();
        while (!_codes.Add(code));
        return code;
    }

    private Actor ActorOf(Person person) => new() { Kind = ActorKind.User, Tenant = _tenant, User = person.Id, Name = person.Name };

    private static ChosenPerson Chosen(Person person) => new(person.Id, person.Name);
}
