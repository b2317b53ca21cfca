namespace Huitang.Insights.Domain;

/// <summary>How many of something ran at once: beginnings and ends in order, an end before a beginning of the same moment.</summary>
internal sealed class Sweep(DateTimeOffset from, DateTimeOffset to)
{
    private readonly List<(long Ticks, int Step)> _steps = [];

    /// <summary>Something ran from one moment up to, but not including, another; null for still.</summary>
    public void Add(DateTimeOffset begin, DateTimeOffset? end)
    {
        var (first, last) = (begin < from ? from : begin, end is { } e && e < to ? e : to);
        if (last <= first) return;
        _steps.Add((first.UtcTicks, 1));
        if (last < to) _steps.Add((last.UtcTicks, -1));
    }

    /// <summary>Most at once, and for each minute of the day the most at once in it, where that is asked for.</summary>
    public (int Peak, int[] Minutes) Run(bool byMinute = true)
    {
        _steps.Sort();
        var minutes = byMinute ? new int[(int)Math.Ceiling((to - from).TotalMinutes)] : [];
        var (peak, count, since) = (0, 0, from.UtcTicks);
        foreach (var (ticks, step) in _steps)
        {
            Fill(minutes, since, ticks, count);
            (count, since) = (count + step, ticks);
            peak = Math.Max(peak, count);
        }

        Fill(minutes, since, to.UtcTicks, count);
        return (peak, minutes);
    }

    private void Fill(int[] minutes, long begin, long end, int count)
    {
        if (count == 0 || end <= begin || minutes.Length == 0) return;
        var last = Math.Min(minutes.Length - 1, (int)((end - 1 - from.UtcTicks) / TimeSpan.TicksPerMinute));
        for (var m = (int)((begin - from.UtcTicks) / TimeSpan.TicksPerMinute); m <= last; m++) minutes[m] = Math.Max(minutes[m], count);
    }
}
