using System.IO.Compression;

namespace Huitang.Meetings.Live;

/// <summary>
/// Samples of one participation as bytes, by columns.
/// <para>
/// Byte 0 is the version: 1 for what follows as it is, 2 for the same under Brotli (a whole, ended participation).
/// Then a stream of half bytes, low half first, of numbers: each half byte carries three bits, lowest first, and its fourth bit says that more follow.
/// Signed numbers are zig-zagged (0, −1, 1, −2, …).
/// </para>
/// <para>
/// Number of samples; number of columns; the times as signed differences from 10 s, in tenths of a second, the first from the time kept beside the pack.
/// Each column begins with its form: 0 no values; 1 the same value throughout; 2 a value for each sample; 3 as 2, but a bit per sample, four in a half byte, says first which are there.
/// Values are the first one and then signed differences from the value before. Columns: those of <see cref="Metric.All"/>, then processor limit (0/1), then link.
/// A reader takes columns it does not know for the end, and missing ones for empty.
/// </para>
/// </summary>
internal static class SamplePack
{
    private const byte Plain = 1;
    private const byte Compressed = 2;
    private const long Step = 100;
    private const long Tenth = TimeSpan.TicksPerSecond / 10;

    /// <summary>Packs samples, at least one, in order of time.</summary>
    public static byte[] Write(IReadOnlyList<TimedSample> samples)
    {
        var halves = new HalfBytes();
        halves.Put((ulong)samples.Count);
        halves.Put((ulong)Metric.All.Count + 2);
        for (var i = 1; i < samples.Count; i++) halves.PutSigned(((samples[i].At.UtcTicks - samples[i - 1].At.UtcTicks) / Tenth) - Step);
        foreach (var metric in Metric.All) Column(halves, samples.Select(s => metric.Stored(s.Values)).ToArray());
        Column(halves, samples.Select(s => (long?)(s.Values.CpuLimited ? 1 : 0)).ToArray());
        Column(halves, samples.Select(s => LinkNumber(s.Values.Link)).ToArray());
        return halves.ToArray(Plain);
    }

    /// <summary>Packs a whole participation for good.</summary>
    public static byte[] WriteSealed(IReadOnlyList<TimedSample> samples)
    {
        var plain = Write(samples);
        using var to = new MemoryStream();
        to.WriteByte(Compressed);
        using (var brotli = new BrotliStream(to, new BrotliCompressionOptions { Quality = 4 }, leaveOpen: true)) brotli.Write(plain.AsSpan(1));
        return to.ToArray();
    }

    /// <summary>Unpacks samples of which the first was at <paramref name="from"/>.</summary>
    public static IReadOnlyList<TimedSample> Read(byte[] body, DateTimeOffset from)
    {
        var halves = new HalfBytes(body[0] switch
        {
            Plain => body[1..],
            Compressed => Expand(body),
            var other => throw new InvalidDataException($"Quality samples of version {other}."),
        });
        var count = (int)halves.Take();
        var columns = (int)halves.Take();
        var times = new DateTimeOffset[count];
        for (var i = 0; i < count; i++) times[i] = i == 0 ? Metric.Clean(from) : times[i - 1].AddTicks((halves.TakeSigned() + Step) * Tenth);
        var values = new long?[columns][];
        for (var c = 0; c < columns; c++) values[c] = Column(halves, count);
        var known = Metric.All.Count;
        // Two columns stand behind the figures; figures added later come before them.
        var figures = Math.Max(0, columns - 2);
        var samples = new TimedSample[count];
        for (var i = 0; i < count; i++)
        {
            var row = new long?[Math.Min(known, figures)];
            for (var c = 0; c < row.Length; c++) row[c] = values[c][i];
            samples[i] = new TimedSample(times[i], Metric.Sample(row, values[figures][i] == 1, Metric.Links[(int)(values[figures + 1][i] ?? 0)]));
        }

        return samples;
    }

    private static byte[] Expand(byte[] body)
    {
        using var brotli = new BrotliStream(new MemoryStream(body, 1, body.Length - 1), CompressionMode.Decompress);
        using var to = new MemoryStream();
        brotli.CopyTo(to);
        return to.ToArray();
    }

    private static long? LinkNumber(string? link)
    {
        for (var i = 1; i < Metric.Links.Count; i++)
        {
            if (Metric.Links[i] == link) return i;
        }

        return null;
    }

    private static void Column(HalfBytes halves, long?[] values)
    {
        var there = values.Count(v => v is not null);
        var form = there == 0 ? 0ul : there < values.Length ? 3ul : values.All(v => v == values[0]) ? 1ul : 2ul;
        halves.Put(form);
        if (form == 1) halves.PutSigned(values[0]!.Value);
        if (form == 3)
        {
            for (var i = 0; i < values.Length; i += 4)
            {
                var bits = 0;
                for (var b = 0; b < 4 && i + b < values.Length; b++) bits |= values[i + b] is null ? 0 : 1 << b;
                halves.Raw(bits);
            }
        }

        if (form < 2) return;
        var before = 0L;
        foreach (var value in values)
        {
            if (value is not { } v) continue;
            halves.PutSigned(v - before);
            before = v;
        }
    }

    private static long?[] Column(HalfBytes halves, int count)
    {
        var values = new long?[count];
        var form = halves.Take();
        if (form == 0) return values;
        if (form == 1)
        {
            Array.Fill(values, halves.TakeSigned());
            return values;
        }

        var there = new bool[count];
        for (var i = 0; i < count; i += 4)
        {
            var bits = form == 3 ? halves.Raw() : 15;
            for (var b = 0; b < 4 && i + b < count; b++) there[i + b] = (bits & (1 << b)) != 0;
        }

        var before = 0L;
        for (var i = 0; i < count; i++)
        {
            if (there[i]) values[i] = before += halves.TakeSigned();
        }

        return values;
    }

    /// <summary>A stream of half bytes.</summary>
    private sealed class HalfBytes(byte[]? given = null)
    {
        private readonly List<byte> _bytes = given is null ? [] : [.. given];
        private int _at;

        public void Put(ulong number)
        {
            do
            {
                var rest = number >> 3;
                Raw((int)(number & 7) | (rest > 0 ? 8 : 0));
                number = rest;
            }
            while (number > 0);
        }

        public void PutSigned(long number) => Put((ulong)((number << 1) ^ (number >> 63)));

        public void Raw(int half)
        {
            if (_at % 2 == 0) _bytes.Add((byte)half);
            else _bytes[^1] |= (byte)(half << 4);
            _at++;
        }

        public int Raw()
        {
            if (_at / 2 >= _bytes.Count) throw new InvalidDataException("Quality samples end too soon.");
            var both = _bytes[_at / 2];
            return (_at++ % 2 == 0 ? both : both >> 4) & 15;
        }

        public ulong Take()
        {
            var number = 0ul;
            for (var shift = 0; ; shift += 3)
            {
                var half = Raw();
                number |= (ulong)(half & 7) << shift;
                if ((half & 8) == 0) return number;
            }
        }

        public long TakeSigned()
        {
            var number = Take();
            return (long)(number >> 1) ^ -(long)(number & 1);
        }

        public byte[] ToArray(byte version) => [version, .. _bytes];
    }
}
