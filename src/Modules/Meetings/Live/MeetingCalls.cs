using System.Diagnostics;
using Huitang.Kernel;
using Orleans.Runtime;

namespace Huitang.Meetings.Live;

/// <summary>Calls to a meeting whose server may just have died: they are made again until another one has taken the meeting over.</summary>
internal static class MeetingCalls
{
    // Another server notices a dead one within two seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>Asks the meeting; <c>meeting.moving</c> when nobody answers for it within six seconds. What was not answered may have been done: only for orders that say how things shall be, so that twice is the same as once.</summary>
    public static async Task<Result<T>> AskAsync<T>(this IMeetingGrain meeting, Func<IMeetingGrain, Task<Result<T>>> ask)
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause))
        {
            try
            {
                return await ask(meeting);
            }
            catch (Exception e) when (e is OrleansMessageRejectionException or SiloUnavailableException or FencedException)
            {
                if (Stopwatch.GetElapsedTime(since) > Patience) return LiveErrors.OwnedElsewhere;
            }
        }
    }
}
