using System.Runtime.CompilerServices;
using Huitang.Downloads.Data;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Identity.Access;
using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Roles;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Downloads;

/// <summary>A report whose rows come when the test says so.</summary>
internal sealed class SlowReport(SlowReport.Gate gate) : IReport
{
    /// <summary>Lets the rows come.</summary>
    internal sealed class Gate
    {
        private volatile TaskCompletionSource _open = Opened();

        /// <summary>Times a report was begun.</summary>
        public int Begun;

        /// <summary>No row comes after the first until it is opened.</summary>
        public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>All rows come.</summary>
        public void Open() => _open.TrySetResult();

        public Task PassAsync(CancellationToken ct) => _open.Task.WaitAsync(ct);

        private static TaskCompletionSource Opened()
        {
            var open = new TaskCompletionSource();
            open.SetResult();
            return open;
        }
    }

    public string Code => "test.slow";

    public string Name => "慢报表";

    public ReportKind Kind => ReportKind.Meetings;

    public string Permission => MeetingPermissions.List;

    public Scoping Scoping => Scoping.ByQuery;

    public string Page => "/console/ended";

    public IReadOnlyList<ReportField> Fields => [];

    public Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct) => Task.FromResult<Result<ReportTable>>(new ReportTable([new("n", 8, CellKind.Number)], RowsAsync(ct), 3));

    private async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        Interlocked.Increment(ref gate.Begun);
        yield return [1];
        await gate.PassAsync(ct);
        yield return [2];
        yield return [3];
    }
}

/// <summary>An enterprise of two regions with meetings that are over, and a download centre with short leases.</summary>
public sealed class DownloadsFixture(PostgresFixture postgres) : AppFixture(postgres), IAsyncLifetime
{
    public const string Password = "correct mare 7 battery";

    /// <summary>Participations in all meetings.</summary>
    public const int Participations = 1_200;

    private int _made;

    public TenantId Tenant { get; private set; }

    public UserId Super { get; private set; }

    internal Dictionary<string, DepartmentId> Departments { get; private set; } = [];

    internal SlowReport.Gate Gate => Services.GetRequiredService<SlowReport.Gate>();

    internal string FilesFolder => Path.Combine(DataFolder, "files");

