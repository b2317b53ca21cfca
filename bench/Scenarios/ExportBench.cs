using System.Diagnostics;
using System.Globalization;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Bench.Scenarios;

/// <summary>A million participations, and a million people, as a file in each format, by the job that pages start, beside PostgreSQL's own COPY of the same columns in the same order.</summary>
internal static class ExportBench
{
    private const int PerRoom = 100;

    private const string Same = """
        select r.opened_at, r.subject, r.code, r.creator_name, p.name, p.department_id, p.role, p.joined_at, coalesce(p.left_at, p.seen_at), coalesce(p.left_at, p.seen_at) - p.joined_at, p.reason, p.device, p.browser, p.network, p.ip,
               coalesce((p.quality->'health')::int, 0)
        from meetings.media_room r join meetings.participation p on p.media_room_id = r.id where r.closed_at is not null order by r.opened_at desc, r.id, p.joined_at, p.id
        """;

    // People as the list has them: their departments with those above, what roles they have.
    private const string SamePeople = """
        select u.login, u.name, u.phone, u.email, (select string_agg(d.name, '/' order by p.n) from unnest(o.path) with ordinality p(id, n) join identity.department d on d.id = p.id), u.title, u.employee_number, u.entry_date, u.account_type, u.status, u.last_sign_in_at
        from identity.user_account u left join identity.department o on o.id = u.department_id where u.deleted_at is null order by u.name_sort, u.id
        """;

    public static async Task RunAsync(int rows, int people, CancellationToken ct)
    {
        Figures.Head($"export of {rows} participations and {people} people");
        await using var stage = await PeopleStage.SetAsync(ct);
        if (rows > 0)
        {
            await FillAsync(stage, rows, ct);
            await CompareAsync(stage, "meetings.participants", Same, rows, ct);
        }

        if (people > 0)
        {
            await stage.SeedAsync(people, 20_000, ct);
            await CompareAsync(stage, "users.list", SamePeople, people + 1, ct);
        }
    }

    private static async Task CompareAsync(PeopleStage stage, string report, string same, int rows, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), $"htcopy-{Environment.ProcessId}.csv");
        var copies = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await DoAsync(stage, $"copy ({same}) to '{path}' (format csv, header)", ct);
            copies.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var copy = copies.Min();
        Figures.Line($"{report}: COPY to a file, best of three", $"{Figures.Text(copy)} s, {new FileInfo(path).Length / 1024 / 1024} MiB");
        File.Delete(path);
        foreach (var (format, goal) in new[] { (ExportFormat.Csv, "3"), (ExportFormat.Xlsx, "12"), (ExportFormat.Parquet, "-") })
        {
            var before = Usage.Now(true).RssKiB;
            await File.WriteAllTextAsync("/proc/self/clear_refs", "5", ct);
            var cpu = Usage.Now(false).CpuMs;
            var job = (await stage.RunAsync(new SubmitReport(report, ReportCriteria.None, format, null), ct)).Value;
            DownloadLine line;
            do
            {
                await Task.Delay(100, ct);
                line = (await stage.RunAsync(new WatchDownloads([job]), ct)).Value!.Single();
            }
            while (line.Open);

            if (line.State != JobState.Done || line.Rows != rows) throw new InvalidOperationException($"{line.State}, {line.Rows} rows: {line.Reason}");
            var peak = long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            var took = line.Took!.Value.TotalSeconds;
            Figures.Line($"{report}: {format} (goal {goal}x, +200 MiB)", $"{Figures.Text(took)} s, {Figures.Text(took / copy)}x COPY; processor {Figures.Text((Usage.Now(false).CpuMs - cpu) / 1000)} s; {line.Size / 1024} KiB; peak memory {before / 1024} + {(peak - before) / 1024} MiB");
        }
    }

    private static async Task FillAsync(PeopleStage stage, int rows, CancellationToken ct)
    {
        await DoAsync(stage, $$"""
            with room as (
              insert into meetings.media_room (id, tenant_id, meeting_id, subject, code, type, creator_id, creator_name, planned_start, planned_end, opened_at, closed_at, peak, features)
              select gen_random_uuid(), {{stage.Admin.Tenant.Value}}, gen_random_uuid(), '项目例会第 ' || n || ' 次', lpad((n * 7919 % 1000000000)::text, 9, '0'), 0, '{{stage.Admin.User.Value}}', '管理员', t, t + interval '1 hour', t, t + interval '1 hour', {{PerRoom}}, 3
              from generate_series(1, {{rows / PerRoom}}) n, lateral (select timestamptz '2026-01-05 01:00+00' + n * interval '1 minute' t) s returning id, meeting_id, opened_at)
            insert into meetings.participation (id, tenant_id, media_room_id, meeting_id, participant_id, name, guest, role, joined_at, left_at, reason, seen_at, device, browser, network, ip, resume_hash, state, quality, grade)
            select gen_random_uuid(), {{stage.Admin.Tenant.Value}}, room.id, room.meeting_id, gen_random_uuid(), '成员' || n || '号', n % 10 = 0, 0, opened_at + n * interval '3 seconds', opened_at + interval '50 minutes', 1, opened_at + interval '50 minutes',
                   (array['pc', 'mac', 'ios', 'android'])[1 + n % 4], 'Chrome 14' || n % 10, (array['wifi', 'wired', 'cellular'])[1 + n % 3], '10.0.' || n % 256 || '.' || n % 200, '', jsonb_build_object('who', jsonb_build_object('kind', 1)),
                   jsonb_build_object('health', 1 + (n % 20 = 0)::int, 'samples', 300), 1
            from room, generate_series(1, {{PerRoom}}) n
            """, ct);
        await DoAsync(stage, "vacuum analyze meetings.participation", ct);
        await DoAsync(stage, "analyze meetings.media_room", ct);
    }

    private static async Task DoAsync(PeopleStage stage, string sql, CancellationToken ct)
    {
        await using var command = stage.Database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}
