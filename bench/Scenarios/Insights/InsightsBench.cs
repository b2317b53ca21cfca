using System.Diagnostics;
using DuckDB.NET.Data;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Insights.Features;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Huitang.Bench.Scenarios.Insights;

/// <summary>Dashboards over a year of a large company: what they cost, and whether they are right.</summary>
internal static class InsightsBench
{
    private const int Days = 365;
    private const int PageRounds = 20;

    /// <summary>Makes the year, rolls it up, asks what pages ask, warm and cold, and compares figures with PostgreSQL and DuckDB over all rows.</summary>
    public static async Task RunAsync(int stays, int people, int departments, int triples, string? kept, CancellationToken ct)
    {
        Figures.Head($"insights: {stays} participations of {people} people in {departments} departments");
        var path = kept is null ? Path.Combine(Path.GetTempPath(), $"huitang-year-{Environment.ProcessId}.duckdb") : Path.Combine(kept, "year.duckdb");
        await using var stage = await PeopleStage.SetAsync(ct, kept);
        await using var duck = new DuckDBConnection($"Data Source={path}");
        try
        {
            duck.Open();
            YearStore.Duck(duck, "set threads = 2");
            YearStore.Duck(duck, "set memory_limit = '3GB'");
            var clock = DayClock.Of("Asia/Shanghai");
            await using var scope = stage.Scopes.CreateAsyncScope();
            var (store, rollups) = (scope.ServiceProvider.GetRequiredService<FigureStore>(), scope.ServiceProvider.GetRequiredService<Rollups>());
            var today = await store.TodayAsync(stage.Admin.Tenant, ct);
            if (stage.Kept)
            {
                await RememberAsync(Path.Combine(kept!, "data", "base"), ct);
                Figures.Line("facts", "kept from an earlier run");
            }
            else
            {
                await stage.GrowTreeAsync(departments, ct);
                await stage.FillAsync(people, ct);
                await FillAsync(stage, duck, clock, stays, new Period(today.AddDays(-Days), today.AddDays(-1)), ct);
                await RollUpAsync(stage, stays, ct);
            }

            await AgainAsync(stage, rollups, today, ct);
            await SizesAsync(stage.Database, ct);
            var raw = new RawFigures(stage.Database, duck, stage.Admin.Tenant.Value, clock);
            await PagesAsync(stage, today, "warm", _ => Task.CompletedTask, ct);
            if (await ForgetAsync()) await PagesAsync(stage, today, "cold", _ => ForgetAsync(), ct);
            else Figures.Line("cold", "not measured: /proc/sys/vm/drop_caches cannot be written");
            await CompareAsync(stage, raw, store, today, triples, ct);
        }
        finally
        {
            duck.Close();
            if (kept is null) File.Delete(path);
        }
    }

