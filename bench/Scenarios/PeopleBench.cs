using System.Diagnostics;
using System.Globalization;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Departments;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Kernel;

namespace Huitang.Bench.Scenarios;

/// <summary>Finding people among a million, and taking a hundred thousand in.</summary>
internal static class PeopleBench
{
    /// <summary>Lists, filters and searches through the use case of the page; the naive query of the same for comparison.</summary>
    public static async Task ListAsync(int people, int departments, CancellationToken ct)
    {
        Figures.Head($"people: {people} in {departments} departments");
        await using var stage = await PeopleStage.SetAsync(ct);
        await stage.SeedAsync(people, departments, ct);
        var (rare, login) = PeopleStage.Person(people / 3);
        var big = stage.Departments[3];
        PeopleQuestion[] queries =
        [
            new("all, by name", new(), "name", 1, null),
            new("all, by name, page 400", new(), "name", 400, null),
            new("all, by entry date, newest first", new(), "-entry", 1, null),
            new("all, by UserID, page 400", new(), "login", 400, null),
            new("all, by entry date, page 400", new(), "-entry", 400, null),
            new("status disabled (1 %)", new(Status: UserStatus.Disabled), "name", 1, null),
            new("type premium (2 %), page 100", new(Type: AccountType.Premium), "name", 100, null),
            new("a tenth of the tree", new(Department: big), "name", 1, null),
            new("a tenth of the tree, page 400", new(Department: big), "name", 400, null),
            new("one leaf", new(Department: stage.Departments[^1]), "name", 1, null),
            new("one Han character 欧", new("欧"), "name", 1, "欧"),
            new("family name 张", new("张"), "name", 1, "张"),
            new("two Han characters 晓琳", new("晓琳"), "name", 1, "晓琳"),
            new($"a whole name {rare}", new(rare), "name", 1, rare),
            new("nobody 龘龘", new("龘龘"), "name", 1, "龘龘"),
            new("pinyin zhangwei", new("zhangwei"), "name", 1, "zhangwei"),
            new("pinyin inside, aoxue", new("aoxue"), "name", 1, "aoxue"),
            new("pinyin of many, an", new("an"), "name", 1, "an"),
            new("pinyin of many at the end, zh", new("zh"), "name", 1, "zh"),
            new("family name 张, page 100", new("张"), "name", 100, null),
            new("initials zw", new("zw"), "name", 1, null),
            new($"UserID {login}", new(login), "name", 1, login),
            new("end of a phone number 0077191", new("0077191"), "name", 1, "0077191"),
            new("every mail, example.com", new("example.com"), "name", 1, "example.com"),
            new("e-mail and status", new("wangfang", UserStatus.NotActivated), "name", 1, null),
            new("character in a tenth of the tree", new("丽", Department: big), "name", 1, null),
        ];
        await AskAsync(stage, stage.Admin, queries, ct);
        // Somebody who manages a division, a group and a leaf of it all.
        await AskAsync(stage, stage.Managing(stage.Departments[3], stage.Departments[55], stage.Departments[^2]), [.. queries.Where(q => q.Filter.Department is null || q.Filter.Department == big).Select(q => q with { What = "3 departments: " + q.What, Naive = null })], ct);
        await AskAsync(stage, stage.Managing(stage.Departments[^2], stage.Departments[^5], stage.Departments[^9]), [.. queries.Where(q => q.Filter.Department is null).Select(q => q with { What = "3 leaves: " + q.What, Naive = null })], ct);
        var began = Stopwatch.GetTimestamp();
        var tree = (await stage.RunAsync(new GetDepartmentTree(), ct)).Value!;
        Figures.Line("tree with head-counts", $"{Figures.Text(Stopwatch.GetElapsedTime(began).TotalMilliseconds, "0")} ms");
        var moved = tree.Nodes.First(n => n.Id == big);
        began = Stopwatch.GetTimestamp();
        var move = await stage.RunAsync(new MoveDepartment(big, stage.Departments[4], null, moved.Version), ct);
        Figures.Line($"moving {moved.InAll} people in {tree.Nodes.Count / 10} departments", $"{Figures.Text(Stopwatch.GetElapsedTime(began).TotalMilliseconds, "0")} ms{(move.Ok ? "" : " " + move.Error!.Code)}");
    }

