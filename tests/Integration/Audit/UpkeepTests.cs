using Huitang.Audit;
using Huitang.Audit.Contracts;
using Huitang.Audit.Features;
using Huitang.Host.Startup;
using Huitang.Identity.Features.Account;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Audit;

/// <summary>The log over its life: several processes, crashes, erasing, pruning, a database that takes nothing.</summary>
public sealed class UpkeepTests(PostgresFixture postgres)
{
    private static readonly UserId Chen = new(Guid.Parse("01900000-0000-7000-8000-0000000000c1"));
    private static readonly UserId Wang = new(Guid.Parse("01900000-0000-7000-8000-0000000000c2"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_at_once_write_streams_of_their_own_and_both_verify()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var first = Process(database, out var folder);
        await using var second = Process(database, out _);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++) await ActAsync(writer % 2 == 0 ? first : second, writer % 2 == 0 ? Chen : Wang);
        })));
        await first.Services.GetRequiredService<Sealer>().SealAsync(Ct);
        await second.Services.GetRequiredService<Sealer>().SealAsync(Ct);

        var report = await VerifyAsync(first, folder);
        Assert.True(report.Holds, Say(report));
        Assert.Equal((2, 802, 400, 2, 0), (report.Streams, report.Records, report.Entries, report.Checkpoints, report.Unsealed));
        Assert.Equal([false, true], report.Keys.Select(k => k.Trusted).Order());
    }

    [Fact]
    public async Task A_process_that_dies_between_the_act_and_its_end_leaves_an_open_entry_and_a_chain_that_holds()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        var clock = new Clock();
        await using (var dies = Process(database, out _, clock)) await dies.Services.GetRequiredService<IAuditLog>().OpenAsync(new AuditOpening("meeting.end"), Person(Chen), Ct);
        clock.Ahead += TimeSpan.FromHours(1);
        await using var next = Process(database, out var folder, clock);
        await ActAsync(next, Wang);
        // What the dead one could not seal is followed and sealed by who comes after.
        Assert.Equal(1, await next.Services.GetRequiredService<Sealer>().SealAsync(Ct));
        var report = await VerifyAsync(next, folder);
        Assert.True(report.Holds, Say(report));
        Assert.Equal(0, report.Unsealed);
        var open = Assert.Single((await ListAsync(next)), a => a.Outcome == AuditOutcome.Open);
        Assert.Equal(("meeting.end", "陈静"), (open.Action, open.ActorName));
        Assert.Null(open.ClosedAt);
    }

    [Fact]
    public async Task Links_that_do_not_hold_are_not_signed_for()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        var clock = new Clock();
        await using (var dies = Process(database, out _, clock)) await ActAsync(dies, Chen);
        clock.Ahead += TimeSpan.FromHours(1);
        await using var next = Process(database, out _, clock);
        await SqlAsync(next, "update audit.record set body = convert_to(replace(convert_from(body, 'UTF8'), 'meeting.lock', 'meeting.edit'), 'UTF8') where seq = 2");
        Assert.Equal(0, await next.Services.GetRequiredService<Sealer>().SealAsync(Ct));
    }

    [Fact]
    public async Task Erasing_a_person_makes_them_unreadable_everywhere_and_the_chain_still_holds()
    {
        await using var app = Process(await postgres.Server.CreateDatabaseAsync(), out var folder);
        await ActAsync(app, Chen);
        await ActAsync(app, Wang, about: Chen);
        await ActAsync(app, Wang);
        Assert.Contains(await ListAsync(app, new ActFilter(Who: "陈静")), a => a.ActorName == "陈静");

        Assert.Equal(2, await app.Services.GetRequiredService<IAuditErasure>().EraseAsync(new TenantId(1), Chen.Value, Actor.System(new TenantId(1)), Ct));
        Assert.Empty(await ListAsync(app, new ActFilter(Who: "陈静")));
        var all = await ListAsync(app);
        Assert.Equal(2, all.Count(a => a.Erased));
        var own = all.Single(a => a.ActorId == Chen.Value);
        Assert.Equal((null, null, null, NetworkPlace.External, "meeting.lock"), (own.ActorName, own.Ip, own.Device, own.Place, own.Action));
        var about = all.Single(a => a.ObjectType == "user");
        Assert.Equal(("王思远", null), (about.ActorName, about.ObjectName));
        Assert.DoesNotContain(about.Changes, c => c.Field == "status");
        foreach (var table in new[] { "act", "record", "subject_key" })
            Assert.Equal(0L, await SqlAsync(app, $"select count(*) from audit.{table} t where position('陈静' in t::text) > 0"));

        // New acts about them stay without their data, and a second erasing changes nothing.
        await ActAsync(app, Chen);
        Assert.Null((await ListAsync(app))[0].ActorName);
        await app.Services.GetRequiredService<IAuditErasure>().EraseAsync(new TenantId(1), Chen.Value, Actor.System(new TenantId(1)), Ct);
        var report = await VerifyAsync(app, folder);
        Assert.True(report.Holds, Say(report));
    }

    [Fact]
    public async Task Pruning_takes_whole_stretches_up_to_a_checkpoint_is_recorded_and_what_is_left_verifies()
    {
        var clock = new Clock();
        await using var app = Process(await postgres.Server.CreateDatabaseAsync(), out var folder, clock);
        var (sealer, pruning) = (app.Services.GetRequiredService<Sealer>(), app.Services.GetRequiredService<Pruning>());
        for (var day = 0; day < 400; day += 40)
        {
            await ActAsync(app, Chen);
            await ActAsync(app, Wang);
            await sealer.SealAsync(Ct);
            clock.Ahead += TimeSpan.FromDays(40);
        }

        var before = await VerifyAsync(app, folder);
        Assert.Equal((41, 20, 10), (before.Records, before.Entries, before.Checkpoints));
        // 190 days: of the acts of days 400, 360, … 40 before now those of the last four stretches stay.
        Assert.Equal(25, await pruning.PruneAsync(Ct));
        await AssertPrunedAsync(entries: 8 + 1);
        Assert.Equal(0, await pruning.PruneAsync(Ct));

        // A second pruning goes on from the anchor of the first.
        await sealer.SealAsync(Ct);
        clock.Ahead += TimeSpan.FromDays(80);
        await ActAsync(app, Chen);
        Assert.Equal(8, await pruning.PruneAsync(Ct));
        await AssertPrunedAsync(entries: 4 + 1 + 1 + 1);

        // Passing a deletion off as pruning needs a signature.
        await SqlAsync(app, "delete from audit.record where seq = (select min(seq) from audit.record)");
        Assert.Contains((await VerifyAsync(app, folder)).Problems, p => p.Kind == ProblemKind.Missing);

        async Task AssertPrunedAsync(int entries)
        {
            var report = await VerifyAsync(app, folder);
            Assert.True(report.Holds, Say(report));
            var all = await ListAsync(app);
            Assert.Equal(entries, all.Count);
            Assert.Equal(("audit.prune", ActorKind.System), (all.First(a => a.Action == "audit.prune").Action, all.First(a => a.Action == "audit.prune").ActorKind));
        }
    }

    [Fact]
    public async Task An_act_that_cannot_be_recorded_is_refused_and_one_that_was_done_is_told_later()
    {
        await using var app = Process(await postgres.Server.CreateDatabaseAsync(), out var folder);
        var (scopes, log) = (app.Services.GetRequiredService<IServiceScopeFactory>(), app.Services.GetRequiredService<IAuditLog>());
        var entry = await log.OpenAsync(new AuditOpening("meeting.lock"), Person(Wang), Ct);
        await SqlAsync(app, "alter table audit.record rename to record_away");
        var refused = await UseCaseRunner.RunAsync(scopes, new UpdateProfile("新名字", null, "zh-CN"), Person(Chen), Ct);
        Assert.Equal(CommonErrors.AuditUnavailable.Code, refused.Error?.Code);
        await log.CloseAsync(entry, new TenantId(1), AuditOutcome.Done, new AuditNotes(), Ct);

        await SqlAsync(app, "alter table audit.record_away rename to record");
        await ActAsync(app, Chen);
        var all = await ListAsync(app);
        Assert.Equal(2, all.Count);
        Assert.All(all, a => Assert.Equal(AuditOutcome.Done, a.Outcome));
        var report = await VerifyAsync(app, folder);
        Assert.True(report.Holds, Say(report));
    }

    [Fact]
    public async Task The_last_checkpoint_is_made_when_the_product_stops()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using (var app = Process(database, out _))
        {
            await app.StartAsync(Ct);
            await ActAsync(app, Chen);
            await app.StopAsync(Ct);
        }

        await using var source = NpgsqlDataSource.Create(database);
        var report = await AuditChain.VerifyAsync(source, new VerificationTrust(), TimeProvider.System, Ct);
        Assert.True(report.Holds, Say(report));
        Assert.Equal((1, 0), (report.Checkpoints, report.Unsealed));
    }

    private static WebApplication Process(string database, out string folder, TimeProvider? clock = null)
    {
        var data = Directory.CreateTempSubdirectory("htaudit").FullName;
        folder = Path.Combine(data, AuditChain.Folder);
        return HuitangApp.Build(new HuitangOptions { Database = database, DataFolder = data, LocalMedia = false }, builder =>
        {
            if (clock is not null) builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        });
    }

    private static Actor Person(UserId id) => new() { Kind = ActorKind.User, Tenant = new TenantId(1), User = id, Name = id == Chen ? "陈静" : "王思远", Ip = "203.0.113.9", Device = "Chrome" };

    private static async Task ActAsync(WebApplication app, UserId by, UserId? about = null)
    {
        var log = app.Services.GetRequiredService<IAuditLog>();
        var notes = new AuditNotes();
        if (about is { } whom) notes.On("user", whom.ToString(), "陈静");
        else notes.On("meeting", "7", "评审");
        notes.Changed("status", "Normal", "Disabled");
        notes.Changed("rows", null, 1, by.Value);
        await log.CloseAsync(await log.OpenAsync(new AuditOpening("meeting.lock"), Person(by), Ct), new TenantId(1), AuditOutcome.Done, notes, Ct);
    }

    private static Task<VerificationReport> VerifyAsync(WebApplication app, string folder) =>
        AuditChain.VerifyAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), new VerificationTrust(folder), TimeProvider.System, Ct);

    private static async Task<IReadOnlyList<Act>> ListAsync(WebApplication app, ActFilter? filter = null) =>
        (await UseCaseRunner.RunAsync(app.Services.GetRequiredService<IServiceScopeFactory>(), new ListActs(AuditLogKind.Administrator, new PageRequest(1, 100), filter), Person(Wang) with { IsSuperAdmin = true }, Ct)).Value!.Rows;

    private static async Task<object?> SqlAsync(WebApplication app, string sql)
    {
        await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }

    private static string Say(VerificationReport report) => string.Join('\n', report.Problems.Select(p => p.ToText()));

    /// <summary>The true clock, put ahead.</summary>
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
