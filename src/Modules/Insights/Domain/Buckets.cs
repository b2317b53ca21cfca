namespace Huitang.Insights.Domain;

/// <summary>The classes of distributions. Their order is stored: add at the end only.</summary>
internal static class Buckets
{
    /// <summary>How meetings come about.</summary>
    public static readonly IReadOnlyList<string> Types = ["quick", "oneoff", "recurring", "personal"];

    /// <summary>Devices of participants; the last one is for all others.</summary>
    public static readonly IReadOnlyList<string> Devices = ["pc", "mac", "linux", "android", "ios", "rooms", "h323", "pstn", "other"];

    /// <summary>Upper bounds of meeting durations in minutes, not included; the last class has none.</summary>
    public static readonly IReadOnlyList<int> Minutes = [15, 30, 60, 120, 240];

    /// <summary>Upper bounds of meeting sizes in people, included; the last class has none.</summary>
    public static readonly IReadOnlyList<int> People = [2, 5, 10, 50, 100, 300];

    /// <summary>Upper bounds of how often somebody did something, included; the first class is never, the last has no bound.</summary>
    public static readonly IReadOnlyList<int> Times = [0, 5, 10, 20, 50];

    /// <summary>Upper bounds of hours in meetings, not included; the first class is none at all, the last has no bound.</summary>
    public static readonly IReadOnlyList<int> Hours = [1, 5, 10, 20];

    /// <summary>Class of a type.</summary>
    public static short TypeOf(string type) => (short)Math.Max(0, Types.ToList().IndexOf(type));

    /// <summary>Class of a device.</summary>
    public static short DeviceOf(string device) => Devices.ToList().IndexOf(device) is >= 0 and var at ? (short)at : (short)(Devices.Count - 1);

    /// <summary>Class of a duration.</summary>
    public static int OfDuration(TimeSpan duration) => Minutes.Count(bound => duration >= TimeSpan.FromMinutes(bound));

    /// <summary>Class of a size.</summary>
    public static int OfPeople(int people) => People.Count(bound => people > bound);

    /// <summary>Class of a number of times. Asked for every person at every look, so it is looked up.</summary>
    public static int OfTimes(int times) => times < s_times.Length ? s_times[times] : Times.Count;

    /// <summary>Class of time in meetings.</summary>
    public static int OfTime(long micros)
    {
        if (micros == 0) return 0;
        var at = 0;
        while (at < s_micros.Length && micros >= s_micros[at]) at++;
        return at + 1;
    }

    private static readonly byte[] s_times = [.. Enumerable.Range(0, Times[^1] + 1).Select(n => (byte)Times.Count(bound => n > bound))];

    private static readonly long[] s_micros = [.. Hours.Select(h => h * 3_600_000_000L)];
}
