using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;
using Xunit;

namespace Huitang.Unit.Meetings.Live;

/// <summary>The rules of a running meeting.</summary>
public sealed class LiveMeetingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly TenantId Tenant = new(1);
    private readonly UserId _creator = Account();
    private readonly List<Effect> _effects = [];
    private DateTimeOffset _now = Start;

    [Fact]
    public void Muting_everyone_from_the_console_closes_every_microphone_but_hosts_may_open_theirs_again()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        var ann = Join(meeting);
        Do(meeting, host, new Command.SetMicrophone(true));
        Do(meeting, ann, new Command.SetMicrophone(true));

        var effects = Console(meeting, new Command.MuteAll(SelfUnmute: false));

        Assert.Equal(2, effects.OfType<Effect.Block>().Count(b => b is { Kind: MediaKind.Audio, On: true }));
        Assert.All(meeting.People, p => Assert.False(p.Microphone));
        Assert.Equal(LiveErrors.HostMuted, Refused(meeting, ann, new Command.SetMicrophone(true)));
        Do(meeting, host, new Command.SetMicrophone(true));
        Assert.True(meeting.Find(host)!.Microphone);
    }

    [Fact]
    public void Muting_everyone_as_host_spares_the_host_and_mutes_whoever_comes_later()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        Do(meeting, host, new Command.SetMicrophone(true));
        Do(meeting, host, new Command.MuteAll(SelfUnmute: false));
        var late = Join(meeting);

        Assert.True(meeting.Find(host)!.Microphone);
        Assert.Equal(LiveErrors.HostMuted, Refused(meeting, late, new Command.SetMicrophone(true)));
    }

    [Fact]
    public void Whoever_a_host_asks_to_unmute_may_although_the_rule_forbids_it()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        var ann = Join(meeting);
        Do(meeting, host, new Command.MuteAll(SelfUnmute: false));
        Do(meeting, host, new Command.AskToUnmute(ann.ToString()));
        Do(meeting, ann, new Command.SetMicrophone(true));
        Assert.True(meeting.Find(ann)!.Microphone);
    }

    [Fact]
    public void The_seventh_and_later_people_arrive_muted_by_the_automatic_rule()
    {
        var meeting = Meeting(new MeetingSettings { MuteOnEntry = MuteOnEntry.AutoOverSix });
        var people = Enumerable.Range(0, 8).Select(_ => Join(meeting)).ToList();
        Assert.Equal([false, false, false, false, false, false, true, true], people.Select(p => meeting.Find(p)!.MutedByHost));
    }

    [Fact]
    public void When_the_host_leaves_the_earliest_cohost_follows_and_guests_never_do()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        Join(meeting, user: null);
        var member = Join(meeting, Account());
        var cohost = Join(meeting, Account());
        Do(meeting, host, new Command.SetRole(cohost.ToString(), "cohost"));
        Do(meeting, host, new Command.Leave());
        Assert.Equal(MeetingRole.Host, meeting.Find(cohost)!.Role);
        Do(meeting, cohost, new Command.Leave());
        Assert.Equal(MeetingRole.Host, meeting.Find(member)!.Role);
        Do(meeting, member, new Command.Leave());
        Assert.DoesNotContain(meeting.People, p => p.IsHost);
    }

    [Fact]
    public void The_creator_who_comes_back_is_cohost_and_may_take_the_role_back()
    {
        var meeting = Meeting();
        var first = Join(meeting, _creator);
        var member = Join(meeting, Account());
        Do(meeting, first, new Command.Leave());
        Assert.Equal(MeetingRole.Host, meeting.Find(member)!.Role);
        var back = Join(meeting, _creator);
        Assert.Equal(MeetingRole.CoHost, meeting.Find(back)!.Role);
        Do(meeting, back, new Command.TakeHost());
        Assert.Equal((MeetingRole.Host, MeetingRole.CoHost), (meeting.Find(back)!.Role, meeting.Find(member)!.Role));
        Assert.Equal(LiveErrors.NotHost, Refused(meeting, member, new Command.TakeHost()));
    }

    [Fact]
    public void A_cohost_acts_on_members_only_and_appoints_nobody()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        var cohost = Join(meeting, Account());
        var member = Join(meeting, Account());
        Do(meeting, host, new Command.SetRole(cohost.ToString(), "cohost"));
        Do(meeting, cohost, new Command.Mute(member.ToString()));
        Assert.Equal(LiveErrors.NotHost, Refused(meeting, cohost, new Command.Mute(host.ToString())));
        Assert.Equal(LiveErrors.NotHost, Refused(meeting, cohost, new Command.Remove([host.ToString()], true)));
        Assert.Equal(LiveErrors.NotHost, Refused(meeting, cohost, new Command.SetRole(member.ToString(), "cohost")));
        Assert.Equal(LiveErrors.NotHost, Refused(meeting, cohost, new Command.End()));
    }

    [Fact]
    public void There_are_at_most_ten_cohosts()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        var members = Enumerable.Range(0, 11).Select(_ => Join(meeting, Account())).ToList();
        foreach (var member in members.Take(10)) Do(meeting, host, new Command.SetRole(member.ToString(), "cohost"));
        Assert.Equal(LiveErrors.TooManyCoHosts, Refused(meeting, host, new Command.SetRole(members[10].ToString(), "cohost")));
    }

    [Fact]
    public void A_locked_meeting_admits_no_one_but_keeps_the_place_of_whoever_lost_the_connection()
    {
        var meeting = Meeting();
        Join(meeting, _creator);
        var ann = Join(meeting);
        Console(meeting, new Command.Lock(true));
        meeting.Disconnected(ann, Socket(ann), _now);
        Assert.Equal(JoinErrors.Locked, meeting.Arrive(Who(Account()), NewId(), new ConnectionRef("n", 99), "h", _now).Error);
        Assert.True(meeting.Resume(ann, "hash", new ConnectionRef("n", 100), _now, out _));
    }

    [Fact]
    public void Somebody_removed_for_good_cannot_return_also_not_a_guest_who_threw_the_key_away()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        var guest = Who(null) with { GuestKey = "k1", Ip = "10.0.0.7" };
        var id = NewId();
        meeting.Arrive(guest, id, new ConnectionRef("n", 5), "hash", _now);
        Do(meeting, host, new Command.Remove([id.ToString()], MayReturn: false));
        Assert.Equal(JoinErrors.Banned, meeting.Arrive(guest with { GuestKey = "k2" }, NewId(), new ConnectionRef("n", 6), "h", _now).Error);
        Assert.True(meeting.Arrive(Who(Account()) with { Ip = "10.0.0.7" }, NewId(), new ConnectionRef("n", 7), "h", _now).Ok);
    }

    [Fact]
    public void In_the_waiting_room_people_wait_until_admitted_and_hosts_by_plan_do_not()
    {
        var meeting = Meeting(new MeetingSettings { WaitingRoom = true });
        var host = Join(meeting, _creator);
        var ann = Join(meeting, Account());
        Assert.NotNull(meeting.Find(host));
        Assert.Null(meeting.Find(ann));
        Do(meeting, host, new Command.Admit([ann.ToString()]));
        Assert.NotNull(meeting.Find(ann));
        Assert.Empty(meeting.Lobby);
    }

    [Fact]
    public void Without_join_before_host_people_wait_and_are_let_in_when_the_host_arrives()
    {
        var meeting = Meeting(new MeetingSettings { JoinBeforeHost = false });
        var ann = Join(meeting, Account());
        Assert.Null(meeting.Find(ann));
        Join(meeting, _creator);
        Assert.NotNull(meeting.Find(ann));
    }

    [Fact]
    public void Join_limits_keep_out_who_is_not_meant()
    {
        var invited = Account();
        Assert.Equal(JoinErrors.SignInNeeded, Refusal(JoinLimit.Internal, Who(null)));
        Assert.Equal(JoinErrors.InternalOnly, Refusal(JoinLimit.Internal, Who(Account()) with { Tenant = new TenantId(2) }));
        Assert.Null(Refusal(JoinLimit.Internal, Who(Account())));
        Assert.Equal(JoinErrors.InvitedOnly, Refusal(JoinLimit.Invited, Who(Account())));
        Assert.Null(Refusal(JoinLimit.Invited, Who(invited)));
        Assert.Null(Refusal(JoinLimit.Invited, Who(_creator)));

        Error? Refusal(JoinLimit limit, Arrival who) => Admission.RefuseByPlan(who, Plan(new MeetingSettings()) with { Invitees = new HashSet<UserId> { invited } }, limit);
    }

    [Fact]
    public void Whoever_stays_away_has_left_when_last_seen_and_whoever_comes_back_in_time_has_not()
    {
        var meeting = Meeting();
        Join(meeting, _creator);
        var (ann, bob) = (Join(meeting), Join(meeting));
        meeting.Disconnected(ann, Socket(ann), _now);
        meeting.Disconnected(bob, Socket(bob), _now);
        var seen = _now;
        _now += TimeSpan.FromSeconds(20);
        Assert.True(meeting.Resume(bob, "hash", new ConnectionRef("n", 50), _now, out _));
        _now += TimeSpan.FromSeconds(30);
        meeting.Seen("n", meeting.People.Where(p => !p.Away).ToDictionary(p => p.Id, p => p.Connection!.Socket), _now);

        var left = Assert.Single(meeting.Expire(TimeSpan.FromSeconds(9), _now).OfType<Effect.Out>());
        Assert.Equal((ann, LeaveReason.Lost, seen), (left.Who.Id, left.Reason, left.At));
        Assert.NotNull(meeting.Find(bob));
    }

    [Fact]
    public void Nobody_is_gone_because_the_server_itself_stood_still()
    {
        var meeting = Meeting();
        Join(meeting, _creator);
        Join(meeting);
        _now += TimeSpan.FromSeconds(30);
        meeting.ReachableSince = _now;

        Assert.Empty(meeting.Expire(TimeSpan.FromSeconds(9), _now));
        Assert.DoesNotContain(meeting.People, p => p.Away);
    }

    [Fact]
    public void A_living_socket_of_somebody_held_for_away_or_for_gone_is_told_apart()
    {
        var meeting = Meeting();
        Join(meeting, _creator);
        var (here, away, gone) = (Join(meeting), Join(meeting), new ParticipantId(Ids.New(TimeProvider.System)));
        meeting.Disconnected(away, Socket(away), _now);

        var strays = meeting.Strays([here, away, gone]);
        Assert.Equal([away], strays.Away);
        Assert.Equal([gone], strays.Unknown);
    }

    [Fact]
    public void Coming_in_again_from_elsewhere_replaces_the_former_place_and_sheds_neither_role_nor_mute()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        var user = Account();
        var ann = Join(meeting, user);
        Do(meeting, host, new Command.SetRole(ann.ToString(), "host"));
        Do(meeting, ann, new Command.MuteAll(SelfUnmute: false));
        var again = Join(meeting, user);
        Assert.Null(meeting.Find(ann));
        Assert.Equal(MeetingRole.Host, meeting.Find(again)!.Role);
        var hostAgain = Join(meeting, _creator);
        Assert.True(meeting.Find(hostAgain)!.MutedByHost);
    }

    [Fact]
    public void Suspending_silences_members_and_closes_the_door_but_leaves_hosts_alone()
    {
        var meeting = Meeting();
        var host = Join(meeting, _creator);
        var ann = Join(meeting);
        foreach (var who in new[] { host, ann })
        {
            Do(meeting, who, new Command.SetMicrophone(true));
            Do(meeting, who, new Command.SetCamera(true));
        }

        Console(meeting, new Command.Suspend());
        Assert.True(meeting.Locked);
        Assert.Equal((true, true), (meeting.Find(host)!.Microphone, meeting.Find(host)!.Camera));
        Assert.Equal((false, false), (meeting.Find(ann)!.Microphone, meeting.Find(ann)!.Camera));
        Assert.Equal(LiveErrors.ChatOff, Refused(meeting, ann, new Command.Say("hi", null)));
        Assert.Equal(LiveErrors.CameraByHosts, Refused(meeting, ann, new Command.SetCamera(true)));
    }

    [Theory]
    [InlineData((int)ChatRule.Free, true, true, true)]
    [InlineData((int)ChatRule.PublicOnly, true, false, false)]
    [InlineData((int)ChatRule.HostOnly, false, false, true)]
    [InlineData((int)ChatRule.Off, false, false, false)]
    public void Chat_rules_say_who_may_write_to_whom(int rule, bool toAll, bool toMember, bool toHost)
    {
        var meeting = Meeting(new MeetingSettings { Chat = (ChatRule)rule });
        var host = Join(meeting, _creator);
        var (ann, bob) = (Join(meeting), Join(meeting));
        Assert.Equal((toAll, toMember, toHost), (May(null), May(bob), May(host)));

        bool May(ParticipantId? to) => new LiveCommands(meeting, _now).Apply(By(meeting, ann), new Command.Say("你好", to?.ToString())).Ok;
    }

    [Fact]
    public void Ending_for_all_takes_everybody_out_at_the_same_moment_and_the_waiting_too()
    {
        var meeting = Meeting(new MeetingSettings { WaitingRoom = true });
        var host = Join(meeting, _creator);
        Join(meeting);
        var effects = Do(meeting, host, new Command.End());
        var left = Assert.Single(effects.OfType<Effect.Out>());
        Assert.Equal((LeaveReason.Ended, _now), (left.Reason, left.At));
        Assert.Single(effects.OfType<Effect.WaitingOut>());
        Assert.True(meeting.Empty);
    }

    [Fact]
    public void A_refused_command_changes_nothing()
    {
        var meeting = Meeting();
        Join(meeting, _creator);
        var ann = Join(meeting);
        meeting.TakeChanges();
        foreach (var command in new Command[] { new Command.MuteAll(true), new Command.Rename(null, new string('长', 21)), new Command.React("💩"), new Command.Say(" ", null), new Command.Admit([]), new Command.End(), new Command.Remove(["x"], true) })
            Refused(meeting, ann, command);
        Assert.False(meeting.AnyChange);
    }

    private static UserId Account() => Ids.New<UserId>(TimeProvider.System);

    private static ParticipantId NewId() => Ids.New<ParticipantId>(TimeProvider.System);

    private static Arrival Who(UserId? user) => new() { User = user, Tenant = user is null ? default : Tenant, Name = "某人", Client = new ClientInfo("web", "Test 1", "wifi", "zh-CN") };

    private MeetingPlan Plan(MeetingSettings settings) => new()
    {
        Id = Ids.New<MeetingId>(TimeProvider.System), Tenant = Tenant, Code = "123456789", Subject = "周会", Creator = _creator, CreatorName = "王思远", LinkKey = "k", Settings = settings,
    };

    private LiveMeeting Meeting(MeetingSettings? settings = null) => new(Plan(settings ?? new MeetingSettings()), Ids.New<MediaRoomId>(TimeProvider.System), Start, () => Ids.New<ParticipationId>(TimeProvider.System));

    private static ConnectionRef Socket(ParticipantId id) => new("n", BitConverter.ToInt64(id.Value.ToByteArray(), 8));

    private ParticipantId Join(LiveMeeting meeting) => Join(meeting, Account());

    private ParticipantId Join(LiveMeeting meeting, UserId? user)
    {
        var id = NewId();
        _now += TimeSpan.FromMilliseconds(1);
        Assert.Null(meeting.Arrive(Who(user), id, Socket(id), "hash", _now).Error);
        return id;
    }

    private static By By(LiveMeeting meeting, ParticipantId who) => new(meeting.Find(who), "x");

    private IReadOnlyList<Effect> Do(LiveMeeting meeting, ParticipantId who, Command command) => Done(new LiveCommands(meeting, _now).Apply(By(meeting, who), command));

    private IReadOnlyList<Effect> Console(LiveMeeting meeting, Command command) => Done(new LiveCommands(meeting, _now).Apply(new By(null, "管理员"), command));

    private Error? Refused(LiveMeeting meeting, ParticipantId who, Command command) => new LiveCommands(meeting, _now).Apply(By(meeting, who), command).Error;

    private IReadOnlyList<Effect> Done(Result<IReadOnlyList<Effect>> result)
    {
        Assert.Null(result.Error);
        _effects.AddRange(result.Value!);
        return result.Value!;
    }
}
