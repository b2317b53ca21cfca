using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
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
        // A bitmap is as long as its highest number, so that all of its people fit without asking for each.
        if (_few is null && who.Length > 1 && who[0] == UserSet.Bitmap)
        {
            Of(((who.Length - 1) * 8) - 1);
            AddBitmap(who[1..], attended, started, micros, seen, count - ByteColumn.Ahead, shift);
            return;
        }

        var i = 0;
        foreach (var ordinal in new UserSet.Reader(who))
        {
            ref var sums = ref Of(ordinal);
            sums = Plus(sums, attended[i], started[i], micros[i], seen[i], shift);
            i++;
        }
    }

    /// <summary>Adds the people of a bitmap. Millions of times at a look over a year: what lies in memory was checked before, and is not checked again for each of the first <paramref name="quick"/>.</summary>
    private void AddBitmap(ReadOnlySpan<byte> bits, ByteColumn attended, ByteColumn started, ByteColumn micros, ByteColumn seen, int quick, int shift)
    {
        ref var all = ref MemoryMarshal.GetArrayDataReference(_sums);
        var i = 0;
        for (var at = 0; at < bits.Length; at += 8)
        {
            var word = 0UL;
            if (at + 8 <= bits.Length) word = BinaryPrimitives.ReadUInt64LittleEndian(bits[at..]);
            else for (var b = at; b < bits.Length; b++) word |= (ulong)bits[b] << ((b - at) * 8);
            for (; word != 0; word &= word - 1)
            {
                ref var sums = ref Unsafe.Add(ref all, (at * 8) + BitOperations.TrailingZeroCount(word));
                sums = i < quick ? Plus(sums, attended.Quick(i), started.Quick(i), micros.Quick(i), seen.Quick(i), shift) : Plus(sums, attended[i], started[i], micros[i], seen[i], shift);
                i++;
            }
        }
    }

    private static UserSums Plus(UserSums sums, ulong attended, ulong started, ulong micros, ulong seen, int shift) =>
        new(sums.Attended + (int)attended, sums.Started + (int)started, sums.Micros + (long)micros, seen == 0 ? sums.LastSecond : Math.Max(sums.LastSecond, (int)seen + shift));

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
        // One that is empty is nowhere: it is read from the front, and masked away.
        var column = new ByteColumn(width == 0 ? stored : stored[at..], width, count);
        at += width * count;
        return column;
    }

    /// <summary>Numbers of a few bytes each, the smallest byte first.</summary>
    private readonly ref struct ByteColumn
    {
        /// <summary>So many numbers before the end, eight bytes from the beginning of a number no longer lie within the column.</summary>
        public const int Ahead = 8;

        private readonly ReadOnlySpan<byte> _from;
        private readonly int _width;
        private readonly ulong _mask;

        public ByteColumn(ReadOnlySpan<byte> from, int width, int count)
        {
            if (from.Length < Math.Max(8, width * count) && count > Ahead) throw new InvalidDataException("A vector of people is shorter than it says.");
            _from = from;
            _width = width;
            _mask = width == 0 ? 0 : ulong.MaxValue >> (64 - (width * 8));
        }

        public ulong this[int index]
        {
            get
            {
                var at = index * _width;
                if (at + 8 <= _from.Length) return BinaryPrimitives.ReadUInt64LittleEndian(_from[at..]) & _mask;
                ulong value = 0;
                for (var i = 0; i < _width; i++) value |= (ulong)_from[at + i] << (8 * i);
                return value;
            }
        }

        /// <summary>The same without a look at where the column ends; only for numbers at least <see cref="Ahead"/> before the last.</summary>
        public ulong Quick(int index) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_from), index * _width)) & _mask;
    }
}
