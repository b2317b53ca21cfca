using System.Numerics;
using System.Runtime.InteropServices;

namespace Huitang.Insights.Domain;

/// <summary>An exact set of people by their dense numbers: a bitmap in memory; stored as a bitmap or, where that is shorter, as gaps between the numbers.</summary>
internal sealed class UserSet
{
    private const byte Gaps = 0;

    /// <summary>First byte of a set stored as a bitmap.</summary>
    internal const byte Bitmap = 1;

    private ulong[] _words = [];

    /// <summary>How many people.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>The people, in order.</summary>
    public IEnumerable<int> Members
    {
        get
        {
            for (var i = 0; i < _words.Length; i++)
            {
                for (var word = _words[i]; word != 0; word &= word - 1) yield return (i * 64) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    /// <summary>Whether somebody is in it.</summary>
    public bool Has(int ordinal) => ordinal >> 6 < _words.Length && (_words[ordinal >> 6] >> (ordinal & 63) & 1) != 0;

    /// <summary>Adds somebody.</summary>
    public void Add(int ordinal)
    {
        Reach(ordinal >> 6);
        _words[ordinal >> 6] |= 1UL << (ordinal & 63);
    }

    /// <summary>Adds all of a stored set.</summary>
    public void Add(ReadOnlySpan<byte> stored)
    {
        if (stored.Length < 2) return;
        if (stored[0] == Bitmap)
        {
            var bits = stored[1..];
            Reach((bits.Length + 7) / 8 - 1);
            var whole = MemoryMarshal.Cast<byte, ulong>(bits);
            for (var i = 0; i < whole.Length; i++) _words[i] |= whole[i];
            for (var i = whole.Length * 8; i < bits.Length; i++) _words[i >> 3] |= (ulong)bits[i] << ((i & 7) * 8);
            return;
        }

        var (at, ordinal) = (1, -1);
        while (at < stored.Length) Add(ordinal += (int)Varints.Read(stored, ref at) + 1);
    }

    /// <summary>As it is stored.</summary>
    public byte[] ToBytes() => Write(Members);

    /// <summary>A stored set of these people.</summary>
    public static byte[] Write(IEnumerable<int> ordinals)
    {
        var sorted = ordinals.Order().Distinct().ToList();
        return Write(sorted, sorted.Count == 0 ? 0 : (sorted[^1] >> 3) + 1);
    }

    /// <summary>Walks a stored set in order without taking it apart first.</summary>
    public ref struct Reader(ReadOnlySpan<byte> stored)
    {
        private readonly ReadOnlySpan<byte> _stored = stored;
        private int _at = 1;
        private uint _byte;

        /// <summary>The number it stands at.</summary>
        public int Current { get; private set; } = -1;

        /// <summary>Itself, for <c>foreach</c>.</summary>
        public readonly Reader GetEnumerator() => this;

        /// <summary>Goes on to the next.</summary>
        public bool MoveNext()
        {
            if (_stored.Length < 2) return false;
            if (_stored[0] == Gaps)
            {
                if (_at >= _stored.Length) return false;
                Current += (int)Varints.Read(_stored, ref _at) + 1;
                return true;
            }

            while (_byte == 0)
            {
                if (_at >= _stored.Length) return false;
                _byte = _stored[_at++];
            }

            Current = ((_at - 2) * 8) + BitOperations.TrailingZeroCount(_byte);
            _byte &= _byte - 1;
            return true;
        }
    }

    private static byte[] Write(List<int> sorted, int bitmapLength)
    {
        var gaps = new List<byte> { Gaps };
        var last = -1;
        foreach (var ordinal in sorted)
        {
            Varints.Write(gaps, (ulong)(ordinal - last - 1));
            last = ordinal;
            if (gaps.Count > bitmapLength + 1) break;
        }

        if (gaps.Count <= bitmapLength + 1) return [.. gaps];
        var bits = new byte[bitmapLength + 1];
        bits[0] = Bitmap;
        foreach (var ordinal in sorted) bits[(ordinal >> 3) + 1] |= (byte)(1 << (ordinal & 7));
        return bits;
    }

    private void Reach(int word)
    {
        if (word >= _words.Length) Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
    }
}
