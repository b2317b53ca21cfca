using System.IO.Compression;
using System.Text;
using System.Xml;
using Sylvan.Data.Csv;

namespace Huitang.Kernel;

/// <summary>One line of an uploaded table.</summary>
/// <param name="Line">Line as spreadsheet programs number it.</param>
/// <param name="Cells">Texts of the cells, trimmed; null for an empty one.</param>
/// <param name="Formula">Position of a cell with a formula, which is never evaluated; -1 for none.</param>
/// <param name="TooLong">Position of a cell longer than allowed, cut; -1 for none.</param>
public sealed record ImportLine(int Line, string?[] Cells, int Formula = -1, int TooLong = -1);

/// <summary>Why a file cannot be read at all.</summary>
public static class ImportErrors
{
    /// <summary>Neither a workbook nor a text table, or broken.</summary>
    public static readonly Error Unreadable = new("import.unreadable", ErrorKind.Invalid);

    /// <summary>The old binary format of workbooks.</summary>
    public static readonly Error OldWorkbook = new("import.old_workbook", ErrorKind.Invalid);

    /// <summary>Larger than the limit; the argument is the limit in megabytes.</summary>
    public static readonly Error TooLarge = new("import.too_large", ErrorKind.Invalid);

    /// <summary>Unpacks to more than any honest table.</summary>
    public static readonly Error Bomb = new("import.bomb", ErrorKind.Invalid);

    /// <summary>More lines than the limit; the argument is the limit.</summary>
    public static readonly Error TooManyLines = new("import.too_many_lines", ErrorKind.Invalid);

    /// <summary>A cell is longer than anything a field takes; arguments are the line and the limit.</summary>
    public static readonly Error CellTooLong = new("import.cell_too_long", ErrorKind.Invalid);

    /// <summary>No line but the head, or not even that.</summary>
    public static readonly Error Empty = new("import.empty", ErrorKind.Invalid);
}

/// <summary>A file refused as a whole.</summary>
public sealed class ImportException : Exception
{
    /// <summary>Says why.</summary>
    public ImportException(Error error, Exception? inner = null) : base(error?.Code, inner) => Error = error!;

    /// <summary>Why.</summary>
    public Error Error { get; }
}

/// <summary>Reads uploaded tables line by line with flat memory: XLSX, and CSV in UTF-8 or GB18030. Nothing in a file is ever evaluated.</summary>
public static class TableImport
{
    /// <summary>Longest cell, in characters; longer ones are named, not read.</summary>
    public const int CellLimit = 2_000;

    private const int CsvRecordLimit = 256 * 1024;

    /// <summary>Lines of the file, the head first. <paramref name="file"/> must be seekable.</summary>
    /// <exception cref="ImportException">The file is refused as a whole.</exception>
    public static IEnumerable<ImportLine> Read(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Position = 0;
        Span<byte> start = stackalloc byte[4];
        var read = file.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        if (read == 0) throw new ImportException(ImportErrors.Empty);
        file.Position = 0;
        if (start is [0x50, 0x4B, 0x03, 0x04]) return WorkbookReader.Read(file);
        if (start is [0xD0, 0xCF, 0x11, 0xE0]) throw new ImportException(ImportErrors.OldWorkbook);
        return ReadCsv(file);
    }

    private static IEnumerable<ImportLine> ReadCsv(Stream file)
    {
        var encoding = EncodingOf(file);
        file.Position = 0;
        using var text = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, 64 * 1024, leaveOpen: true);
        CsvDataReader csv;
        try
        {
            csv = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = false, MaxBufferSize = CsvRecordLimit, BufferSize = 32 * 1024, CsvStyle = CsvStyle.Standard });
        }
        catch (CsvFormatException e)
        {
            throw new ImportException(ImportErrors.Unreadable, e);
        }

        using (csv)
        {
            for (var line = 1; ; line++)
            {
                ImportLine? row;
                try
                {
                    row = csv.Read() ? Line(csv, line) : null;
                }
                catch (CsvRecordTooLargeException e)
                {
                    throw new ImportException(ImportErrors.CellTooLong.With(Text(line), Text(CellLimit)), e);
                }
                catch (Exception e) when (e is CsvFormatException or InvalidDataException or DecoderFallbackException)
                {
                    throw new ImportException(ImportErrors.Unreadable, e);
                }

                if (row is null) yield break;
                if (row.Cells.Any(c => c is not null)) yield return row;
            }
        }
    }

    private static ImportLine Line(CsvDataReader csv, int line)
    {
        var cells = new string?[Math.Min(csv.RowFieldCount, 100)];
        var (formula, tooLong) = (-1, -1);
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = csv.GetString(i);
            if (cell.Length > CellLimit)
            {
                tooLong = i;
                cell = cell[..CellLimit];
            }

            // What our own exports put before text that begins like a formula.
            if (cell.Length > 1 && cell[0] == '\'' && cell[1] is '=' or '+' or '-' or '@') cell = cell[1..];
            else if (cell.Length > 1 && cell[0] == '=') formula = i;
            cells[i] = Clean(cell);
        }

        return new ImportLine(line, cells, formula, tooLong);
    }

    internal static string? Clean(string text)
    {
        var trimmed = text.Replace("\0", "", StringComparison.Ordinal).Trim(' ', '\t', '\r', '\n', '\u00A0', '\u3000', '\uFEFF');
        return trimmed.Length == 0 ? null : trimmed;
    }

    internal static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>UTF-8 when all of the file is that, GB18030 otherwise; a byte order mark decides later by itself.</summary>
    private static Encoding EncodingOf(Stream file)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var bytes = new byte[64 * 1024];
        var chars = new char[64 * 1024 + 8];
        try
        {
            for (int read; (read = file.Read(bytes)) > 0;)
            {
                if (bytes.AsSpan(0, read).Contains((byte)0) && !(bytes[0] is 0xFF or 0xFE)) throw new ImportException(ImportErrors.Unreadable);
                strict.GetChars(bytes.AsSpan(0, read), chars, flush: false);
            }

            strict.GetChars([], chars, flush: true);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding("GB18030");
        }
    }
}
