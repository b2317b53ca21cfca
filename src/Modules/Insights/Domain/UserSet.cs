using System.Numerics;

namespace Huitang.Insights.Domain;

/// <summary>An exact set of people by their dense numbers: a bitmap in memory; stored as a bitmap or, where that is shorter, as gaps between the numbers.</summary>
internal sealed class UserSet
{
    private const byte Gaps = 0;
    private const byte Bitmap = 1;

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
            var words = (stored.Length - 1 + 7) / 8;
            Reach(words - 1);
            for (var i = 1; i < stored.Length; i++) _words[(i - 1) >> 3] |= (ulong)stored[i] << (((i - 1) & 7) * 8);
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
