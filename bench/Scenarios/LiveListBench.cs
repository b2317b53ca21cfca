using System.Diagnostics;
using Huitang.Bench.Server;

namespace Huitang.Bench.Scenarios;

/// <summary>How old the live list is while hundreds of meetings change at random times.</summary>
internal static class LiveListBench
{
    private const int Seconds = 40;

    public static async Task RunAsync(int meetings, int people, CancellationToken ct)
    {
        Figures.Head($"live list: {meetings} meetings of {people}, {meetings * people} sockets, each meeting changes every 2 s on average, {Seconds} s");
        await using var stage = await Stage.SetAsync(media: false, ct);
        var ids = await stage.MeetingsAsync(meetings, people, ct);
        using var crowd = await Crowd.Crowd.GatherAsync(stage.Product.Url, ids, people, TimeSpan.FromSeconds(Math.Max(5, meetings * people / 400)), ct);
        if (!await crowd.FullAsync(TimeSpan.FromSeconds(60), ct)) throw new InvalidOperationException("The meetings did not fill: " + crowd.Members.Select(m => m.Problem).FirstOrDefault(p => p is not null));
        await Task.Delay(3000, ct);
        var before = await stage.Product.UsageAsync(true, ct);
        var start = Stopwatch.GetTimestamp();
        var times = await stage.Product.AskAsync<ListTimes>($"ages {Seconds}", ct);
        var after = await stage.Product.UsageAsync(false, ct);
        Figures.Line("on the list", $"{times.Listed} meetings, {times.People} people; {crowd.Members.Count(m => m.Problem is not null)} clients failed, {times.Lost} meetings lost somebody");
        foreach (var problem in crowd.Members.Where(m => m.Problem is not null).GroupBy(m => m.Problem)) Figures.Line("failed clients", $"{problem.Count()}: {problem.Key}");
        Figures.Line("change to list (goal: 2,000 ms)", $"{Figures.Percentiles(times.Ages)}; over 2 s: {times.Ages.Count(a => a > 2000)}, never shown: {times.Unseen} of {times.Changes}");
        Figures.Line("between two refreshes", Figures.Percentiles(times.Gaps));
        Figures.Line("ratio p95 to the refresh interval of 1 s", Figures.Text(Figures.Percentile(times.Ages, 0.95) / 1000));
        Figures.Line("product, processor", $"{Figures.Text((after.CpuMs - before.CpuMs) / Stopwatch.GetElapsedTime(start).TotalMilliseconds * 100)} % of a core over everything; RSS {after.RssKiB / 1024} MiB");
    }
}
