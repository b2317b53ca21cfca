using System.Globalization;
using System.Text;

namespace Huitang.Kernel;

/// <summary>Text on its way into a file: gathered as UTF-8 in one buffer and written on in large pieces, so that a million rows cost no strings of their own.</summary>
internal sealed class Utf8Sink(Stream to)
{
    private const int Piece = 64 * 1024;

    private byte[] _buffer = new byte[Piece + 8 * 1024];
    private int _length;

    /// <summary>Whether there is enough to be written on.</summary>
    public bool Full => _length >= Piece;

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Characters as they are.</summary>
    public void Text(ReadOnlySpan<char> text) => _length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));

    /// <summary>A number, independent of language.</summary>
    public void Number<T>(T value) where T : IUtf8SpanFormattable
    {
        var room = Room(64);
        if (value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture)) _length += written;
        else Text(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
    }

    /// <summary>A clock reading, <c>yyyy-MM-dd HH:mm:ss</c>.</summary>
    public void Clock(DateTime time)
    {
        var to = Room(19);
        var (year, month, day) = time;
        Digits(to, year / 100);
        Digits(to[2..], year % 100);
        Digits(to[5..], month);
        Digits(to[8..], day);
        Digits(to[11..], time.Hour);
        Digits(to[14..], time.Minute);
        Digits(to[17..], time.Second);
        (to[4], to[7], to[10], to[13], to[16]) = ((byte)'-', (byte)'-', (byte)' ', (byte)':', (byte)':');
        _length += 19;
    }

    /// <summary>A duration, <c>h:mm:ss</c>.</summary>
    public void Duration(TimeSpan span)
    {
        Number((long)span.TotalHours);
        var to = Room(6);
        (to[0], to[3]) = ((byte)':', (byte)':');
        Digits(to[1..], Math.Abs(span.Minutes));
        Digits(to[4..], Math.Abs(span.Seconds));
        _length += 6;
    }

    /// <summary>Writes on what was gathered.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        await to.WriteAsync(_buffer.AsMemory(0, _length), ct);
        _length = 0;
    }

    private static void Digits(Span<byte> to, int two) => (to[0], to[1]) = ((byte)('0' + two / 10), (byte)('0' + two % 10));

    private Span<byte> Room(int needed)
    {
        if (_buffer.Length - _length < needed) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + needed));
        return _buffer.AsSpan(_length);
    }
}