    private static async Task AskAsync(PeopleStage stage, Actor by, PeopleQuestion[] queries, CancellationToken ct)
    {
        var all = new List<double>();
        foreach (var (what, filter, sort, page, naive) in queries)
        {
            var times = new List<double>();
            var total = 0;
            for (var i = 0; i < 12; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var result = await stage.RunAsync(new ListUsers(filter, new PageRequest(page, 20, sort?.TrimStart('-'), sort?.StartsWith('-') == true)), by, ct);
                if (i >= 2) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                total = result.Value?.Total ?? throw new InvalidOperationException(result.Error!.Code);
            }

            all.AddRange(times);
            var against = naive is null ? "" : $"; naive {Figures.Text(await NaiveAsync(stage, naive, ct), "0")} ms";
            Figures.Line($"{what} ({(total > PeopleQuery.Counted ? "more" : total.ToString(CultureInfo.InvariantCulture))})", Figures.Percentiles(times) + against);
        }

        Figures.Line("all of them (goal p95 200 ms)", Figures.Percentiles(all));
    }

    /// <summary>A list as somebody asks for it.</summary>
    private sealed record PeopleQuestion(string What, PeopleFilter Filter, string? Sort, int Page, string? Naive);

    /// <summary>A file of new people: dry run, write, undo; memory of this process, which is product and bench in one.</summary>
    public static async Task ImportAsync(int rows, bool xlsx, CancellationToken ct)
    {
        Figures.Head($"import of {rows} people from {(xlsx ? "XLSX" : "CSV")}");
        await using var stage = await PeopleStage.SetAsync(ct);
        await stage.GrowTreeAsync(500, ct);
        var path = Path.GetTempFileName();
        await using (var file = File.Create(path))
        {
            await TableExport.WriteAsync(file, xlsx ? ExportFormat.Xlsx : ExportFormat.Csv, "people",
                [new("UserID"), new("姓名"), new("手机"), new("邮箱"), new("部门"), new("职位"), new("工号"), new("入职时间"), new("账号类型")], Lines().ToAsyncEnumerable(), ct);
        }

        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5", ct);
        Figures.Line("file", $"{new FileInfo(path).Length / 1024} KiB; process before {Usage.Now(true).RssKiB / 1024} MiB");
        var start = Stopwatch.GetTimestamp();
        var cpu = Usage.Now(false).CpuMs;
        Guid id;
        await using (var file = File.OpenRead(path)) id = (await stage.RunAsync(new CheckImport(xlsx ? "people.xlsx" : "people.csv", file, ImportMode.Both), ct)).Value;
        var dry = await SettledAsync();
        Figures.Line("dry run (goal 20 s)", $"{Seconds()}; added {dry.Added}, refused {dry.Refused} {dry.Error?.Code}");
        start = Stopwatch.GetTimestamp();
        await stage.RunAsync(new ApplyImport(id), ct);
        var done = await SettledAsync();
        Figures.Line("write (goal 60 s)", $"{Seconds()}; {done.State}, added {done.Added}, refused {done.Refused}");
        Figures.Line("peak memory (goal 400 MiB)", $"{File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]} KiB");
        start = Stopwatch.GetTimestamp();
        await stage.RunAsync(new UndoOperation(id), ct);
        var undone = await SettledAsync();
        Figures.Line("undo", $"{Seconds()}; {undone.State}, left {undone.NotUndone}");
        File.Delete(path);

        string Seconds()
        {
            var now = Usage.Now(false).CpuMs;
            var text = $"{Figures.Text(Stopwatch.GetElapsedTime(start).TotalSeconds)} s, processor without the database {Figures.Text((now - cpu) / 1000)} s";
            cpu = now;
            return text;
        }

        async Task<OperationView> SettledAsync()
        {
            while (true)
            {
                var view = (await stage.RunAsync(new GetOperation(id), ct)).Value!;
                if (!view.Working) return view;
                await Task.Delay(50, ct);
            }
        }

        IEnumerable<object?[]> Lines()
        {
            for (var i = 0; i < rows; i++)
            {
                var (name, login) = PeopleStage.Person(i);
                yield return [login, name, string.Create(CultureInfo.InvariantCulture, $"13{i:000000000}"), login + "@example.com", $"部门{i % 10}", "工程师", string.Create(CultureInfo.InvariantCulture, $"E{i:000000}"), "2026-03-01", "免费账号"];
            }
        }
    }

    // What one would write first: the pattern over every column, an exact count, an offset.
    private static async Task<double> NaiveAsync(PeopleStage stage, string text, CancellationToken ct)
    {
        await using var command = stage.Database.CreateCommand(
            "select id, count(*) over () from identity.user_account where tenant_id = $1 and (name ilike $2 or login ilike $2 or email ilike $2 or phone ilike $2 or search_text ilike $2) order by name limit 20");
        command.Parameters.AddWithValue(stage.Admin.Tenant.Value);
        command.Parameters.AddWithValue($"%{text}%");
        var start = Stopwatch.GetTimestamp();
        await command.ExecuteNonQueryAsync(ct);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
