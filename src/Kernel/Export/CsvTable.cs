using System.Buffers;
using System.Globalization;
using System.Text;

namespace Huitang.Kernel;

/// <summary>Writes tables as CSV, UTF-8 with a byte order mark: spreadsheet programs take the file for UTF-8 only by its mark.</summary>
internal static class CsvTable
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create("\",\r\n");

    public static async Task WriteAsync(Stream to, IReadOnlyList<ExportColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        var sink = new Utf8Sink(to);
        sink.Raw(Encoding.UTF8.Preamble);
        Line(sink, columns.Select(c => (object?)c.Title).ToArray());
        await foreach (var row in rows.WithCancellation(ct))
        {
            Line(sink, row);
            if (sink.Full) await sink.FlushAsync(ct);
        }

        await sink.FlushAsync(ct);
    }

    public static async Task WriteSheetsAsync(Stream to, IReadOnlyList<ExportSheet> sheets, CancellationToken ct)
    {
        var sink = new Utf8Sink(to);
        sink.Raw(Encoding.UTF8.Preamble);
        for (var i = 0; i < sheets.Count; i++)
        {
            var sheet = sheets[i];
            if (i == 0) foreach (var line in sheet.Head) Line(sink, line);
            Line(sink, []);
            Line(sink, [sheet.Name]);
            Line(sink, sheet.Columns.Select(c => (object?)c.Title).ToArray());
            foreach (var row in sheet.Rows)
            {
                Line(sink, row);
                if (sink.Full) await sink.FlushAsync(ct);
            }
        }

        await sink.FlushAsync(ct);
    }

    private static void Line(Utf8Sink sink, object?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) sink.Raw(","u8);
            Cell(sink, cells[i]);
        }

        sink.Raw("\r\n"u8);
    }

    private static void Cell(Utf8Sink sink, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: Text(sink, text); break;
            case DateTime time: sink.Clock(time); break;
            case TimeSpan span: sink.Duration(span); break;
            case int number: sink.Number(number); break;
            case long number: sink.Number(number); break;
            case IFormattable number: Text(sink, number.ToString(null, CultureInfo.InvariantCulture), harmless: true); break;
            default: Text(sink, value.ToString() ?? ""); break;
        }
    }

    private static void Text(Utf8Sink sink, string text, bool harmless = false)
    {
        var quoted = text.AsSpan().ContainsAny(s_quoted);
        if (quoted) sink.Raw("\""u8);
        if (!harmless && Formula(text)) sink.Raw("'"u8);
        sink.Text(quoted ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text);
        if (quoted) sink.Raw("\""u8);
    }

    // A cell that begins like a formula is run as one by spreadsheet programs; an apostrophe makes it text.
    private static bool Formula(ReadOnlySpan<char> text) =>
        text.Length > 0 && (text[0] is '\t' or '\r' || text.TrimStart(" \t\r\n\u00A0\u3000") is { Length: > 0 } start && start[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠');
}
