namespace Huitang.Insights.Domain;

/// <summary>What one person did in a period.</summary>
/// <param name="Attended">Media rooms they took part in.</param>
/// <param name="Started">Media rooms of meetings they had created.</param>
/// <param name="Micros">Time in meetings, in microseconds.</param>
/// <param name="LastSecond">Second of the period, from 1, at which they were last seen; 0 for never.</param>
internal readonly record struct UserSums(int Attended, int Started, long Micros, int LastSecond)
{
    /// <summary>Both together; <paramref name="shift"/> is how many seconds the other's period begins later.</summary>
    public UserSums Plus(UserSums other, int shift = 0) =>
        new(Attended + other.Attended, Started + other.Started, Micros + other.Micros, Math.Max(LastSecond, other.LastSecond == 0 ? 0 : other.LastSecond + shift));
}

/// <summary>Sums of all people of a period as one value: numbers by gaps, then the figures.</summary>
internal static class UserVector
{
    /// <summary>As it is stored.</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<int, UserSums>> people)
    {
        var bytes = new List<byte>();
        var last = -1;
        foreach (var (ordinal, sums) in people.OrderBy(p => p.Key))
        {
            Varints.Write(bytes, (ulong)(ordinal - last - 1));
            Varints.Write(bytes, (ulong)sums.Attended);
            Varints.Write(bytes, (ulong)sums.Started);
            Varints.Write(bytes, (ulong)sums.Micros);
            Varints.Write(bytes, (ulong)sums.LastSecond);
            last = ordinal;
        }

        return [.. bytes];
    }

}

/// <summary>Sums of many people that grow by stored vectors; as dense as their numbers.</summary>
internal sealed class UserTotals
{
    private UserSums[] _sums = [];

    /// <summary>The sums of somebody; all zero for whoever did nothing.</summary>
    public UserSums this[int ordinal] => ordinal < _sums.Length ? _sums[ordinal] : default;

    /// <summary>Everybody who did anything.</summary>
    public IEnumerable<KeyValuePair<int, UserSums>> People => _sums.Select((s, i) => KeyValuePair.Create(i, s)).Where(p => p.Value != default);

    /// <summary>Adds a stored vector whose period begins <paramref name="shift"/> seconds after that of the sums.</summary>
    public void Add(ReadOnlySpan<byte> stored, int shift)
    {
        var (at, ordinal) = (0, -1);
        while (at < stored.Length)
        {
            ordinal += (int)Varints.Read(stored, ref at) + 1;
            var own = new UserSums((int)Varints.Read(stored, ref at), (int)Varints.Read(stored, ref at), (long)Varints.Read(stored, ref at), (int)Varints.Read(stored, ref at));
            if (ordinal >= _sums.Length) Array.Resize(ref _sums, Math.Max(ordinal + 1, _sums.Length * 2));
            _sums[ordinal] = _sums[ordinal].Plus(own, shift);
        }
    }
}
