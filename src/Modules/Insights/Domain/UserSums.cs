using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

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

/// <summary>
/// Sums of all people of a period as one value. Of a few people: their numbers by gaps, each with its figures, in sevens of bits. Of many: who they are, then each figure
/// as a column of just as many bytes as its greatest value needs, so that reading them back is a matter of nanoseconds.
/// </summary>
internal static class UserVector
{
    internal const byte Rows = 0;
    internal const byte Columns = 1;
    private const int Few = 24;

    /// <summary>As it is stored.</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<int, UserSums>> people)
    {
        var sorted = people.OrderBy(p => p.Key).ToList();
        if (sorted.Count == 0) return [];
        var bytes = new List<byte>();
        if (sorted.Count <= Few)
        {
            bytes.Add(Rows);
            var last = -1;
            foreach (var (ordinal, sums) in sorted)
            {
                Varints.Write(bytes, (ulong)(ordinal - last - 1));
                for (var column = 0; column < 4; column++) Varints.Write(bytes, Value(sums, column));
                last = ordinal;
            }

            return [.. bytes];
        }

        bytes.Add(Columns);
        var who = UserSet.Write(sorted.Select(p => p.Key));
        Varints.Write(bytes, (ulong)sorted.Count);
        Varints.Write(bytes, (ulong)who.Length);
        bytes.AddRange(who);
        for (var column = 0; column < 4; column++)
        {
            var width = Width(sorted.Max(p => Value(p.Value, column)));
            bytes.Add((byte)width);
            foreach (var (_, sums) in sorted)
            {
                for (var (left, i) = (Value(sums, column), 0); i < width; i++, left >>= 8) bytes.Add((byte)left);
            }
        }

        return [.. bytes];
    }

    private static ulong Value(UserSums sums, int column) => column switch { 0 => (ulong)sums.Attended, 1 => (ulong)sums.Started, 2 => (ulong)sums.Micros, _ => (ulong)sums.LastSecond };

    private static int Width(ulong most) => (64 - System.Numerics.BitOperations.LeadingZeroCount(most) + 7) / 8;
}

/// <summary>Sums of people that grow by stored vectors: of few people a dictionary, of many an array as long as the highest number. Such arrays are megabytes, so they are lent: dispose to give them back.</summary>
internal sealed class UserTotals : IDisposable
{
    private const int Few = 2_000;

    private Dictionary<int, UserSums>? _few = [];
    private UserSums[] _sums = [];

    /// <summary>The sums of somebody; all zero for whoever did nothing.</summary>
    public UserSums this[int ordinal] => _few is not null ? _few.GetValueOrDefault(ordinal) : ordinal < _sums.Length ? _sums[ordinal] : default;

    /// <summary>The sums of everybody below a number, by number. Valid until something is added or they are given back.</summary>
    public ReadOnlySpan<UserSums> Below(int reach)
    {
        Spread();
        if (reach > 0) Of(reach - 1);
        return _sums;
    }

    /// <summary>Everybody who did anything, in order.</summary>
    public IEnumerable<KeyValuePair<int, UserSums>> People => (_few?.OrderBy(p => p.Key) ?? _sums.Select((s, i) => KeyValuePair.Create(i, s))).Where(p => p.Value != default);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_sums.Length > 0) ArrayPool<UserSums>.Shared.Return(_sums);
        _sums = [];
    }

    /// <summary>Adds a stored vector whose period begins <paramref name="shift"/> seconds after that of the sums.</summary>
    public void Add(ReadOnlySpan<byte> stored, int shift)
    {
        if (stored.Length == 0) return;
        var at = 1;
        if (stored[0] == UserVector.Columns)
        {
            AddColumns(stored, shift);
            return;
        }

        for (var ordinal = -1; at < stored.Length;)
        {
            ordinal += (int)Varints.Read(stored, ref at) + 1;
            var own = new UserSums((int)Varints.Read(stored, ref at), (int)Varints.Read(stored, ref at), (long)Varints.Read(stored, ref at), (int)Varints.Read(stored, ref at));
            ref var sums = ref Of(ordinal);
            sums = sums.Plus(own, shift);
        }
    }

    private void AddColumns(ReadOnlySpan<byte> stored, int shift)
    {
        var at = 1;
        var count = (int)Varints.Read(stored, ref at);
        if (count > Few) Spread();
        var length = (int)Varints.Read(stored, ref at);
        var who = stored.Slice(at, length);
        at += length;
        var attended = Column(stored, ref at, count);
        var started = Column(stored, ref at, count);
        var micros = Column(stored, ref at, count);
        var seen = Column(stored, ref at, count);
        var i = 0;
        foreach (var ordinal in new UserSet.Reader(who))
        {
            var all = _sums;
            ref var sums = ref (_few is null && (uint)ordinal < (uint)all.Length ? ref all[ordinal] : ref Of(ordinal));
            var second = (int)seen[i];
            sums = new UserSums(sums.Attended + (int)attended[i], sums.Started + (int)started[i], sums.Micros + (long)micros[i], second == 0 ? sums.LastSecond : Math.Max(sums.LastSecond, second + shift));
            i++;
        }
    }

    private ref UserSums Of(int ordinal)
    {
        if (_few is not null)
        {
            if (_few.Count < Few) return ref CollectionsMarshal.GetValueRefOrAddDefault(_few, ordinal, out _);
            Spread();
        }

        if (ordinal >= _sums.Length)
        {
            var longer = ArrayPool<UserSums>.Shared.Rent(Math.Max(ordinal + 1, Math.Max(_sums.Length * 2, Few * 8)));
            _sums.CopyTo(longer, 0);
            Array.Clear(longer, _sums.Length, longer.Length - _sums.Length);
            Dispose();
            _sums = longer;
        }

        return ref _sums[ordinal];
    }

    private void Spread()
    {
        if (_few is not { } few) return;
        _few = null;
        foreach (var (ordinal, sums) in few) Of(ordinal) = sums;
    }

    private static ByteColumn Column(ReadOnlySpan<byte> stored, ref int at, int count)
    {
        var width = stored[at++];
        var column = new ByteColumn(stored[at..], width);
        at += width * count;
        return column;
    }

    /// <summary>Numbers of a few bytes each, the smallest byte first.</summary>
    private readonly ref struct ByteColumn(ReadOnlySpan<byte> from, int width)
    {
        private readonly ReadOnlySpan<byte> _from = from;
        private readonly ulong _mask = width == 0 ? 0 : ulong.MaxValue >> (64 - (width * 8));

        public ulong this[int index]
        {
            get
            {
                var at = index * width;
                if (at + 8 <= _from.Length) return BinaryPrimitives.ReadUInt64LittleEndian(_from[at..]) & _mask;
                ulong value = 0;
                for (var i = 0; i < width; i++) value |= (ulong)_from[at + i] << (8 * i);
                return value;
            }
        }
    }
}
