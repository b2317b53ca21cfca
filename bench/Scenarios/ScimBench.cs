using System.Diagnostics;
using Huitang.Identity.Features.Scim;
using Huitang.Kernel;

namespace Huitang.Bench.Scenarios;

/// <summary>Lists of a directory among a million accounts.</summary>
internal static class ScimBench
{
    private const int Crawled = 40;

    /// <summary>What directories ask: pages, people by name, UserID, e-mail or id of their own, what changed, departments with and without members.</summary>
    public static async Task RunAsync(int people, int departments, CancellationToken ct)
    {
        Figures.Head($"scim: {people} in {departments} departments");
        await using var stage = await PeopleStage.SetAsync(ct);
        await stage.SeedAsync(people, departments, ct);
        var (rare, login) = PeopleStage.Person(people / 3);
        var questions = new (string What, ScimQuery Query)[]
        {
            ("first page", new(Count: 100)),
            ("a page in the middle, out of the blue", new(Start: (people / 2) + 1, Count: 100)),
            ("the last page, out of the blue", new(Start: people - 99, Count: 100)),
            ("first page by user name", new(SortBy: "userName")),
            ("page 80 by display name", new(SortBy: "displayName", Start: 7_901)),
            ("only how many", new(Count: 0)),
            ($"userName eq {login}", new($"userName eq \"{login}\"")),
            ("userName eq nobody", new("userName eq \"nobody-at-all\"")),
            ("userName sw zhang", new("userName sw \"zhang\"")),
            ("externalId eq nobody", new("externalId eq \"nobody-at-all\"")),
            ($"emails.value eq {login}", new($"emails.value eq \"{login}@example.com\"")),
            ($"displayName eq {rare}", new($"displayName eq \"{rare}\"")),
            ("displayName co 晓琳", new("displayName co \"晓琳\"")),
            ("active eq false", new("active eq false")),
            ("meta.lastModified gt tomorrow", new($"meta.lastModified gt \"{TimeProvider.System.GetUtcNow().AddDays(1):yyyy-MM-ddTHH:mm:ssZ}\"")),
        };
        foreach (var (who, by) in new[] { ("", stage.Admin), ("3 departments: ", stage.Managing(stage.Departments[3], stage.Departments[55], stage.Departments[^2])) })
        {
            var all = new List<double>();
            foreach (var (what, query) in questions) await TimeAsync(who + what, all, 12, async () => Total(await stage.RunAsync(new FindScimUsers(query), by, ct)));
            var at = Math.Min(people / 2, 20_000) + 1;
            await TimeAsync($"{who}page after page of 100 from {at}", all, Crawled, async () =>
            {
                var total = Total(await stage.RunAsync(new FindScimUsers(new ScimQuery(Start: at, Count: 100)), by, ct));
                at += 100;
                return total;
            });
            await TimeAsync(who + "departments, first page, without members", all, 12, async () => Total(await stage.RunAsync(new FindScimGroups(new ScimQuery(), Members: false), by, ct)));
            await TimeAsync(who + "departments, page 100, without members", all, 12, async () => Total(await stage.RunAsync(new FindScimGroups(new ScimQuery(Start: 9_901), Members: false), by, ct)));
            await TimeAsync(who + "departments, first page, with members", all, 12, async () => Total(await stage.RunAsync(new FindScimGroups(new ScimQuery(Count: 20)), by, ct)));
            Figures.Line($"{who}all of them (goal p95 200 ms)", Figures.Percentiles(all));
        }
    }

    private static int Total<T>(Result<PageOf<T>> found) => found.Value?.Total ?? throw new InvalidOperationException(found.Error!.Code);

    private static async Task TimeAsync(string what, List<double> all, int times, Func<Task<int>> ask)
    {
        var (own, total) = (new List<double>(), 0);
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            total = await ask();
            if (i >= 2) own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        all.AddRange(own);
        Figures.Line($"{what} ({total})", Figures.Percentiles(own));
    }
}