    private static async Task FillAsync(PeopleStage stage, DuckDBConnection duck, DayClock clock, int stays, Period year, CancellationToken ct)
    {
        await YearStore.DoAsync(stage.Database, "insert into insights.path(tenant_id, departments) select tenant_id, path from identity.department on conflict do nothing", ct);
        var people = new List<Goer>();
        // Neighbours in the tree beside each other.
        await using (var command = stage.Database.CreateCommand("""
            select u.id, u.ordinal, p.id from identity.user_account u join identity.department d on d.id = u.department_id join insights.path p on p.tenant_id = u.tenant_id and p.departments = d.path
            join lateral (select array_agg(x.sort order by o) as sorts from unnest(d.path) with ordinality w(id, o) join identity.department x on x.id = w.id) s on true
            where u.ordinal > 0 order by s.sorts, u.ordinal
            """))
        {
            command.CommandTimeout = 0;
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct)) people.Add(new Goer(rows.GetGuid(0), rows.GetInt32(1), rows.GetInt32(2)));
        }

        var start = Stopwatch.GetTimestamp();
        var drawn = new YearOfMeetings(people, stays * 10 / 109, year.From, Days, clock);
        var (rooms, made, moments) = await YearStore.WriteAsync(stage.Database, duck, stage.Admin.Tenant.Value, drawn, people.ToDictionary(p => p.Ordinal, p => p.Id), clock, ct);
        Figures.Line("facts", $"{rooms} meetings, {made} participations, {moments} sign-ins and shares in {Figures.Text(Stopwatch.GetElapsedTime(start).TotalSeconds)} s, indexes and DuckDB among it");
    }

    private static async Task RollUpAsync(PeopleStage stage, int stays, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        // The product's own worker does it; this waits.
        while (await CountAsync(stage.Database, "select count(*) from insights.dirty", ct) > 0) await Task.Delay(500, ct);
        var days = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stage.Services.GetRequiredService<LongSpans>().MakeMissingAsync(ct);
        var all = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Figures.Line("all days rolled up", $"{Figures.Text(days)} s; with thirds of months, months and quarters {Figures.Text(all)} s: {Figures.Text(all / stays * 1e6)} µs for each participation");
        await YearStore.DoAsync(stage.Database, "vacuum analyze insights.day", ct);
        await YearStore.DoAsync(stage.Database, "vacuum analyze insights.span", ct);
    }

    /// <summary>Days once more: whole, and after the end of a single meeting of each, as on the day that is under way.</summary>
    private static async Task AgainAsync(PeopleStage stage, Rollups rollups, DateOnly today, CancellationToken ct)
    {
        var (whole, one) = (new List<double>(), new List<double>());
        var stays = 0L;
        for (var i = 1; i <= 14; i++)
        {
            var day = today.AddDays(-i);
            // Working days: the others are nearly empty.
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            stays = Math.Max(stays, await CountAsync(stage.Database, $"select count(*) from insights.stay where tenant_id = {stage.Admin.Tenant.Value} and first_day = '{day:yyyy-MM-dd}'", ct));
            foreach (var (times, all) in new[] { (whole, true), (one, false) })
            {
                if (!all) await YearStore.DoAsync(stage.Database, $"insert into insights.dirty(tenant_id, day, at, room_id) select tenant_id, day, now(), id from insights.room where tenant_id = {stage.Admin.Tenant.Value} and day = '{day:yyyy-MM-dd}' order by closed_at desc limit 1", ct);
                var began = Stopwatch.GetTimestamp();
                while (!await rollups.RollUpAsync(stage.Admin.Tenant, day, all, ct)) await Task.Delay(1, ct);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        Figures.Line($"one day of up to {stays} again, whole", Figures.Percentiles(whole));
        Figures.Line("the same day after the end of one meeting", Figures.Percentiles(one));
        await stage.Services.GetRequiredService<LongSpans>().MakeMissingAsync(ct);
    }

    private static async Task SizesAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var size = data.CreateCommand("select string_agg(c.relname || ' ' || pg_size_pretty(pg_total_relation_size(c.oid)), ', ' order by pg_total_relation_size(c.oid) desc) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'insights' and c.relkind = 'r' and c.reltuples > 0");
        Figures.Line("sizes", (string)(await size.ExecuteScalarAsync(ct))!);
    }

    private static async Task PagesAsync(PeopleStage stage, DateOnly today, string how, Func<int, Task> before, CancellationToken ct)
    {
        var random = new Random(11);
        var rounds = how == "warm" ? PageRounds : 5;
        Period Any()
        {
            var length = (int)Math.Exp(random.NextDouble() * Math.Log(Days)) + 1;
            var end = today.AddDays(-1 - random.Next(Days - length + 1));
            return new Period(end.AddDays(1 - length), end);
        }

        Guid Some() => stage.Departments[random.Next(3) switch { 0 => random.Next(10), 1 => random.Next(Math.Min(110, stage.Departments.Count)), _ => random.Next(stage.Departments.Count) }].Value;
        var year = new Period(today.AddDays(-Days), today.AddDays(-1));
        var all = new List<double>();
        foreach (var (what, ask) in new (string, Func<IUseCaseAsk>)[]
        {
            ("overview, any range, enterprise", () => Ask(new GetFigures(Any(), null, TrendStep.Day))),
            ("overview, any range, any department", () => Ask(new GetFigures(Any(), Some(), TrendStep.Day))),
            ("overview, a year by day, enterprise", () => Ask(new GetFigures(year, null, TrendStep.Day))),
            ("overview, a year by week, enterprise", () => Ask(new GetFigures(year, null, TrendStep.Week))),
            ("overview, a year by month, any department", () => Ask(new GetFigures(year, Some(), TrendStep.Month))),
            ("rankings and distributions, any range", () => Ask(new GetPeopleFigures(Any(), null))),
            ("rankings and distributions, a year", () => Ask(new GetPeopleFigures(year, null))),
            ("rankings, any range, any department", () => Ask(new GetPeopleFigures(Any(), Some()))),
            ("people in detail, any range", () => Ask(new ListPeopleFigures(new PeopleSelection(Any()), new()))),
            ("people in detail, any department, by name", () => Ask(new ListPeopleFigures(new PeopleSelection(Any(), Some()), new PageRequest(1, 20, "name")))),
            ("people in detail, searched", () => Ask(new ListPeopleFigures(new PeopleSelection(Any(), null, "wang"), new PageRequest(1, 20, "time", true)))),
            ("departments beside each other, any range", () => Ask(new GetDepartmentFigures(Any(), null))),
            ("today", () => Ask(new GetToday(null))),
            ("meetings behind a day", () => Ask(new ListRooms(new RoomSelection(Any() with { From = today.AddDays(-9), To = today.AddDays(-9) }), new()))),
            ("meetings behind any range, any department", () => Ask(new ListRooms(new RoomSelection(Any(), Some()), new()))),
        })
        {
            var times = new List<double>();
            for (var i = how == "warm" ? -2 : 0; i < rounds; i++)
            {
                var order = ask();
                await before(i);
                var began = Stopwatch.GetTimestamp();
                await order.RunAsync(stage, ct);
                if (i >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            all.AddRange(times);
            Figures.Line($"{how}: {what}", Figures.Percentiles(times));
        }

        Figures.Line($"{how}: all of them (goal p95 20 ms)", Figures.Percentiles(all));
    }

    private static async Task CompareAsync(PeopleStage stage, RawFigures raw, FigureStore store, DateOnly today, int triples, CancellationToken ct)
    {
        var random = new Random(5);
        var (compared, wrong) = (0, new List<string>());
        var (page, postgres, duck) = (new List<double>(), new List<double>(), new List<double>());
        while (compared < triples)
        {
            var length = (int)Math.Exp(random.NextDouble() * Math.Log(Days)) + 1;
            var end = today.AddDays(-1 - random.Next(Days - length + 1));
            var span = new Period(end.AddDays(1 - length), end);
            Guid? department = random.Next(4) switch { 0 => null, 1 => stage.Departments[random.Next(10)].Value, 2 => stage.Departments[random.Next(Math.Min(110, stage.Departments.Count))].Value, _ => stage.Departments[random.Next(stage.Departments.Count)].Value };
            var paths = await raw.PathsAsync(department, ct);
            var began = Stopwatch.GetTimestamp();
            var own = await OwnAsync(stage, store, span, department, ct);
            page.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            var bySql = await raw.PostgresAsync(span, paths, ct);
            postgres.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            var byDuck = raw.Duck(span, paths);
            duck.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            for (var i = 0; i < RawFigures.Names.Count; i++, compared++)
            {
                if (own[i] != bySql[i] || own[i] != byDuck[i]) wrong.Add($"{span.From:yyyy-MM-dd}–{span.To:yyyy-MM-dd} {(department is null ? "enterprise" : paths!.Length + " departments")}, {RawFigures.Names[i]}: page {own[i]}, PostgreSQL {bySql[i]}, DuckDB {byDuck[i]}");
            }
        }

        Figures.Line("(range, department, metric) compared", $"{compared}, {wrong.Count} different");
        foreach (var line in wrong.Take(20)) Console.WriteLine("  " + line);
        Figures.Line("all metrics of a range, from figures", Figures.Percentiles(page));
        Figures.Line("baseline: PostgreSQL over all rows", $"{Figures.Percentiles(postgres)}; ratio {Figures.Text(postgres.Sum() / page.Sum(), "0")}");
        Figures.Line("baseline: DuckDB over all rows", $"{Figures.Percentiles(duck)}; ratio {Figures.Text(duck.Sum() / page.Sum(), "0")}");
    }

    /// <summary>The figures of pages in the order of <see cref="RawFigures.Names"/>.</summary>
    private static async Task<long[]> OwnAsync(PeopleStage stage, FigureStore store, Period span, Guid? department, CancellationToken ct)
    {
        var result = await stage.RunAsync(new GetFigures(span, department, TrendStep.Day), ct);
        var t = result.Value?.Now ?? throw new InvalidOperationException(result.Error!.Code);
        var (attended, micros, started) = (0L, 0L, 0L);
        foreach (var (ordinal, sums) in (await store.AskAsync(await store.SumsAsync(stage.Admin.Tenant, department ?? DayFigures.Everyone, span, ct), ct)).People)
        {
            attended += sums.Attended * (long)(ordinal % 1009);
            micros += sums.Micros * (ordinal % 101);
            started += sums.Started * (long)(ordinal % 1009);
        }

        int At(int[] classes, int i) => classes.Length > i ? classes[i] : 0;
        return [t.Meetings, t.Attendances, t.Guests, At(t.ByDevice, 3), At(t.ByDuration, 2), At(t.BySize, 3), t.Micros, t.Users, t.Active, t.Started, t.SignIns, t.Shares, t.PeakPeople, attended, micros, started];
    }

    /// <summary>Empties what the machine holds of files; of what PostgreSQL holds itself (64 MB here) only others' pages push it out.</summary>
    private static async Task<bool> ForgetAsync()
    {
        try
        {
            await File.WriteAllTextAsync("/proc/sys/vm/drop_caches", "3");
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <summary>Fills what the machine holds of files: a year just written is there, a kept one is not.</summary>
    private static async Task RememberAsync(string folder, CancellationToken ct)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            try
            {
                await using var file = File.OpenRead(path);
                await file.CopyToAsync(Stream.Null, 1 << 20, ct);
            }
            catch (FileNotFoundException)
            {
                // The server writes and takes away small files of its own meanwhile.
            }
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource data, string sql, CancellationToken ct)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static Asked<T> Ask<T>(IUseCase<T> order) => new(order);

    private interface IUseCaseAsk
    {
        Task RunAsync(PeopleStage stage, CancellationToken ct);
    }

    private sealed class Asked<T>(IUseCase<T> order) : IUseCaseAsk
    {
        public async Task RunAsync(PeopleStage stage, CancellationToken ct)
        {
            var result = await stage.RunAsync(order, ct);
            if (result.Error is { } error) throw new InvalidOperationException(error.Code);
        }
    }
}
