using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Huitang.Kernel;

/// <summary>A table of a workbook.</summary>
/// <param name="Name">Name of the sheet.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Head">Lines above the table.</param>
internal sealed record WorkbookSheet(string Name, IReadOnlyList<ExportColumn> Columns, IAsyncEnumerable<object?[]> Rows, IReadOnlyList<object?[]> Head)
{
    /// <summary>Whether the head of the table filters.</summary>
    public bool Filter { get; init; } = true;
}

/// <summary>
/// Writes workbooks row by row with flat memory, straight as compressed XML: bold frozen heads, filters, real dates and durations. Text is written as inline text, which is
/// never evaluated, whatever it begins with. The parts that name the sheets come last, since a table that is too long for one sheet goes on in the next.
/// </summary>
internal static class Workbook
{
    /// <summary>Most rows of a sheet, the head included.</summary>
    public const int RowLimit = 1_048_576;

    private const int CellLimit = 32_767;
    private const string Declaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static readonly DateTime s_epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    public static async Task WriteAsync(Stream to, IReadOnlyList<WorkbookSheet> sheets, CancellationToken ct)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var names = new List<string>();
        foreach (var sheet in sheets) await WriteAsync(zip, sheet, names, ct);
        Part(zip, "xl/styles.xml", Styles);
        Part(zip, "xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets>{Each(names, (name, n) => $"""<sheet name="{Escaped(name)}" sheetId="{n}" r:id="rId{n}"/>""")}</sheets></workbook>""");
        Part(zip, "xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{Each(names, (_, n) => $"""<Relationship Id="rId{n}" Type="{Relations}/worksheet" Target="worksheets/sheet{n}.xml"/>""")}<Relationship Id="rIdStyles" Type="{Relations}/styles" Target="styles.xml"/></Relationships>
            """);
        Part(zip, "_rels/.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        const string type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        Part(zip, "[Content_Types].xml", $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{type}.styles+xml"/>{Each(names, (_, n) => $"""<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{type}.worksheet+xml"/>""")}</Types>
            """);
    }

    private static async Task WriteAsync(ZipArchive zip, WorkbookSheet sheet, List<string> names, CancellationToken ct)
    {
        await using var rows = sheet.Rows.GetAsyncEnumerator(ct);
        var more = await rows.MoveNextAsync();
        var part = 1;
        do
        {
            names.Add(SheetName(sheet.Name, names, part++));
            await using var entry = zip.CreateEntry($"xl/worksheets/sheet{names.Count.ToString(CultureInfo.InvariantCulture)}.xml", CompressionLevel.Fastest).Open();
            var sink = new Utf8Sink(entry);
            var top = sheet.Head.Count + (sheet.Head.Count > 0 ? 2 : 1);
            sink.Text(string.Create(CultureInfo.InvariantCulture, $"""{Declaration}<worksheet xmlns="{Main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"""));
            if (sheet.Columns.Count > 0) sink.Text($"<cols>{Each(sheet.Columns, (c, n) => $"""<col min="{n}" max="{n}" width="{c.Width.ToString(CultureInfo.InvariantCulture)}" customWidth="1"/>""")}</cols>");
            sink.Raw("<sheetData>"u8);
            foreach (var line in sheet.Head) Row(sink, line, Plain);
            if (sheet.Head.Count > 0) Row(sink, [], Plain);
            Row(sink, sheet.Columns.Select(c => (object?)c.Title).ToArray(), Bold);
            var count = top;
            for (; more && count < RowLimit; count++)
            {
                Row(sink, rows.Current, Plain);
                if (sink.Full) await sink.FlushAsync(ct);
                more = await rows.MoveNextAsync();
            }

            sink.Raw("</sheetData>"u8);
            if (sheet.Filter && sheet.Columns.Count > 0) sink.Text(string.Create(CultureInfo.InvariantCulture, $"""<autoFilter ref="A{top}:{Letters(sheet.Columns.Count)}{count}"/>"""));
            sink.Raw("</worksheet>"u8);
            await sink.FlushAsync(ct);
        }
        while (more);
    }

    private static ReadOnlySpan<byte> Plain => " s=\"0\""u8;

    private static ReadOnlySpan<byte> Bold => " s=\"1\""u8;

    private static void Row(Utf8Sink sink, object?[] cells, ReadOnlySpan<byte> style)
    {
        sink.Raw("<row>"u8);
        foreach (var cell in cells) Cell(sink, cell, style);
        sink.Raw("</row>"u8);
    }

    private static void Cell(Utf8Sink sink, object? value, ReadOnlySpan<byte> style)
    {
        switch (value)
        {
            case null: sink.Raw("<c/>"u8); break;
            case DateTime time: Value(sink, (time - s_epoch).TotalDays, " s=\"2\""u8); break;
            case TimeSpan span: Value(sink, span.TotalDays, " s=\"3\""u8); break;
            case int number: Value(sink, number, style); break;
            case long number: Value(sink, number, style); break;
            case short number: Value(sink, number, style); break;
            case double number when double.IsFinite(number): Value(sink, number, style); break;
            case decimal number: Value(sink, number, style); break;
            default:
                sink.Raw("<c t=\"inlineStr\""u8);
                sink.Raw(style);
                sink.Raw("><is><t xml:space=\"preserve\">"u8);
                Text(sink, value as string ?? value.ToString() ?? "");
                sink.Raw("</t></is></c>"u8);
                break;
        }
    }

    private static void Value<T>(Utf8Sink sink, T number, ReadOnlySpan<byte> style) where T : IUtf8SpanFormattable
    {
        sink.Raw("<c"u8);
        sink.Raw(style);
        sink.Raw("><v>"u8);
        sink.Number(number);
        sink.Raw("</v></c>"u8);
    }

    // Plain stretches go over as they are; what XML cannot hold is left out.
    private static void Text(Utf8Sink sink, ReadOnlySpan<char> text)
    {
        if (text.Length > CellLimit) text = text[..(char.IsHighSurrogate(text[CellLimit - 1]) ? CellLimit - 1 : CellLimit)];
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\uD800' and not ('&' or '<' or '>') or '\n' or '\t' or >= '\uE000' and < '\uFFFE') continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            sink.Text(text[from..i]);
            from = i + 1;
            switch (c)
            {
                case '&': sink.Raw("&amp;"u8); break;
                case '<': sink.Raw("&lt;"u8); break;
                case '>': sink.Raw("&gt;"u8); break;
                case '\r': sink.Raw("&#13;"u8); break;
                default: break;
            }
        }

        sink.Text(text[from..]);
    }

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(Encoding.UTF8.GetBytes(Declaration + xml));
    }

    private static string Each<T>(IEnumerable<T> items, Func<T, string, string> write) => string.Concat(items.Select((item, i) => write(item, (i + 1).ToString(CultureInfo.InvariantCulture))));

    private static string Escaped(string text) => System.Security.SecurityElement.Escape(text);

    // At most 31 characters, none of those that references use, and every name once.
    private static string SheetName(string name, List<string> taken, int part)
    {
        var clean = new string(name.Select(c => c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' || char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c).ToArray()).Trim('\'', ' ');
        for (var n = part; ; n++)
        {
            var mark = n == 1 ? "" : $" ({n.ToString(CultureInfo.InvariantCulture)})";
            var most = 31 - mark.Length;
            var fit = (clean.Length > most ? clean[..most] : clean.Length == 0 ? "1" : clean) + mark;
            if (!taken.Contains(fit, StringComparer.OrdinalIgnoreCase)) return fit;
        }
    }

    private static string Letters(int column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26) letters = (char)('A' + (column - 1) % 26) + letters;
        return letters;
    }

    private const string Styles = $"""
        <styleSheet xmlns="{Main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>
        """;
}
