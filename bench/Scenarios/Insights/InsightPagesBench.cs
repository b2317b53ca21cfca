using System.Globalization;
using Huitang.Insights.Domain;
using Huitang.TestKit;
using Microsoft.Playwright;

namespace Huitang.Bench.Scenarios.Insights;

/// <summary>Dashboards over a kept year, in a browser: until somebody can read and use them.</summary>
internal static class InsightPagesBench
{
    private const int Rounds = 12;

    // A server has run for a while when somebody looks.
    private const int Before = 8;

    // Nothing grey is left, every chart in sight is drawn, rows or figures stand, and what is pressed is answered.
    private const string Usable = """
        path => {
          const main = document.querySelector('#main[data-interactive]');
          if (!main || location.pathname !== path || main.querySelector('.app-skel')) return null;
          if ([...main.querySelectorAll('.app-chart-canvas')].some(c => c.getBoundingClientRect().top < innerHeight && !c.querySelector('canvas, svg'))) return null;
          if (!main.querySelector('.app-kpi-value, .app-table tbody tr td')) return null;
          return Date.now() - Number(sessionStorage.getItem('bench-start'));
        }
        """;

    // What any page of the console takes on this machine.
    private const string Alive = """
        path => location.pathname === path && document.querySelector('#main[data-interactive]') ? Date.now() - Number(sessionStorage.getItem('bench-start')) : null
        """;

    /// <summary>Opens every dashboard of a year that <see cref="InsightsBench"/> has kept: as a first page, and from another page of the console.</summary>
    /// <param name="kept">Folder of the year.</param>
    /// <param name="program">Folder the product was published to: files of a build that was not published are asked for anew by every page.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(string kept, string program, CancellationToken ct)
    {
        Figures.Head("insights-pages: dashboards in a browser");
        await using var stage = await PeopleStage.SetAsync(ct, kept);
        if (!stage.Kept) throw new InvalidOperationException("Keep a year first: insights … FOLDER");
        await SignedInBrowser.PrepareAsync(stage, ct);
        await using var server = await ServerProcess.StartAsync(await stage.LeaveAsync(), folder: program);
        await using var browser = await SignedInBrowser.OpenAsync(server.Url);
        var page = browser.Page;
        var today = DayClock.Of("Asia/Shanghai").DayOf(TimeProvider.System.GetUtcNow());
        var random = new Random(3);
        var (first, within, floor) = (new List<double>(), new List<double>(), new List<double>());
        string Span(int days, int before) => string.Create(CultureInfo.InvariantCulture, $"from={today.AddDays(-before - days):yyyy-MM-dd}&to={today.AddDays(-before - 1):yyyy-MM-dd}");
        string Department() => $"&dept={stage.Departments[random.Next(Math.Min(110, stage.Departments.Count))].Value}";
        var pages = new (string What, string Path, Func<string> Query)[]
        {
            ("meetings, a year, enterprise", "/console/insights", () => Span(365, 0)),
            ("meetings, any quarter, a department", "/console/insights", () => Span(90, random.Next(270)) + Department()),
            ("usage, a year, enterprise", "/console/insights/usage", () => Span(365, 0)),
            ("usage, any month, a department", "/console/insights/usage", () => Span(30, random.Next(330)) + Department()),
            ("people in detail, a year", "/console/insights/usage/people", () => Span(365, 0)),
            ("meetings behind a year", "/console/insights/rooms", () => Span(365, 0)),
            ("meetings behind any month, a department", "/console/insights/rooms", () => Span(30, random.Next(330)) + Department()),
            ("live data", "/console/insights/live", () => ""),
        };
        for (var i = 0; i < Before; i++)
        {
            foreach (var (_, path, query) in pages) await OpenAsync(page, path, $"{path}?{query()}");
        }

        foreach (var (what, path, query) in pages)
        {
            var (opened, moved) = (new List<double>(), new List<double>());
            for (var i = -2; i < Rounds; i++)
            {
                var address = $"{path}?{query()}";
                var one = await OpenAsync(page, path, address);
                var alive = await OpenAsync(page, "/console/status", "/console/status", Alive);
                await page.EvaluateAsync("""
                    address => {
                      const link = document.querySelector('#main').appendChild(document.createElement('a'));
                      link.href = address;
                      sessionStorage.setItem('bench-start', Date.now());
                      link.click();
                    }
                    """, address);
                var two = await UntilAsync(page, path, Usable);
                if (i < 0) continue;
                opened.Add(one);
                moved.Add(two);
                floor.Add(alive);
            }

            Figures.Line($"{what}: as first page", Figures.Percentiles(opened));
            Figures.Line($"{what}: from another page", Figures.Percentiles(moved));
            first.AddRange(opened);
            within.AddRange(moved);
        }

        Figures.Line("baseline: a page without figures as first page, until it is alive", Figures.Percentiles(floor));
        Figures.Line("all of them as first page (goal 500 ms)", Figures.Percentiles(first));
        Figures.Line("all of them from another page (goal 500 ms)", Figures.Percentiles(within));
    }

    private static async Task<double> OpenAsync(IPage page, string path, string address, string until = Usable)
    {
        await page.EvaluateAsync("sessionStorage.setItem('bench-start', Date.now())");
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        return await UntilAsync(page, path, until);
    }

    private static async Task<double> UntilAsync(IPage page, string path, string until)
    {
        var answer = await page.WaitForFunctionAsync(until, path, new() { Timeout = 30_000 });
        return await answer.JsonValueAsync<double>();
    }
}
