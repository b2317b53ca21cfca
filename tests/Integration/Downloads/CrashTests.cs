using Huitang.Downloads.Data;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Downloads;

/// <summary>The product in this process, leaving files to be written to others.</summary>
public sealed class IdleFixture(PostgresFixture postgres) : AppFixture(postgres)
{
    protected override void Change(WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Downloads:AtOnce"] = "0" });
}

/// <summary>Processes that are killed while they write.</summary>
public sealed class CrashTests(IdleFixture app) : IClassFixture<IdleFixture>
{
    private const int Rows = 400_000;

    [Fact]
    public async Task A_file_whose_process_is_killed_is_written_anew_by_the_next_and_ends_once()
    {
        var ct = TestContext.Current.CancellationToken;
        var seeder = app.Services.GetRequiredService<IPeopleSeeder>();
        var tenant = await seeder.CreateEnterpriseAsync("晨星科技", "morningstar", ct);
        var boss = new Actor { Kind = ActorKind.User, Tenant = tenant, User = (await seeder.CreateAsync(tenant, [new NewPerson("boss", "林总") { SuperAdmin = true }], ct))["boss"], Name = "林总", IsSuperAdmin = true };
        await using (var fill = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"""
            with room as (
              insert into meetings.media_room (id, tenant_id, meeting_id, subject, code, type, creator_id, creator_name, planned_start, planned_end, opened_at, closed_at, peak, features)
              select gen_random_uuid(), {tenant.Value}, gen_random_uuid(), '周会 ' || n, '123456789', 0, '{boss.User.Value}', '林总', t, t, t, t + interval '1 hour', 100, 1
              from generate_series(1, {Rows / 100}) n, lateral (select timestamptz '2026-01-05 01:00+00' + n * interval '1 minute' t) s returning id, meeting_id, opened_at)
            insert into meetings.participation (id, tenant_id, media_room_id, meeting_id, participant_id, name, guest, role, joined_at, left_at, reason, seen_at, device, browser, network, ip, resume_hash, state, grade)
            select gen_random_uuid(), {tenant.Value}, room.id, room.meeting_id, gen_random_uuid(), '成员 ' || n, false, 0, opened_at, opened_at + interval '50 minutes', 1, opened_at, 'pc', 'Chrome 140', 'wifi', '10.0.0.1', '', jsonb_build_object(), 0
            from room, generate_series(1, 100) n
            """))
        {
            fill.CommandTimeout = 120;
            await fill.ExecuteNonQueryAsync(ct);
        }

        var job = (await app.RunAsync(boss, new SubmitReport("meetings.participants", ReportCriteria.None, ExportFormat.Xlsx, null))).Value;
        await using var server = await ServerProcess.StartAsync(app.Database, settings: new Dictionary<string, string> { ["HUITANG_Downloads__LeaseSeconds"] = "2" });
        // Killed once it has written something and is far from the end.
        while (await ReadAsync() is not { State: JobState.Running, Rows: > 1_000 }) await Task.Delay(20, ct);
        server.Kill();
        var killed = await ReadAsync();
        Assert.Equal((JobState.Running, 1), (killed.State, killed.Attempts));
        await server.StartAgainAsync();
        JobRow done;
        while ((done = await ReadAsync()).State is JobState.Running or JobState.Queued) await Task.Delay(100, ct);

        Assert.Equal((JobState.Done, 2, (long)Rows), (done.State, done.Attempts, done.Rows));
        var stored = Directory.GetFiles(Path.Combine(server.DataFolder, "files", "downloads"), "*", SearchOption.AllDirectories);
        Assert.Equal(done.Size, new FileInfo(Assert.Single(stored)).Length);
        await using var notices = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"select count(*) from messages.notice where key = 'download:{job:n}'");
        Assert.Equal(1L, await notices.ExecuteScalarAsync(ct));

        async Task<JobRow> ReadAsync()
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
            return await scope.ServiceProvider.GetRequiredService<AppDb>().Downloads.AsNoTracking().SingleAsync(j => j.Id == job, ct);
        }
    }
}
