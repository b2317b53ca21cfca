using System.Diagnostics;
using Huitang.Host.Startup;
using Huitang.Meetings;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Meetings.Live;

/// <summary>Servers that die in the middle of a meeting.</summary>
public sealed class CrashTests(PostgresFixture postgres)
{
    [Fact]
    public async Task After_kill_9_of_the_server_clients_are_back_and_no_participation_is_lost_doubled_or_left_open()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var beside = TestMeetings.Beside(database);
        var plan = await TestMeetings.PlanAsync(beside.Services, TestMeetings.Tenant, new MeetingSettings());
        await using var server = await ServerProcess.StartAsync(database);
        var host = await TestMeetings.JoinAsync(beside.Services, server.Url, plan, plan.Creator, "王思远");
        var member = await TestMeetings.JoinAsync(beside.Services, server.Url, plan, null, "李访客");
        var lost = await TestMeetings.JoinAsync(beside.Services, server.Url, plan, null, "不再回来");
        Assert.Null(await host.DoAsync("muteAll", new { selfUnmute = false }));
        await Task.Delay(6500, TestContext.Current.CancellationToken);
        var killed = TimeProvider.System.GetUtcNow();
        server.Kill();
        await server.StartAgainAsync();

        await using var hostBack = await BackAsync(server.Url, host.Resume);
        await using var memberBack = await BackAsync(server.Url, member.Resume);
        await memberBack.UntilStateAsync(c => c.People.Count == 3, 20);
        Assert.Equal((host.Me, member.Me), (hostBack.Me, memberBack.Me));
        Assert.Equal("host", (string?)memberBack.People[hostBack.Me]["role"]);
        Assert.Equal("meeting.host_muted", await memberBack.DoAsync("mic", new { on = true }));

        // Whoever does not come back has left when they were last seen, not when it was noticed.
        await hostBack.UntilStateAsync(c => c.People.Count == 2, 70);
        Assert.Null(await hostBack.DoAsync("end"));
        await memberBack.UntilAsync("gone");
        var (room, people) = await TestMeetings.FactsAsync(beside.Services, plan);
        Assert.NotNull(room.ClosedAt);
        Assert.Equal(3, people.Count);
        Assert.All(people, p => Assert.NotNull(p.LeftAt));
        var gone = Assert.Single(people, p => p.ParticipantId.ToString() == lost.Me);
        Assert.Equal(LeaveReason.Lost, gone.Reason);
        Assert.InRange(gone.LeftAt!.Value, killed - TimeSpan.FromSeconds(9), killed + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task After_the_server_stood_still_for_longer_than_the_lease_everybody_is_still_in()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var beside = TestMeetings.Beside(database);
        var plan = await TestMeetings.PlanAsync(beside.Services, TestMeetings.Tenant, new MeetingSettings());
        await using var server = await ServerProcess.StartAsync(database);
        await using var host = await TestMeetings.JoinAsync(beside.Services, server.Url, plan, plan.Creator, "王思远");
        await using var member = await TestMeetings.JoinAsync(beside.Services, server.Url, plan, null, "李访客");

        await server.PauseAsync(TimeSpan.FromSeconds(12));
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Null(await host.DoAsync("lock", new { on = true }));
        await member.UntilStateAsync(c => (bool)c.Meeting!["locked"]! && c.People.Count == 2 && c.People.Values.All(p => (bool?)p["away"] != true), 20);
        Assert.Null(await host.DoAsync("end"));
        await member.UntilAsync("gone");
        var (_, people) = await TestMeetings.FactsAsync(beside.Services, plan);
        Assert.Equal(2, people.Count);
        Assert.All(people, p => Assert.Equal(LeaveReason.Ended, p.Reason));
    }

    [Fact]
    public async Task A_meeting_of_a_killed_process_is_answered_by_the_other_within_seconds_and_clients_return_to_it()
    {
        var app = new Clustered(postgres);
        await app.InitializeAsync();
        try
        {
            var plan = await TestMeetings.PlanAsync(app.Services, TestMeetings.Tenant, new MeetingSettings());
            await using var other = await ServerProcess.StartAsync(app.Database);
            var host = await TestMeetings.JoinAsync(app.Services, other.Url, plan, plan.Creator, "王思远");
            var member = await TestMeetings.JoinAsync(app.Services, other.Url, plan, null, "李访客");

            // The console is on one process, the people on the other.
            var grain = app.Services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(plan.Id.Value);
            Assert.True((await grain.ControlAsync("管理员", new Command.MuteAll(SelfUnmute: false))).Ok);
            Assert.Equal("mutedAll", (string?)(await member.UntilAsync("notice"))["what"]);
            await Task.Delay(3000, TestContext.Current.CancellationToken);

            other.Kill();
            var clock = Stopwatch.StartNew();
            while (true)
            {
                try
                {
                    var answer = await grain.ControlAsync("管理员", new Command.Lock(true)).WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
                    if (answer.Ok) break;
                }
                catch (Exception e) when (e is not OperationCanceledException && clock.Elapsed < TimeSpan.FromSeconds(30))
                {
                    await Task.Delay(50, TestContext.Current.CancellationToken);
                }
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"Answered after {clock.Elapsed.TotalSeconds:0.0} s");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(6), $"answered after {clock.Elapsed}");
            await using var hostBack = await BackAsync(app.Url, host.Resume);
            await using var memberBack = await BackAsync(app.Url, member.Resume);
            await memberBack.UntilStateAsync(c => c.People.Count == 2 && (bool)c.Meeting!["locked"]!, 20);
            Assert.Equal("meeting.host_muted", await memberBack.DoAsync("mic", new { on = true }));
            Assert.Null(await hostBack.DoAsync("end"));
            await memberBack.UntilAsync("gone");
            var (room, people) = await TestMeetings.FactsAsync(app.Services, plan);
            Assert.Equal(2, people.Count);
            Assert.All(people, p => Assert.Equal(room.ClosedAt, p.LeftAt));
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    /// <summary>Comes back as the client does: tries until the server answers.</summary>
    private static async Task<RoomClient> BackAsync(Uri server, string resume)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var client = await RoomClient.ConnectAsync(server, null, resume);
                var first = await client.UntilAsync(m => (string?)m["t"] is "snapshot" or "gone");
                if ((string?)first["t"] == "snapshot") return client;
                throw new InvalidOperationException("Turned away: " + first.ToJsonString());
            }
            catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or TimeoutException && tries < 10)
            {
                await Task.Delay(500);
            }
        }
    }

    private sealed class Clustered(PostgresFixture postgres) : AppFixture(postgres)
    {
        protected override HuitangOptions Configure(HuitangOptions options) => options with { Cluster = true };
    }
}
