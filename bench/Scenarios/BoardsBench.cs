using Huitang.Bench.Crowd;
using Huitang.Bench.Server;

namespace Huitang.Bench.Scenarios;

/// <summary>Consoles that follow one large meeting in which something changes every second.</summary>
internal static class BoardsBench
{
    private const int Seconds = 30;

    public static async Task RunAsync(int consoles, int people, CancellationToken ct)
    {
        Figures.Head($"boards: {consoles} consoles on a meeting of {people} that changes every second, {Seconds} s each with and without consoles");
        await using var stage = await Stage.SetAsync(media: false, ct);
        var meetings = await stage.MeetingsAsync(1, people, ct);
        using var crowd = await Crowd.Crowd.GatherAsync(stage.Product.Url, meetings, people, TimeSpan.FromSeconds(5), ct);
        if (!await crowd.FullAsync(TimeSpan.FromSeconds(30), ct)) throw new InvalidOperationException("The meeting did not fill: " + crowd.Members.Select(m => m.Problem).FirstOrDefault(p => p is not null));
        await ChangeAsync(crowd, 5, ct);

        await TakeAsync("without consoles, warming up");
        await stage.Product.AskAsync($"consoles {consoles} {meetings[0]}", ct);
        await ChangeAsync(crowd, 5, ct);
        var (with, last) = await TakeAsync($"with {consoles} consoles");
        await stage.Product.AskAsync("consoles-close", ct);
        await ChangeAsync(crowd, 5, ct);
        var (without, closed) = await TakeAsync("without consoles");
        Figures.Line("one console", $"{Figures.Text((with - without) / consoles / Seconds * 1000)} us processor a second, {Figures.Text((double)(last.ManagedKiB - closed.ManagedKiB) / consoles)} KiB after GC");
        Figures.Line("ratio with / without, processor", Figures.Text(with / without));

        async Task<(double CpuMs, Usage Last)> TakeAsync(string what)
        {
            var before = await stage.Product.UsageAsync(true, ct);
            await ChangeAsync(crowd, Seconds, ct);
            var spent = (await stage.Product.UsageAsync(false, ct)).CpuMs - before.CpuMs;
            var after = await stage.Product.UsageAsync(true, ct);
            Figures.Line(what, $"{Figures.Text(spent / Seconds)} ms processor a second; managed after GC {after.ManagedKiB} KiB, RSS {after.RssKiB / 1024} MiB");
            return (spent, after);
        }
    }

    /// <summary>Every second ten people raise or lower a hand.</summary>
    private static async Task ChangeAsync(Crowd.Crowd crowd, int seconds, CancellationToken ct)
    {
        for (var i = 0; i < seconds; i++)
        {
            foreach (var member in crowd.Members.Skip(i * 10 % (crowd.Members.Count - 10)).Take(10))
                member.Send($$$"""{"t":"do","id":1,"command":{"op":"hand","up":{{{(i % 2 == 0 ? "true" : "false")}}}}}""");
            await Task.Delay(1000, ct);
        }
    }
}
