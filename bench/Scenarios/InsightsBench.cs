using System.Diagnostics;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Insights.Features;
using Huitang.Insights.Rollup;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Huitang.Bench.Scenarios;

/// <summary>Dashboards over millions of participations.</summary>
internal static class InsightsBench
{
    private const int Days = 365;

    /// <summary>Fills a year with facts, rolls it up, and asks what the pages ask.</summary>
    public static async Task RunAsync(int stays, int people, int departments, CancellationToken ct)
    {
        Figures.Head($"insights: {stays} participations of {people} people in {departments} departments");
        await using var stage = await PeopleStage.SetAsync(ct);
        await stage.GrowTreeAsync(departments, ct);
        await stage.FillAsync(people, ct);
        var start = Stopwatch.GetTimestamp();
        await FillAsync(stage.Database, stage.Admin.Tenant.Value, stays / 10, people, ct);
        Figures.Line("facts", $"{Figures.Text(Stopwatch.GetElapsedTime(start).TotalSeconds)} s");

        await using var scope = stage.Scopes.CreateAsyncScope();
        start = Stopwatch.GetTimestamp();
        await scope.ServiceProvider.GetRequiredService<Rollups>().CatchUpAsync(ct);
        while (await AnyMarkAsync(stage.Database, ct)) await Task.Delay(200, ct);
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Figures.Line("roll-up of all", $"{Figures.Text(took)} s, {Figures.Text(stays / took, "0")} participations/s");

        var today = await scope.ServiceProvider.GetRequiredService<FigureStore>().TodayAsync(stage.Admin.Tenant, ct);
        var (month, year) = (new Period(today.AddDays(-30), today.AddDays(-1)), new Period(today.AddDays(-Days), today.AddDays(-1)));
        var (division, leaf) = (stage.Departments[3].Value, stage.Departments[^1].Value);
        var all = new List<double>();
        foreach (var (what, ask) in new (string, Func<Task>)[]
        {
            ("overview, 30 days, enterprise", () => AskAsync(stage, new GetFigures(month, null, TrendStep.Day), ct)),
            ("overview, a year by day, enterprise", () => AskAsync(stage, new GetFigures(year, null, TrendStep.Day), ct)),
            ("overview, a year by week, enterprise", () => AskAsync(stage, new GetFigures(year, null, TrendStep.Week), ct)),
            ("overview, a year by month, a division", () => AskAsync(stage, new GetFigures(year, division, TrendStep.Month), ct)),
            ("overview, 30 days, a leaf", () => AskAsync(stage, new GetFigures(month, leaf, TrendStep.Day), ct)),
            ("departments beside each other, 30 days", () => AskAsync(stage, new GetDepartmentFigures(month, null), ct)),
            ("rankings and distributions, 30 days", () => AskAsync(stage, new GetPeopleFigures(month, null), ct)),
            ("rankings and distributions, a year", () => AskAsync(stage, new GetPeopleFigures(year, null), ct)),
            ("people in detail, 30 days, a division", () => AskAsync(stage, new ListPeopleFigures(new PeopleSelection(month, division), new()), ct)),
            ("today", () => AskAsync(stage, new GetToday(null), ct)),
            ("meetings behind a day", () => AskAsync(stage, new ListRooms(new RoomSelection(new Period(month.To, month.To)), new()), ct)),
        })
        {
            var times = new List<double>();
            for (var i = 0; i < 12; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await ask();
                if (i >= 2) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            all.AddRange(times);
            Figures.Line(what, Figures.Percentiles(times));
        }

        Figures.Line("all of them (goal p95 20 ms)", Figures.Percentiles(all));
        start = Stopwatch.GetTimestamp();
        await using var naive = stage.Database.CreateCommand("select count(distinct ordinal) from insights.stay where tenant_id = $1 and first_day between $2 and $3");
        foreach (var value in new object[] { stage.Admin.Tenant.Value, month.From, month.To }) naive.Parameters.AddWithValue(value);
        await naive.ExecuteScalarAsync(ct);
        Figures.Line("baseline: distinct people of 30 days from facts", $"{Figures.Text(Stopwatch.GetElapsedTime(start).TotalMilliseconds, "0")} ms");
        await using var size = stage.Database.CreateCommand("select string_agg(c.relname || ' ' || pg_size_pretty(pg_total_relation_size(c.oid)), ', ' order by pg_total_relation_size(c.oid) desc) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'insights' and c.relkind = 'r'");
        Figures.Line("sizes", (string)(await size.ExecuteScalarAsync(ct))!);
        start = Stopwatch.GetTimestamp();
        await scope.ServiceProvider.GetRequiredService<Rollups>().RollUpAsync(stage.Admin.Tenant, month.To, ct);
        Figures.Line("one day again", $"{Figures.Text(Stopwatch.GetElapsedTime(start).TotalMilliseconds, "0")} ms");
    }

    private static async Task AskAsync<T>(PeopleStage stage, Kernel.IUseCase<T> order, CancellationToken ct)
    {
        var result = await stage.RunAsync(order, ct);
        if (result.Error is { } error) throw new InvalidOperationException(error.Code);
    }

    /// <summary>Ten people a meeting, on weekdays and by office hours; who comes is spread over everybody, the same each time.</summary>
    private static async Task FillAsync(NpgsqlDataSource data, int tenant, int rooms, int people, CancellationToken ct)
    {
        foreach (var sql in new[]
        {
            "insert into insights.path(tenant_id, departments) select tenant_id, path from identity.department where tenant_id = $1 on conflict do nothing",
            $"""
            insert into insights.room(tenant_id, id, meeting_id, subject, code, type, creator_id, creator_name, creator, path, opened_at, closed_at, day, last_day, written_at)
            select $1, md5('r' || n)::uuid, md5('m' || n)::uuid, '例会 ' || n, lpad((n % 1000000000)::text, 9, '0'), n % 4, md5('u')::uuid, '某人', (n * 7919) % {people}, 0, o, o + make_interval(mins => 10 + n % 90), (o at time zone 'Asia/Shanghai')::date, (o at time zone 'Asia/Shanghai')::date, now()
            from (select n, (current_date - {Days} + n % {Days})::timestamp at time zone 'Asia/Shanghai' + make_interval(mins => 540 + (n * 37) % 480) as o from generate_series(1, {rooms}) n) x
            """,
            $"""
            insert into insights.stay(tenant_id, id, room_id, person, guest, ordinal, path, device, joined_at, left_at, first_day, last_day, written_at)
            select $1, md5('s' || r.id || i)::uuid, r.id, md5('p' || u.ordinal)::uuid, false, u.ordinal, u.path, (r.creator + i) % 5, r.opened_at + make_interval(secs => i * 11), r.closed_at - make_interval(secs => i * 7), r.day, r.day, now()
            from insights.room r cross join generate_series(0, 9) i
            join (select u.ordinal, coalesce(p.id, 0) as path from identity.user_account u left join identity.department d on d.id = u.department_id left join insights.path p on p.tenant_id = u.tenant_id and p.departments = d.path where u.tenant_id = $1) u
              on u.ordinal = (r.creator + i * 7013) % {people}
            where r.tenant_id = $1
            """,
            "insert into insights.dirty(tenant_id, day, at) select distinct $1, day, now() from insights.room where tenant_id = $1",
            "analyze insights.room", "analyze insights.stay",
        })
        {
            await using var command = data.CreateCommand(sql);
            command.CommandTimeout = 1200;
            if (sql.Contains("$1", StringComparison.Ordinal)) command.Parameters.AddWithValue(tenant);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<bool> AnyMarkAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select exists (select 1 from insights.dirty)");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
