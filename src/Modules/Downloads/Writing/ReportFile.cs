using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Huitang.Downloads.Writing;

/// <summary>A finished file.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
internal sealed record WrittenFile(long Rows, long Size, string Sha256);

/// <summary>How far a file is; written by whoever writes it, read by whoever tells.</summary>
internal sealed class JobProgress
{
    private long _rows;

    /// <summary>Rows written.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Rows in all; null while unknown.</summary>
    public long? Total { get; set; }

    /// <summary>One more row.</summary>
    public void Row() => Interlocked.Increment(ref _rows);
}

/// <summary>Writes a report as a file, saying in it what it is about: heads of clock readings name the zone; workbooks have a sheet and Parquet files metadata besides.</summary>
internal static class ReportFile
{
    public static async Task<WrittenFile> WriteAsync(string path, ExportFormat format, string name, ReportTable table, IReadOnlyList<(string Label, string Value)> about, TimeZoneInfo zone, JobProgress progress, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.Asynchronous);
        var columns = table.Columns.Select(c => c.Kind == CellKind.Moment ? c with { Title = $"{c.Title} ({zone.Id})" } : format == ExportFormat.Parquet && c.Kind == CellKind.Duration ? c with { Title = c.Title + " (s)" } : c).ToList();
        var rows = Counted(table.Rows, progress, ct);
        switch (format)
        {
            case ExportFormat.Csv: await TableExport.WriteAsync(file, format, name, columns, rows, ct); break;
            case ExportFormat.Parquet: await ParquetTable.WriteAsync(file, columns, rows, about.ToDictionary(a => a.Label, a => a.Value), ct); break;
            default:
                var sheet = new ExportSheet(Texts.about_sheet, [new(Texts.about_what, 24), new(Texts.about_value, 60)], Lines(about, progress), []);
                await TableExport.WriteWorkbookAsync(file, name, columns, rows, sheet, ct);
                break;
        }

        await file.FlushAsync(ct);
        file.Position = 0;
        var hash = await SHA256.HashDataAsync(file, ct);
        return new WrittenFile(progress.Rows, file.Length, Convert.ToHexStringLower(hash));
    }

    // Read after the table: by then the rows are counted.
    private static IEnumerable<object?[]> Lines(IReadOnlyList<(string Label, string Value)> about, JobProgress progress)
    {
        foreach (var (label, value) in about) yield return [label, value];
        yield return [Texts.about_rows, progress.Rows.ToString("N0", CultureInfo.CurrentCulture)];
    }

    private static async IAsyncEnumerable<object?[]> Counted(IAsyncEnumerable<object?[]> rows, JobProgress progress, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in rows.WithCancellation(ct))
        {
            ct.ThrowIfCancellationRequested();
            progress.Row();
            yield return row;
        }
    }
}