    /// <summary>Files in the store and in the work folder.</summary>
    internal string[] Files => Directory.Exists(FilesFolder) ? Directory.GetFiles(FilesFolder, "*", SearchOption.AllDirectories) : [];

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var seeder = Services.GetRequiredService<IPeopleSeeder>();
        Tenant = await seeder.CreateEnterpriseAsync("晨星科技", "morningstar", default);
        Super = (await seeder.CreateAsync(Tenant, [new NewPerson("boss", "林总") { Password = Password, SuperAdmin = true, Email = "boss@x.example", Department = "总部" }], default))["boss"];
        var east = await PersonAsync("华东/上海");
        await PersonAsync("华东/杭州");
        await PersonAsync("华南/深圳");
        Departments = await WithAsync(async db => (await db.Departments.ToListAsync()).ToDictionary(d => d.Name, d => d.Id));
        await FillAsync(east, Participations);
    }

    protected override void Change(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Downloads:LeaseSeconds"] = "2", ["Downloads:DirectRows"] = "50" });
        builder.Services.AddSingleton<SlowReport.Gate>();
        builder.Services.AddScoped<IReport, SlowReport>();
    }

    /// <summary>Meetings that are over, with a hundred people each; the first of each is named like a formula.</summary>
    public async Task FillAsync(UserId creator, int participations)
    {
        await SqlAsync($"""
            with room as (
              insert into meetings.media_room (id, tenant_id, meeting_id, subject, code, type, creator_id, creator_name, planned_start, planned_end, opened_at, closed_at, peak, features)
              select gen_random_uuid(), {Tenant.Value}, gen_random_uuid(), '周会 ' || n, lpad(n::text, 9, '1'), 0, '{creator.Value}', '陈晓彤', t, t + interval '1 hour', t, t + interval '1 hour', 100, 1
              from generate_series(1, {participations / 100}) n, lateral (select timestamptz '2026-01-05 01:00+00' + n * interval '1 hour' t) s returning id, meeting_id, opened_at)
            insert into meetings.participation (id, tenant_id, media_room_id, meeting_id, participant_id, name, guest, role, joined_at, left_at, reason, seen_at, device, browser, network, ip, resume_hash, state, quality, grade)
            select gen_random_uuid(), {Tenant.Value}, room.id, room.meeting_id, gen_random_uuid(), case when n = 1 then '=HYPERLINK("http://x")' else '成员 ' || n end, false, 0, opened_at + n * interval '1 second', opened_at + interval '50 minutes', 1,
                   opened_at + interval '50 minutes', 'pc', 'Chrome 140', 'wifi', '10.0.0.' || n, '', jsonb_build_object(), null, 0
            from room, generate_series(1, 100) n
            """);
    }

    /// <summary>A new person who can sign in.</summary>
    internal async Task<UserId> PersonAsync(string? department = "华东/上海", string? login = null)
    {
        login ??= $"p{Interlocked.Increment(ref _made)}";
        return (await Services.GetRequiredService<IPeopleSeeder>().CreateAsync(Tenant, [new NewPerson(login, "陈晓彤") { Password = Password, Department = department, Email = login + "@x.example" }], default))[login];
    }

    /// <summary>A new person with a new role.</summary>
    internal async Task<Actor> AdminAsync(string[] permissions, params string[] departments)
    {
        var user = await PersonAsync();
        await GiveAsync(user, permissions, departments);
        return await ActorAsync(user);
    }

    /// <summary>Gives somebody a role of these permissions in place of what they had.</summary>
    internal async Task GiveAsync(UserId user, string[] permissions, params string[] departments)
    {
        var role = await RunAsync(await SuperAsync(), new AddRole($"角色 {Interlocked.Increment(ref _made)}", null, permissions));
        Assert.Null(role.Error);
        var given = await RunAsync(await SuperAsync(), new AssignRoles([new RoleGift(user, role.Value, departments.Length > 0, [.. departments.Select(d => Departments[d])])]));
        Assert.Null(given.Error);
        Assert.All(given.Value!, g => Assert.Null(g.Error));
    }

    /// <summary>The super admin with the rights held now.</summary>
    internal Task<Actor> SuperAsync() => ActorAsync(Super);

    /// <summary>Somebody with the rights held now.</summary>
    internal async Task<Actor> ActorAsync(UserId user) => (await Services.GetRequiredService<RightsReader>().ReadAsync(Tenant, user, default))!.Actor;

    /// <summary>Asks for a file.</summary>
    internal async Task<Guid> SubmitAsync(Actor actor, string report, ExportFormat format = ExportFormat.Csv, params (string Key, string? Value)[] criteria)
    {
        var queued = await RunAsync(actor, new SubmitReport(report, ReportCriteria.Of(criteria), format, "Asia/Shanghai"));
        Assert.Null(queued.Error);
        return queued.Value;
    }

    /// <summary>The job once it has come so far.</summary>
    internal async Task<JobRow> UntilAsync(Guid job, params JobState[] states)
    {
        var ct = TestContext.Current.CancellationToken;
        for (var until = Environment.TickCount64 + 60_000; ; await Task.Delay(50, ct))
        {
            var row = await JobAsync(job);
            if (states.Contains(row.State)) return row;
            Assert.True(Environment.TickCount64 < until, $"The job is {row.State} ({row.ErrorCode}) and not {string.Join(" or ", states)}");
        }
    }

    /// <summary>A finished file.</summary>
    internal async Task<JobRow> DoneAsync(Actor actor, string report, ExportFormat format = ExportFormat.Csv, params (string Key, string? Value)[] criteria)
    {
        var row = await UntilAsync(await SubmitAsync(actor, report, format, criteria), JobState.Done, JobState.Failed);
        Assert.True(row.State == JobState.Done, row.ErrorCode);
        return row;
    }

    internal Task<JobRow> JobAsync(Guid job) => WithAsync(db => db.Downloads.AsNoTracking().SingleAsync(j => j.Id == job));

    /// <summary>Reads or writes the tables as the product.</summary>
    internal async Task<T> WithAsync<T>(Func<AppDb, Task<T>> act)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        return await act(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>First column of the first row.</summary>
    internal async Task<object?> SqlAsync(string sql)
    {
        await using var query = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await query.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
