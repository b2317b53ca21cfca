using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Features.Room;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Meetings.Live;

/// <summary>A running meeting over its sockets, without media: who gets in, what commands do, what is written.</summary>
public sealed class RunningMeetingTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly TenantId Tenant = TestMeetings.Tenant;

    [Fact]
    public async Task Two_people_see_each_other_and_a_host_mutes_the_member()
    {
        var plan = await PlanAsync();
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var member = await JoinAsync(plan, null, "李访客");
        await host.UntilStateAsync(c => c.People.Count == 2);
        await member.UntilStateAsync(c => c.People.Count == 2);
        Assert.Equal("host", (string?)member.People[host.Me]["role"]);

        Assert.Null(await member.DoAsync("mic", new { on = true }));
        await host.UntilStateAsync(c => (bool)c.People[member.Me]["mic"]!);
        Assert.Null(await host.DoAsync("mute", new { target = member.Me }));
        Assert.Equal("muted", (string?)(await member.UntilAsync("notice"))["what"]);
        await member.UntilStateAsync(c => !(bool)c.People[c.Me]["mic"]!);
        Assert.Equal("meeting.not_host", await member.DoAsync("mute", new { target = host.Me }));
    }

    [Fact]
    public async Task The_console_mutes_all_without_self_unmute_and_ends_the_meeting()
    {
        var plan = await PlanAsync();
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var member = await JoinAsync(plan, new UserId(Ids.New(TimeProvider.System)), "陈静");
        Assert.Null(await member.DoAsync("mic", new { on = true }));

        var grain = app.Services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(plan.Id.Value);
        Assert.True((await grain.ControlAsync("管理员", new Command.MuteAll(SelfUnmute: false))).Ok);
        await member.UntilStateAsync(c => !(bool)c.People[c.Me]["mic"]!);
        Assert.Equal("meeting.host_muted", await member.DoAsync("mic", new { on = true }));
        Assert.Null(await host.DoAsync("mic", new { on = true }));

        Assert.True((await grain.ControlAsync("管理员", new Command.End())).Ok);
        Assert.Equal("ended", (string?)(await member.UntilAsync("gone"))["reason"]);
        Assert.Equal("ended", (string?)(await host.UntilAsync("gone"))["reason"]);
        var (room, people) = await FactsAsync(plan);
        Assert.NotNull(room.ClosedAt);
        Assert.Equal(2, room.Peak);
        Assert.Equal(2, people.Count);
        Assert.All(people, p => Assert.Equal(LeaveReason.Ended, p.Reason));
        Assert.All(people, p => Assert.Equal(room.ClosedAt, p.LeftAt));
    }

    [Fact]
    public async Task A_waiting_guest_gets_nothing_until_admitted()
    {
        var plan = await PlanAsync(new MeetingSettings { WaitingRoom = true });
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var guest = await ConnectAsync(plan, null, "访客");
        Assert.Equal("lobby", (string?)(await guest.UntilAsync("waiting"))["why"]);
        var lobby = await host.UntilAsync("lobby");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(guest.Log, m => (string?)m["t"] is "snapshot" or "delta" or "welcome");

        Assert.Null(await host.DoAsync("admit", new { targets = new[] { (string)lobby["people"]![0]!["id"]! } }));
        await guest.UntilAsync("welcome");
        await guest.UntilStateAsync(c => c.People.Count == 2);
    }

    [Fact]
    public async Task A_host_hears_that_the_waiting_room_emptied_even_when_a_snapshot_overtakes_the_news()
    {
        var plan = await PlanAsync(new MeetingSettings { WaitingRoom = true });
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var guest = await ConnectAsync(plan, null, "访客");
        Assert.Single((await host.UntilAsync("lobby"))["people"]!.AsArray());

        var replica = app.Services.GetRequiredService<LiveNode>().Follow(plan.Id);
        var now = replica.Current!;
        Assert.False(replica.Reset(now with { Seq = now.Seq + 1, Lobby = [] }));
        Assert.Empty((await host.UntilAsync("lobby"))["people"]!.AsArray());
    }

    [Fact]
    public async Task A_removed_person_cannot_come_back_and_a_locked_meeting_admits_no_one()
    {
        var plan = await PlanAsync();
        var user = new UserId(Ids.New(TimeProvider.System));
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var member = await JoinAsync(plan, user, "赵强");
        Assert.Null(await host.DoAsync("remove", new { targets = new[] { member.Me }, mayReturn = false }));
        Assert.Equal("removed", (string?)(await member.UntilAsync("gone"))["reason"]);
        await using (var again = await ConnectAsync(plan, user, "赵强")) Assert.Equal("banned", (string?)(await again.UntilAsync("gone"))["reason"]);
        await using (var back = await RoomClient.ConnectAsync(app.Url, null, member.Resume)) Assert.Equal("expired", (string?)(await back.UntilAsync("gone"))["reason"]);

        Assert.Null(await host.DoAsync("lock", new { on = true }));
        await using var late = await ConnectAsync(plan, null, "迟到");
        Assert.Equal("locked", (string?)(await late.UntilAsync("gone"))["reason"]);
    }

    [Fact]
    public async Task Whoever_loses_the_connection_comes_back_as_the_same_person_still_muted()
    {
        var plan = await PlanAsync();
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        var member = await JoinAsync(plan, null, "李访客");
        var (me, resume) = (member.Me, member.Resume);
        await host.UntilStateAsync(c => c.People.Count == 2);
        Assert.Null(await host.DoAsync("muteAll", new { selfUnmute = false }));
        member.Drop();
        await host.UntilStateAsync(c => (bool)c.People[me]["away"]!);

        await using var back = await RoomClient.ConnectAsync(app.Url, null, resume);
        await back.UntilAsync("snapshot");
        Assert.Equal(me, back.Me);
        Assert.Equal("meeting.host_muted", await back.DoAsync("mic", new { on = true }));
        Assert.Single((await FactsAsync(plan)).People, p => p.ParticipantId.ToString() == me);
    }

    [Fact]
    public async Task After_a_restart_of_the_server_people_are_back_and_nothing_is_doubled()
    {
        var plan = await PlanAsync();
        var host = await JoinAsync(plan, plan.Creator, "王思远");
        var member = await JoinAsync(plan, null, "李访客");
        Assert.Null(await host.DoAsync("muteAll", new { selfUnmute = false }));
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        var (hostToken, memberToken) = (host.Resume, member.Resume);
        host.Drop();
        member.Drop();
        await app.RestartAsync();

        await using var hostBack = await RoomClient.ConnectAsync(app.Url, null, hostToken);
        await using var memberBack = await RoomClient.ConnectAsync(app.Url, null, memberToken);
        await hostBack.UntilAsync("snapshot");
        await memberBack.UntilStateAsync(c => c.People.Count == 2);
        Assert.Equal("host", (string?)memberBack.People[hostBack.Me]["role"]);
        Assert.Equal("meeting.host_muted", await memberBack.DoAsync("mic", new { on = true }));
        Assert.Null(await hostBack.DoAsync("end"));
        await memberBack.UntilAsync("gone");
        var (room, people) = await FactsAsync(plan);
        Assert.Equal(2, people.Count);
        Assert.All(people, p => Assert.Equal(room.ClosedAt, p.LeftAt));
    }

    [Fact]
    public async Task Malformed_messages_are_answered_and_change_nothing()
    {
        var plan = await PlanAsync();
        await using var client = await JoinAsync(plan, plan.Creator, "王思远");
        foreach (var bad in new[] { "", "null", "[]", "{", "{\"t\":\"nonsense\"}", "{\"t\":\"do\"}", "{\"t\":\"do\",\"id\":1,\"command\":{\"op\":\"remove\"}}", "{\"t\":\"publish\",\"leg\":\"<script>\",\"sdp\":\"x\"}", "{\"t\":\"watch\"}" })
        {
            await client.SendTextAsync(bad);
            if (bad.Contains("remove", StringComparison.Ordinal)) await client.UntilAsync("result");
            else await client.UntilAsync("error");
        }

        Assert.Null(await client.DoAsync("chat", new { text = "<script>alert(1)</script> 🎉" }));
        // Said to everybody and answered to the speaker, in either order.
        await client.UntilStateAsync(_ => Said() is not null);
        Assert.Equal("<script>alert(1)</script> 🎉", Said());

        string? Said()
        {
            lock (client.Log) return (string?)client.Log.LastOrDefault(m => (string?)m["t"] == "chat")?["text"];
        }
    }

    private async Task<RoomClient> JoinAsync(MeetingPlan plan, UserId? user, string name)
    {
        var client = await ConnectAsync(plan, user, name);
        await client.UntilAsync("snapshot");
        return client;
    }

    private async Task<RoomClient> ConnectAsync(MeetingPlan plan, UserId? user, string name)
    {
        var actor = user is { } u ? new Actor { Kind = ActorKind.User, Tenant = Tenant, User = u, Name = name, Ip = "127.0.0.1" } : Actor.Anonymous with { Ip = "127.0.0.1" };
        var ticket = await app.RunAsync(actor, new RequestJoin(plan.Code, plan.Password, null, name, user is null ? name : null));
        Assert.Null(ticket.Error);
        return await RoomClient.ConnectAsync(app.Url, ticket.Value!.Ticket);
    }

    private Task<MeetingPlan> PlanAsync(MeetingSettings? settings = null) => TestMeetings.PlanAsync(app, Tenant, settings ?? new MeetingSettings());

    private Task<(MediaRoomRow Room, List<ParticipationRow> People)> FactsAsync(MeetingPlan plan) => TestMeetings.FactsAsync(app.Services, plan);
}
