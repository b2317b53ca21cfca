using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Huitang.Kernel;

/// <summary>Reads the first sheet of an XLSX as a stream of XML, with a limit on everything a hostile file could blow up.</summary>
internal static class WorkbookReader
{
    private const long UnpackedLimit = 1L << 30;
    private const long TextsLimit = 128L << 20;
    private const int RatioLimit = 100;
    private const int ColumnLimit = 100;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    public static IEnumerable<ImportLine> Read(Stream file)
    {
        ZipArchive zip;
        ZipArchiveEntry sheet;
        try
        {
            zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries)
            {
                if (entry.Length > UnpackedLimit || (entry.Length > 1 << 20 && entry.Length / Math.Max(1, entry.CompressedLength) > RatioLimit)) throw new ImportException(ImportErrors.Bomb);
            }

            if (zip.Entries.Count > 1_000 || zip.Entries.Sum(e => e.Length) > UnpackedLimit) throw new ImportException(ImportErrors.Bomb);
            sheet = zip.GetEntry("xl/worksheets/sheet1.xml")
                ?? zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal) && e.FullName.EndsWith(".xml", StringComparison.Ordinal)).OrderBy(e => e.FullName, StringComparer.Ordinal).FirstOrDefault()
                ?? throw new ImportException(ImportErrors.Unreadable);
        }
        catch (InvalidDataException e)
        {
            throw new ImportException(ImportErrors.Unreadable, e);
        }

        return Rows(zip, sheet);
    }

    private static IEnumerable<ImportLine> Rows(ZipArchive zip, ZipArchiveEntry sheet)
    {
        using (zip)
        {
            var texts = Guarded(() => Texts(zip));
            var dates = Guarded(() => DateStyles(zip));
            using var xml = Guarded(() => Open(sheet));
            using var rows = Lines(xml, texts, dates).GetEnumerator();
            while (Guarded(rows.MoveNext)) yield return rows.Current;
        }
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or FormatException or OverflowException or EndOfStreamException)
        {
            throw new ImportException(ImportErrors.Unreadable, e);
        }
    }

    private static IEnumerable<ImportLine> Lines(XmlReader xml, List<string> texts, HashSet<int> dates)
    {
        var counted = 0;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row" || !Ours(xml)) continue;
            counted = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : counted + 1;
            if (xml.IsEmptyElement) continue;
            var line = Row(xml, counted, texts, dates);
            if (line.Cells.Any(c => c is not null) || line.Formula >= 0) yield return line;
        }
    }

    private static ImportLine Row(XmlReader xml, int number, List<string> texts, HashSet<int> dates)
    {
        var cells = new List<string?>();
        var (formula, tooLong, column) = (-1, -1, -1);
        var depth = xml.Depth;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c") continue;
            column = Column(xml.GetAttribute("r")) is var at and >= 0 ? at : column + 1;
            var type = xml.GetAttribute("t");
            _ = int.TryParse(xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var style);
            if (xml.IsEmptyElement || column >= ColumnLimit)
            {
                if (!xml.IsEmptyElement) Skip(xml);
                continue;
            }

            var (text, hasFormula, cut) = Cell(xml);
            if (hasFormula) formula = column;
            if (cut) tooLong = column;
            if (type == "s") text = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < texts.Count ? texts[index] : throw new FormatException("No such text.");
            else if (type is null or "n" && dates.Contains(style)) text = Date(text);
            else if (type is null or "n") text = Number(text);
            if (text.Length > TableImport.CellLimit)
            {
                tooLong = column;
                text = text[..TableImport.CellLimit];
            }

            while (cells.Count <= column) cells.Add(null);
            cells[column] = TableImport.Clean(text);
        }

        return new ImportLine(number, [.. cells], formula, tooLong);
    }

    private static void Skip(XmlReader xml)
    {
        var depth = xml.Depth;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
        }
    }

    private static (string Text, bool Formula, bool Cut) Cell(XmlReader xml)
    {
        var depth = xml.Depth;
        var text = new StringBuilder();
        var (formula, cut, inText, inPhonetic) = (false, false, false, 0);
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName == "f": formula = true; break;
                case XmlNodeType.Element when xml.LocalName == "rPh": inPhonetic++; break;
                case XmlNodeType.EndElement when xml.LocalName == "rPh": inPhonetic--; break;
                case XmlNodeType.Element when xml.LocalName is "v" or "t": inText = !xml.IsEmptyElement; break;
                case XmlNodeType.EndElement when xml.LocalName is "v" or "t": inText = false; break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA when inText && inPhonetic == 0:
                    cut |= Append(xml, text);
                    break;
            }
        }

        return (text.ToString(), formula, cut);
    }

    // In pieces: a text node of ten megabytes is never held as one string.
    private static bool Append(XmlReader xml, StringBuilder text)
    {
        var piece = new char[512];
        var cut = false;
        for (int read; (read = xml.ReadValueChunk(piece, 0, piece.Length)) > 0;)
        {
            var room = TableImport.CellLimit + 1 - text.Length;
            if (room > 0) text.Append(piece, 0, Math.Min(room, read));
            cut |= read > room;
        }

        return cut;
    }

    private static List<string> Texts(ZipArchive zip)
    {
        var texts = new List<string>();
        if (zip.GetEntry("xl/sharedStrings.xml") is not { } part) return texts;
        using var xml = Open(part);
        long held = 0;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "si") continue;
            var text = xml.IsEmptyElement ? "" : Cell(xml).Text;
            held += text.Length * 2 + 40;
            if (held > TextsLimit) throw new ImportException(ImportErrors.Bomb);
            texts.Add(text);
        }

        return texts;
    }

    /// <summary>Positions of the cell formats that show dates.</summary>
    private static HashSet<int> DateStyles(ZipArchive zip)
    {
        var dates = new HashSet<int>();
        if (zip.GetEntry("xl/styles.xml") is not { } part) return dates;
        var own = new HashSet<int>();
        var (inFormats, index) = (false, 0);
        using var xml = Open(part);
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs") inFormats = xml.NodeType == XmlNodeType.Element;
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), out var id) && xml.GetAttribute("formatCode") is { } code && code.IndexOfAny(['y', 'Y']) >= 0) own.Add(id);
            if (!inFormats || xml.LocalName != "xf") continue;
            if (int.TryParse(xml.GetAttribute("numFmtId"), out var format) && (format is >= 14 and <= 17 or 22 or >= 27 and <= 31 or 36 or 50 or 57 or 58 || own.Contains(format))) dates.Add(index);
            index++;
        }

        return dates;
    }

    private static string Date(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) && days is > 0 and < 2_958_466
            ? Epoch.AddDays(Math.Floor(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : text;

    // Phone numbers typed as numbers: 1.3800001234E10 is a number's way of writing, not the person's.
    private static string Number(string text) =>
        text.Contains('E', StringComparison.OrdinalIgnoreCase) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("0.############", CultureInfo.InvariantCulture) : text;

    private static int Column(string? reference)
    {
        if (reference is null) return -1;
        var column = 0;
        foreach (var c in reference)
        {
            if (c is < 'A' or > 'Z') break;
            column = Math.Min(column * 26 + (c - 'A' + 1), 100_000);
        }

        return column - 1;
    }

    private static bool Ours(XmlReader xml) => xml.NamespaceURI is Main or Strict;

    private static XmlReader Open(ZipArchiveEntry part) => XmlReader.Create(
        new LimitedStream(part.Open(), UnpackedLimit),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, IgnoreComments = true, IgnoreProcessingInstructions = true });

    /// <summary>Stops an entry that unpacks to more than it declared or anybody needs.</summary>
    private sealed class LimitedStream(Stream inner, long limit) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            if ((_read += read) > limit) throw new ImportException(ImportErrors.Bomb);
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
