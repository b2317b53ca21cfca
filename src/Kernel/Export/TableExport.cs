using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Huitang.Kernel;

/// <summary>File formats of exported tables.</summary>
public enum ExportFormat
{
    /// <summary>Office Open XML workbook.</summary>
    Xlsx,

    /// <summary>Comma-separated, UTF-8 with byte order mark.</summary>
    Csv,
}

/// <summary>A column of an exported table.</summary>
/// <param name="Title">Head.</param>
/// <param name="Width">Width in characters.</param>
public sealed record ExportColumn(string Title, double Width = 16);

/// <summary>One table of a file with several.</summary>
/// <param name="Name">Name of the sheet.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Head">Lines above the table: what it is about.</param>
public sealed record ExportSheet(string Name, IReadOnlyList<ExportColumn> Columns, IEnumerable<object?[]> Rows, IReadOnlyList<object?[]> Head);

/// <summary>
/// Writes tables as files, row by row, whatever their length. Cells: text, numbers, <see cref="DateTime"/> as a clock reading
/// (callers convert to the reader's zone), <see cref="TimeSpan"/> as a duration, null as empty. Text is never taken for a formula.
/// </summary>
public static class TableExport
{
    /// <summary>Writes a table with one sheet. <paramref name="to"/> must be seekable for workbooks; <see cref="NewFile"/> is.</summary>
    public static Task WriteAsync(Stream to, ExportFormat format, string sheet, IReadOnlyList<ExportColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken ct) =>
        format == ExportFormat.Csv ? WriteCsvAsync(to, columns, rows, ct) : Workbook.WriteAsync(to, sheet, columns, rows, ct);

    /// <summary>Writes several tables: a sheet each, or one below the other in a CSV.</summary>
    public static Task WriteSheetsAsync(Stream to, ExportFormat format, IReadOnlyList<ExportSheet> sheets, CancellationToken ct)
    {
        if (format == ExportFormat.Csv) return WriteCsvSheetsAsync(to, sheets, ct);
        Workbook.WriteSheets(to, sheets);
        return Task.CompletedTask;
    }

    /// <summary>A temporary file that goes away when it is closed.</summary>
    public static FileStream NewFile() =>
        new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.Asynchronous | FileOptions.DeleteOnClose);

    /// <summary>File name extension, without dot.</summary>
    public static string Extension(ExportFormat format) => format == ExportFormat.Csv ? "csv" : "xlsx";

    /// <summary>Sends a finished file as a download.</summary>
    public static async Task SendAsync(HttpContext http, Stream file, ExportFormat format, string name, CancellationToken ct)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, ct);
    }

    private static async Task WriteCsvAsync(Stream to, IReadOnlyList<ExportColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        // Spreadsheet programs take the file for UTF-8 only by its mark.
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns.Select(c => CsvCell(c.Title))));
        await foreach (var row in rows.WithCancellation(ct)) await writer.WriteLineAsync(string.Join(',', row.Select(CsvCell)));
    }

    private static async Task WriteCsvSheetsAsync(Stream to, IReadOnlyList<ExportSheet> sheets, CancellationToken ct)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        for (var i = 0; i < sheets.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var sheet = sheets[i];
            if (i == 0) foreach (var line in sheet.Head) await writer.WriteLineAsync(string.Join(',', line.Select(CsvCell)));
            await writer.WriteLineAsync();
            await writer.WriteLineAsync(CsvCell(sheet.Name));
            await writer.WriteLineAsync(string.Join(',', sheet.Columns.Select(c => CsvCell(c.Title))));
            foreach (var row in sheet.Rows) await writer.WriteLineAsync(string.Join(',', row.Select(CsvCell)));
        }
    }

    private static string CsvCell(object? value)
    {
        var text = value switch
        {
            null => "",
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}"),
            string typed => Harmless(typed),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // A cell that begins like a formula is run as one by spreadsheet programs; an apostrophe makes it text.
    private static string Harmless(string text) =>
        text.TrimStart(' ', '\t', '\r', '\n', '\u00A0', '\u3000') is { Length: > 0 } start && start[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' || text.StartsWith('\t') || text.StartsWith('\r')
            ? "'" + text
            : text;
}
