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

    /// <summary>Apache Parquet, for evaluation by programs. Only the download centre writes it.</summary>
    Parquet,
}

/// <summary>What the cells of a column hold: formats with types need to know it before the first row.</summary>
public enum CellKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number: <see cref="int"/> or <see cref="long"/>.</summary>
    Number,

    /// <summary>A number with decimals: <see cref="double"/>.</summary>
    Decimal,

    /// <summary>A clock reading: <see cref="DateTime"/>.</summary>
    Moment,

    /// <summary>A duration: <see cref="TimeSpan"/>.</summary>
    Duration,
}

/// <summary>A column of an exported table.</summary>
/// <param name="Title">Head.</param>
/// <param name="Width">Width in characters.</param>
/// <param name="Kind">What the cells hold.</param>
public sealed record ExportColumn(string Title, double Width = 16, CellKind Kind = CellKind.Text);

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
        format == ExportFormat.Csv ? CsvTable.WriteAsync(to, columns, rows, ct) : Workbook.WriteAsync(to, [new WorkbookSheet(sheet, columns, rows, [])], ct);

    /// <summary>Writes several tables: a sheet each, or one below the other in a CSV.</summary>
    public static Task WriteSheetsAsync(Stream to, ExportFormat format, IReadOnlyList<ExportSheet> sheets, CancellationToken ct) =>
        format == ExportFormat.Csv ? CsvTable.WriteSheetsAsync(to, sheets, ct) : Workbook.WriteAsync(to, [.. sheets.Select(s => new WorkbookSheet(s.Name, s.Columns, s.Rows.ToAsyncEnumerable(), s.Head) { Filter = false })], ct);

    /// <summary>Writes a table of any length as a workbook, with what it is about on a sheet of its own at the end. Past 1,048,576 rows it goes on in further sheets.</summary>
    public static Task WriteWorkbookAsync(Stream to, string sheet, IReadOnlyList<ExportColumn> columns, IAsyncEnumerable<object?[]> rows, ExportSheet about, CancellationToken ct) =>
        Workbook.WriteAsync(to, [new WorkbookSheet(sheet, columns, rows, []), new WorkbookSheet(about.Name, about.Columns, about.Rows.ToAsyncEnumerable(), about.Head) { Filter = false }], ct);

    /// <summary>A temporary file that goes away when it is closed.</summary>
    public static FileStream NewFile() =>
        new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.Asynchronous | FileOptions.DeleteOnClose);

    /// <summary>File name extension, without dot.</summary>
    public static string Extension(ExportFormat format) => format switch { ExportFormat.Csv => "csv", ExportFormat.Parquet => "parquet", _ => "xlsx" };

    /// <summary>Media type.</summary>
    public static string MediaType(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8", ExportFormat.Parquet => "application/vnd.apache.parquet", _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };

    /// <summary>Sends a finished file as a download.</summary>
    public static async Task SendAsync(HttpContext http, Stream file, ExportFormat format, string name, CancellationToken ct)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = MediaType(format);
        http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, ct);
    }
}
