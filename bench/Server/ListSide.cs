using System.Diagnostics;
using Huitang.Meetings;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Bench.Server;

/// <summary>What came of watching the live list.</summary>
/// <param name="Listed">Meetings on the list.</param>
/// <param name="People">People in them, by the list.</param>
/// <param name="Changes">Changes made.</param>
/// <param name="Unseen">Changes the list never showed.</param>
/// <param name="Lost">Meetings that lost somebody, and changed no more.</param>
/// <param name="Ages">Milliseconds from each change to its being on the list.</param>
/// <param name="Gaps">Milliseconds between two refreshes of the list.</param>
internal sealed record ListTimes(int Listed, int People, int Changes, int Unseen, int Lost, double[] Ages, double[] Gaps);

/// <summary>Changes meetings at random and notes when the live list of this process shows it.</summary>
internal static class ListSide
{
    public static async Task<ListTimes> RunAsync(IServiceProvider services, IReadOnlyList<MeetingPlan> plans, int seconds)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var node = services.GetRequiredService<LiveNode>();
        using var watch = await services.GetRequiredService<LiveBoard>().WatchAsync(ProductHost.Tenant);
        var meetings = plans.Select(p => new Changing(grains.GetGrain<IMeetingGrain>(p.Id.Value), node.Follow(p.Id).Current!.People)).ToDictionary(m => m.Id);
        foreach (var meeting in meetings.Values) await meeting.AllOffAsync();
        await Task.Delay(TimeSpan.FromSeconds(4));

        var (ages, gaps) = (new List<double>(), new List<double>());
        var last = Stopwatch.GetTimestamp();
        void Look()
        {
            var now = Stopwatch.GetTimestamp();
            lock (ages)
            {
                gaps.Add(Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
                last = now;
                foreach (var line in watch.Copy.Meetings)
                {
                    if (meetings.TryGetValue(line.Id.Value, out var meeting)) ages.AddRange(meeting.Seen(line.Microphones, now));
                }
            }
        }

        watch.Copy.Refreshed += Look;
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await Task.WhenAll(meetings.Values.Select(m => m.RunAsync(over.Token)));
        await Task.Delay(TimeSpan.FromSeconds(5));
        watch.Copy.Refreshed -= Look;
        var list = watch.Copy.Meetings;
        return new ListTimes(list.Count, list.Sum(m => m.People), meetings.Values.Sum(m => m.Made), meetings.Values.Sum(m => m.Unseen), meetings.Values.Count(m => m.Lost), [.. ages], [.. gaps.Skip(1)]);
    }

    /// <summary>One meeting whose microphones go on one after the other, then off again, at random times two seconds apart on average.</summary>
    private sealed class Changing(IMeetingGrain grain, IReadOnlyList<LiveEntry> people)
    {
        private static readonly double MeanMs = 2000;
        private readonly List<(int Expected, long At)> _pending = [];

        public Guid Id { get; } = grain.GetPrimaryKey();

        public int Made { get; private set; }

        /// <summary>Somebody was no longer in: the machine was too busy for their signs of life.</summary>
        public bool Lost { get; private set; }

        public int Unseen
        {
            get { lock (_pending) return _pending.Count; }
        }

        public async Task AllOffAsync()
        {
            foreach (var person in people) await grain.CommandAsync(person.Id, new Command.SetMicrophone(false));
        }

        public async Task RunAsync(CancellationToken ct)
        {
            var (open, on) = (0, true);
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(-Math.Log(1 - Random.Shared.NextDouble()) * MeanMs), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (ct.IsCancellationRequested) return;
                var who = people[on ? open : open - 1];
                open += on ? 1 : -1;
                lock (_pending) _pending.Add((open, Stopwatch.GetTimestamp()));
                Made++;
                var result = await grain.CommandAsync(who.Id, new Command.SetMicrophone(on));
                if (result.Error is not null)
                {
                    Lost = true;
                    return;
                }

                if (open == people.Count) on = false;
                if (open == 0) on = true;
            }
        }

        // The list shows states, not changes: the latest change that fits, and all before it, are seen.
        public List<double> Seen(int microphones, long now)
        {
            lock (_pending)
            {
                var upTo = _pending.FindLastIndex(p => p.Expected == microphones);
                var ages = _pending.Take(upTo + 1).Select(p => Stopwatch.GetElapsedTime(p.At, now).TotalMilliseconds).ToList();
                _pending.RemoveRange(0, upTo + 1);
                return ages;
            }
        }
    }
}
