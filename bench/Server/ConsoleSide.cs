using Huitang.Meetings;
using Huitang.Meetings.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Bench.Server;

/// <summary>Consoles on one meeting, without their pages: each follows the meeting as a page does and reads it after every change.</summary>
internal static class ConsoleSide
{
    private static readonly List<(LiveWatch Watch, Action Read)> Open = [];
    private static long s_read;

    public static async Task<int> OpenAsync(IServiceProvider services, int count, MeetingPlan plan)
    {
        var node = services.GetRequiredService<LiveNode>();
        for (var i = 0; i < count; i++)
        {
            var watch = await node.WatchAsync(plan.Id);
            void Read() => Interlocked.Add(ref s_read, watch.Replica.Current?.People.Count ?? 0);
            watch.Replica.Changed += Read;
            Open.Add((watch, Read));
        }

        return count;
    }

    public static Task<object> CloseAsync()
    {
        foreach (var (watch, read) in Open)
        {
            watch.Replica.Changed -= read;
            watch.Dispose();
        }

        Open.Clear();
        return Task.FromResult<object>(s_read);
    }
}
