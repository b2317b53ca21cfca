namespace Huitang.Insights.Domain;

/// <summary>
/// The figures of the days of a longer part as one value, so that a year of a department is a few rows and not one for each day. Each day begins with how many days after the
/// former it is, then come its numbers in sevens of bits; most are zero, so zeros are a zero and how many.
/// </summary>
internal static class DayPack
{
    private const int Numbers = 14;

    /// <summary>As it is stored.</summary>
    /// <param name="first">First day of the part.</param>
    /// <param name="days">Days in order; those left out had nothing.</param>
    public static byte[] Write(DateOnly first, IReadOnlyList<DayTotals> days)
    {
        if (days.Count == 0) return [];
        var bytes = new List<byte>();
        int[] lengths = [days.Max(d => d.Totals.ByDuration.Length), days.Max(d => d.Totals.BySize.Length), days.Max(d => d.Totals.ByType.Length), days.Max(d => d.Totals.ByDevice.Length)];
        foreach (var length in lengths) Varints.Write(bytes, (ulong)length);
        var values = new long[Numbers + lengths.Sum()];
        foreach (var (day, totals) in days)
        {
            Varints.Write(bytes, (ulong)(day.DayNumber - first.DayNumber));
            first = day;
            Spread(totals, values, lengths);
            for (var i = 0; i < values.Length; i++)
            {
                Varints.Write(bytes, checked((ulong)values[i]));
                if (values[i] != 0) continue;
                var end = i;
                while (end + 1 < values.Length && values[end + 1] == 0) end++;
                Varints.Write(bytes, (ulong)(end - i));
                i = end;
            }
        }

        return [.. bytes];
    }

    /// <summary>The days that had anything, in order.</summary>
    /// <param name="first">First day of the part.</param>
    /// <param name="stored">As it is stored.</param>
    public static IEnumerable<DayTotals> Read(DateOnly first, byte[] stored)
    {
        if (stored.Length == 0) yield break;
        var at = 0;
        int[] lengths = [Next(), Next(), Next(), Next()];
        var values = new long[Numbers + lengths.Sum()];
        while (at < stored.Length)
        {
            first = first.AddDays(Next());
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (long)Varints.Read(stored, ref at);
                if (values[i] != 0) continue;
                var zeros = Next();
                Array.Clear(values, i, zeros + 1);
                i += zeros;
            }

            yield return new DayTotals(first, Gather(values, lengths));
        }

        int Next() => (int)Varints.Read(stored, ref at);
    }

    private static void Spread(Totals t, long[] values, int[] lengths)
    {
        Array.Clear(values);
        ReadOnlySpan<long> numbers =
        [
            t.Meetings, t.Started, t.Attendances, t.Guests, t.Persons, t.PersonsInternal, t.PersonsExternal, t.Micros, t.Shares, t.SignIns, t.Users, t.Active, t.PeakMeetings, t.PeakPeople,
        ];
        numbers.CopyTo(values);
        var at = Numbers;
        foreach (var (classes, length) in new[] { (t.ByDuration, lengths[0]), (t.BySize, lengths[1]), (t.ByType, lengths[2]), (t.ByDevice, lengths[3]) })
        {
            for (var i = 0; i < classes.Length; i++) values[at + i] = classes[i];
            at += length;
        }
    }

    private static Totals Gather(long[] v, int[] lengths)
    {
        var at = Numbers;
        return new Totals
        {
            Meetings = (int)v[0], Started = (int)v[1], Attendances = (int)v[2], Guests = (int)v[3], Persons = (int)v[4], PersonsInternal = (int)v[5], PersonsExternal = (int)v[6],
            Micros = v[7], Shares = (int)v[8], SignIns = (int)v[9], Users = (int)v[10], Active = (int)v[11], PeakMeetings = (int)v[12], PeakPeople = (int)v[13],
            ByDuration = Classes(lengths[0]), BySize = Classes(lengths[1]), ByType = Classes(lengths[2]), ByDevice = Classes(lengths[3]),
        };

        int[] Classes(int length)
        {
            var classes = new int[length];
            for (var i = 0; i < length; i++) classes[i] = (int)v[at++];
            return classes;
        }
    }
}
