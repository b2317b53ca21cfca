using System.Text.Json.Nodes;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Features.Ended;
using Huitang.Meetings.Features.Quality;
using Huitang.Meetings.Features.Room;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Huitang.Integration.Meetings.Live;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huitang.Integration.Meetings.Ended;

/// <summary>What is known of a meeting after it was held, from its sockets to list, detail, quality and files.</summary>
public sealed class EndedMeetingTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly TenantId Tenant = new(1);
    private static readonly Actor Admin = new() { Kind = ActorKind.User, Tenant = Tenant, User = new UserId(Ids.New(TimeProvider.System)), Name = "管理员", IsSuperAdmin = true };
    private static readonly Actor OtherAdmin = Admin with { Tenant = new TenantId(2) };

    [Fact]
    public async Task After_a_meeting_people_stretches_and_durations_are_right()
    {
        var plan = await PlanAsync();
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using (var first = await JoinAsync(plan, null, "=HYPERLINK(1)"))
        {
            await Task.Delay(1200, TestContext.Current.CancellationToken);
            await first.SendAsync(new JsonObject { ["t"] = "do", ["id"] = 1, ["command"] = new JsonObject { ["op"] = "leave" } });
            await host.UntilStateAsync(c => c.People.Count == 1);
        }

        await using var second = await JoinAsync(plan, null, "=HYPERLINK(1)");
        await host.UntilStateAsync(c => c.People.Count == 2);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        await EndAsync(plan);

        var rows = await ParticipationsAsync(plan);
        var list = (await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code), new PageRequest()))).Value!;
        var row = Assert.Single(list.Rows);
        Assert.Equal(1, list.Total);
        Assert.Equal(3, rows.Count);
        Assert.Equal((2, 2, plan.Code, 0), (row.People, row.Peak, row.Code, row.Health));
        Assert.Equal(Seconds(row.ClosedAt - row.OpenedAt), row.Duration);
        Assert.Equal(Seconds(rows.Aggregate(TimeSpan.Zero, (sum, p) => sum + (p.LeftAt!.Value - p.JoinedAt))), row.UserTime);
        Assert.True(row.UserTime > TimeSpan.FromSeconds(4) && row.UserTime < TimeSpan.FromSeconds(60), row.UserTime.ToString());

        var detail = (await app.RunAsync(Admin, new GetEnded(row.Room))).Value!;
        Assert.Equal(rows.OrderBy(p => p.JoinedAt).Select(p => (p.Id, p.JoinedAt, p.LeftAt!.Value)), detail.Stretches.Select(s => (s.Id, s.JoinedAt, s.LeftAt)));
        Assert.Equal([LeaveReason.Ended, LeaveReason.Left, LeaveReason.Ended], detail.Stretches.Select(s => s.Reason));
        var guest = Assert.Single(detail.People, p => p.Guest);
        Assert.Equal(2, guest.Joins);
        Assert.Equal(Seconds(detail.Stretches.Where(s => s.Guest).Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Duration)), guest.Total);
        Assert.Equal((detail.Stretches[1].JoinedAt, detail.Stretches[2].LeftAt), (guest.FirstJoin!.Value, guest.LastLeave!.Value));
        Assert.Contains(detail.Timeline, e => e.Kind == "joined" && e.Name == "王思远");
        Assert.Equal(row.UserTime, detail.Facts.UserTime);

        // Another enterprise sees none of it.
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(OtherAdmin, new GetEnded(row.Room))).Error);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(OtherAdmin, new GetQuality(row.Room))).Error);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(OtherAdmin, new GetQualitySeries(rows[0].Id))).Error);
        Assert.Equal(0, (await app.RunAsync(OtherAdmin, new ListEnded(new EndedFilter(plan.Code), new PageRequest()))).Value!.Total);
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(Admin with { IsSuperAdmin = false }, new GetEnded(row.Room))).Error!.Kind);

        // The file has the head, all stretches, and no formula.
        using var file = new MemoryStream();
        Assert.Null((await app.RunAsync(Admin, new ExportAttendance(row.Room, false, ExportFormat.Csv, "Asia/Shanghai", file))).Error);
        var text = System.Text.Encoding.UTF8.GetString(file.ToArray());
        Assert.Contains(MeetingCode.Grouped(plan.Code), text, StringComparison.Ordinal);
        Assert.Contains("'=HYPERLINK(1)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n=", text, StringComparison.Ordinal);
        using var book = new MemoryStream();
        Assert.Null((await app.RunAsync(Admin, new ExportAttendance(row.Room, true, ExportFormat.Xlsx, "Asia/Shanghai", book))).Error);
        using var opened = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(book, false);
        Assert.Equal(2, opened.WorkbookPart!.WorksheetParts.Count());
        using var all = new MemoryStream();
        Assert.Equal(1, (await app.RunAsync(Admin, new ExportEnded(new EndedFilter(plan.Code), "start", true, ExportFormat.Xlsx, null, all))).Value);
    }

    [Fact]
    public async Task A_series_holds_exactly_the_samples_sent_from_several_processes_and_is_sealed_at_the_end()
    {
        var plan = await PlanAsync();
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        var entry = app.Services.GetRequiredService<LiveNode>().Follow(plan.Id).Find(new ParticipantId(Guid.Parse(host.Me)))!;
        var mine = (await ParticipationsAsync(plan)).Single();
        var sent = new List<QualitySample>();

        // Over the socket: one is taken, one that comes too soon is not.
        var live = new QualitySample { UpKbps = 812, DownKbps = 1604, UpLoss = 0.4, Rtt = 38, AudioUpKbps = 31, MicLevel = 44, Link = "udp" };
        await host.SendAsync(new JsonObject { ["t"] = "quality", ["sample"] = new JsonObject { ["upKbps"] = 812, ["downKbps"] = 1604, ["upLoss"] = 0.4, ["rtt"] = 38, ["audioUpKbps"] = 31, ["micLevel"] = 44, ["link"] = "udp" } });
        await host.SendAsync(new JsonObject { ["t"] = "quality", ["sample"] = new JsonObject { ["upKbps"] = 1 } });
        await host.UntilStateAsync(c => (int)c.People[c.Me]["grade"]! == 1);
        sent.Add(live);
        var now = (await app.RunAsync(Admin, new GetQualitySeries(mine.Id))).Value!;
        Assert.Equal(sent, now.Samples.Select(s => s.Values));
        await app.Services.GetRequiredService<QualityCollector>().FlushAsync(TestContext.Current.CancellationToken);

        // The same person comes back on another process: it goes on with the same series. Its clock runs ahead, ten seconds a sample.
        var clock = new Clock { Now = TimeProvider.System.GetUtcNow().AddMinutes(1) };
        var store = app.Services.GetRequiredService<QualityStore>();
        using (var other = new QualityCollector(store, clock, NullLogger<QualityCollector>.Instance))
        {
            for (var i = 0; i < 75; i++)
            {
                clock.Now += TimeSpan.FromSeconds(10);
                var sample = new QualitySample { UpKbps = 800 + (i * 7 % 50), UpLoss = i is >= 20 and < 30 ? 12 : 0, Rtt = 40 + (i % 3), VideoUpFps = i % 2 == 0 ? null : 30, VideoUpHeight = i % 2 == 0 ? null : 720, CpuLimited = i == 5, Link = "udp" };
                sent.Add(sample);
                Assert.NotNull(await other.AddAsync(entry, plan.Id, mine.MediaRoomId, sample));
                if (i % 20 == 0) await other.FlushAsync(TestContext.Current.CancellationToken);
            }

            other.Left(entry.Id);
            await other.FlushAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([1, 15, 30, 30], (await ChunksAsync(mine.Id)).Select(c => c.Samples).Order());
        Assert.Equal(2, (await app.RunAsync(Admin, new GetQuality(mine.MediaRoomId))).Value!.Health);
        await EndAsync(plan);
        await UntilAsync(async () => (await ChunksAsync(mine.Id)) is [{ Number: QualityStore.Sealed }]);

        var whole = (await app.RunAsync(Admin, new GetQualitySeries(mine.Id))).Value!;
        Assert.Equal(sent, whole.Samples.Select(s => s.Values));
        Assert.All(whole.Samples.Skip(2).Zip(whole.Samples.Skip(1)), pair => Assert.Equal(TimeSpan.FromSeconds(10), pair.First.At - pair.Second.At));
        var person = Assert.Single((await app.RunAsync(Admin, new GetQuality(mine.MediaRoomId))).Value!.People);
        Assert.Equal((76, 2, 4), (person.Report.Samples, person.Report.Health, person.Report.Network));
        Assert.Equal(("high_loss_up", 10), (Assert.Single(person.Report.Problems).Code, person.Report.Problems[0].Count));
        Assert.Equal(4, (await ParticipationsAsync(plan)).Single().Grade);
        var row = Assert.Single((await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code, Alarm: true), new PageRequest()))).Value!.Rows);
        Assert.Equal((2, 1, 4), (row.Health, row.Alarms, row.Grade));

        // What arrives after all is joined to it, and doing it twice changes nothing.
        await store.SealAsync(mine.MediaRoomId, TestContext.Current.CancellationToken);
        Assert.Equal(76, Assert.Single(await ChunksAsync(mine.Id)).Samples);
    }

    [Fact]
    public async Task Rooms_of_one_meeting_can_be_listed_apart_or_together()
    {
        var plan = await PlanAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var host = await JoinAsync(plan, plan.Creator, "王思远");
            await EndAsync(plan);
            await host.UntilAsync("gone");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        var apart = (await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code), new PageRequest()))).Value!;
        var together = (await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code, ByMeeting: true), new PageRequest()))).Value!;
        Assert.Equal((2, 1), (apart.Total, together.Total));
        Assert.True(apart.Rows[0].OpenedAt > apart.Rows[1].OpenedAt);
        var row = Assert.Single(together.Rows);
        Assert.Equal((apart.Rows[0].Room, 2, 1), (row.Room, row.Rooms, row.People));
        Assert.Equal(2, (await app.RunAsync(Admin, new GetEnded(apart.Rows[1].Room))).Value!.Rooms.Count);
        foreach (var sort in new[] { "start", "subject", "code", "creator", "end", "people", "duration", "usertime", "peak", "quality", "none'" })
            Assert.Equal(2, (await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code), new PageRequest(1, 20, sort)))).Value!.Rows.Count);
        Assert.Equal(0, (await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code, To: apart.Rows[1].OpenedAt), new PageRequest()))).Value!.Total);
        Assert.Equal(0, (await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code, Type: MeetingType.Recurring), new PageRequest()))).Value!.Total);
        Assert.Equal(2, (await app.RunAsync(Admin, new ListEnded(new EndedFilter(plan.Code, Creator: plan.Creator), new PageRequest()))).Value!.Total);
    }

    private static TimeSpan Seconds(TimeSpan span) => TimeSpan.FromSeconds(Math.Round(span.TotalSeconds));

    private async Task<RoomClient> JoinAsync(MeetingPlan plan, UserId? user, string name)
    {
        var actor = user is { } u ? new Actor { Kind = ActorKind.User, Tenant = Tenant, User = u, Name = name, Ip = "127.0.0.1" } : Actor.Anonymous with { Ip = "127.0.0.1" };
        var ticket = await app.RunAsync(actor, new RequestJoin(plan.Code, plan.Password, null, name, user is null ? "0123456789abcdef" : null));
        Assert.Null(ticket.Error);
        var client = await RoomClient.ConnectAsync(app.Url, ticket.Value!.Ticket);
        await client.UntilAsync("snapshot");
        return client;
    }

    private Task<MeetingPlan> PlanAsync() => TestMeetings.PlanAsync(app, Tenant, new MeetingSettings());

    private async Task EndAsync(MeetingPlan plan) =>
        Assert.True((await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(plan.Id.Value).ControlAsync("管理员", new Command.End())).Ok);

    private Task<List<ParticipationRow>> ParticipationsAsync(MeetingPlan plan) => ReadAsync(db => db.Participations.Where(p => p.MeetingId == plan.Id).OrderBy(p => p.JoinedAt).ToListAsync());

    private Task<List<QualityChunkRow>> ChunksAsync(ParticipationId of) => ReadAsync(db => db.QualityChunks.Where(c => c.ParticipationId == of).ToListAsync());

    private async Task<T> ReadAsync<T>(Func<AppDb, Task<T>> read)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        return await read(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    private static async Task UntilAsync(Func<Task<bool>> fits)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await fits()) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail("Did not come within ten seconds.");
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
