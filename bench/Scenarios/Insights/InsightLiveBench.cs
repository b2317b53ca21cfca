using System.Diagnostics;
using System.Globalization;
using Huitang.Bench.Crowd;
using Huitang.Bench.Server;
using Huitang.Insights.Domain;
using Huitang.Insights.Features;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Bench.Scenarios.Insights;

/// <summary>How soon what happens in a real meeting stands in the live tiles of a browser and in the figures of the day, over a kept year.</summary>
internal static class InsightLiveBench
{
    // The tiles as somebody reads them: running meetings and people in them.
    private const string Shows = """
        ([running, people]) => {
          const read = id => {
            const value = document.querySelector(`[id^="${id}"]`)?.closest('.app-kpi')?.querySelector('.app-kpi-value');
            return Number((value?.querySelector('a') ?? value)?.textContent.replace(/[^0-9]/g, ''));
          };
          return read('l-running') === running && read('l-people') === people;
        }
        """;

    /// <summary>Begins and ends meetings of two, one after the other.</summary>
    /// <param name="kept">Folder of a year that <see cref="InsightsBench"/> has kept; what happens here is taken out of it again.</param>
    /// <param name="rounds">Meetings.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(string kept, int rounds, CancellationToken ct)
    {
        Figures.Head($"insights-live: {rounds} meetings, beside a year of them");
        await using var stage = await PeopleStage.SetAsync(ct, kept);
        if (!stage.Kept) throw new InvalidOperationException("Keep a year first: insights … FOLDER");
        await SignedInBrowser.PrepareAsync(stage, ct);
        await using var browser = await SignedInBrowser.OpenAsync(stage.Url);
        await browser.Page.GotoAsync("/console/insights/live");
        var today = DayClock.Of("Asia/Shanghai").DayOf(TimeProvider.System.GetUtcNow());
        var (joined, left, ended, day) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        // Numbers of an earlier run may still be in use.
        var number = 300_000_000 + (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 500_000_000);
        await TileAsync(0, 0, Stopwatch.GetTimestamp());
        try
        {
            for (var i = -2; i < rounds; i++) await RoundAsync(i);
        }
        finally
        {
            await ForgetAsync(stage, today, ct);
        }

        Figures.Line("joined, until the live tiles say so (goal 2,000 ms)", Figures.Percentiles(joined));
        Figures.Line("left, until the live tiles say so", Figures.Percentiles(left));
        Figures.Line("ended, until the live tiles say so", Figures.Percentiles(ended));
        Figures.Line("ended, until it is in the figures of today", Figures.Percentiles(day));

        // One meeting; those below zero are for warming up.
        async Task RoundAsync(int i)
        {
            var before = await TodayAsync();
            var plan = await PlannedMeetings.AddAsync(stage.Services, stage.Admin, (number + i).ToString(CultureInfo.InvariantCulture), 2);
            var meeting = new CrowdMeeting(plan.Id.Value, 2);
            using var host = new Member(meeting, 0);
            using var guest = new Member(meeting, 1);
            var start = Stopwatch.GetTimestamp();
            await host.JoinAsync(stage.Url, ct);
            var first = await TileAsync(1, 1, start);
            start = Stopwatch.GetTimestamp();
            await guest.JoinAsync(stage.Url, ct);
            var second = await TileAsync(1, 2, start);
            start = Stopwatch.GetTimestamp();
            guest.Send("""{"t":"do","id":1,"command":{"op":"leave"}}""");
            var gone = await TileAsync(1, 1, start);
            start = Stopwatch.GetTimestamp();
            await stage.Services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(plan.Id.Value).ControlAsync("管理员", new Command.End());
            // The tile and the figures come in their own time: neither waits for the other.
            var (tile, figure) = (TileAsync(0, 0, start), FigureAsync(before, start));
            await Task.WhenAll(tile, figure);
            if (i < 0) return;
            joined.AddRange([first, second]);
            left.Add(gone);
            ended.Add(await tile);
            day.Add(await figure);
        }

        async Task<double> TileAsync(int running, int people, long since)
        {
            await browser.Page.WaitForFunctionAsync(Shows, new[] { running, people }, new() { Timeout = 30_000 });
            return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }

        async Task<Totals> TodayAsync() => (await stage.RunAsync(new GetFigures(new Period(today, today), null, TrendStep.Day), ct)).Value!.Now;

        async Task<double> FigureAsync(Totals before, long since)
        {
            while (Stopwatch.GetElapsedTime(since).TotalSeconds < 30)
            {
                var now = await TodayAsync();
                if (now.Meetings == before.Meetings + 1 && now.Attendances == before.Attendances + 2 && now.Micros > before.Micros && now.ByDuration.Sum() == before.ByDuration.Sum() + 1) return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                await Task.Delay(5, ct);
            }

            throw new TimeoutException("The meeting did not come into the figures of today.");
        }
    }

    // The year is compared to other copies of it later on.
    private static async Task ForgetAsync(PeopleStage stage, DateOnly today, CancellationToken ct)
    {
        foreach (var sql in new[]
        {
            "delete from insights.stay where first_day >= $1", "delete from insights.room where day >= $1", "delete from insights.moment where day >= $1", "delete from insights.day where day >= $1", "delete from insights.hour where day >= $1",
            "delete from insights.dirty where day >= $1", "delete from meetings.participation where joined_at >= $1", "delete from meetings.media_room where opened_at >= $1",
        })
        {
            await using var command = stage.Database.CreateCommand(sql);
            command.Parameters.AddWithValue(today);
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
