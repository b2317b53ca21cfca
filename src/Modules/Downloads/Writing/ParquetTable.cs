using Parquet;
using Parquet.Schema;

namespace Huitang.Downloads.Writing;

/// <summary>Writes tables as Parquet, some ten thousand rows at a time. Text is text, numbers are numbers, clock readings are timestamps without a zone (which is named in the file's metadata), durations are seconds.</summary>
internal static class ParquetTable
{
    private const int Group = 20_000;

    public static async Task WriteAsync(Stream to, IReadOnlyList<ExportColumn> columns, IAsyncEnumerable<object?[]> rows, IReadOnlyDictionary<string, string> about, CancellationToken ct)
    {
        var fields = Fields(columns);
        var buffers = columns.Select((c, i) => Buffer.For(fields[i], c.Kind)).ToList();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. fields.Cast<Field>()]), to, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = System.IO.Compression.CompressionLevel.Fastest }, cancellationToken: ct);
        writer.CustomMetadata = about;
        var count = 0;
        await foreach (var row in rows.WithCancellation(ct))
        {
            for (var i = 0; i < buffers.Count; i++) buffers[i].Add(row[i]);
            if (++count % Group == 0) await FlushAsync(writer, buffers, ct);
        }

        if (count % Group > 0 || count == 0) await FlushAsync(writer, buffers, ct);
    }

    private static async Task FlushAsync(ParquetWriter writer, List<Buffer> buffers, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var group = writer.CreateRowGroup();
        foreach (var buffer in buffers) await buffer.WriteAsync(group, ct);
        group.CompleteValidate();
    }

    // Names of columns are unique in Parquet.
    private static List<DataField> Fields(IReadOnlyList<ExportColumn> columns)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. columns.Select(column =>
        {
            var name = column.Title;
            for (var n = 2; !names.Add(name); n++) name = $"{column.Title} {n.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            return column.Kind switch
            {
                CellKind.Number => new DataField(name, typeof(long), isNullable: true),
                CellKind.Decimal or CellKind.Duration => new DataField(name, typeof(double), isNullable: true),
                CellKind.Moment => new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: false, DateTimeTimeUnit.Millis, isNullable: true),
                _ => new DataField(name, typeof(string), isNullable: true),
            };
        })];
    }

    private abstract class Buffer
    {
        public static Buffer For(DataField field, CellKind kind) => kind switch
        {
            CellKind.Number => new Values<long>(field, v => Convert.ToInt64(v, System.Globalization.CultureInfo.InvariantCulture)),
            CellKind.Decimal => new Values<double>(field, v => Convert.ToDouble(v, System.Globalization.CultureInfo.InvariantCulture)),
            CellKind.Duration => new Values<double>(field, v => ((TimeSpan)v).TotalSeconds),
            CellKind.Moment => new Values<DateTime>(field, v => (DateTime)v),
            _ => new Texts(field),
        };

        public abstract void Add(object? value);

        public abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken ct);
    }

    private sealed class Values<T>(DataField field, Func<object, T> read) : Buffer where T : struct
    {
        private readonly T?[] _values = new T?[Group];
        private int _count;

        public override void Add(object? value) => _values[_count++] = value is null ? null : read(value);

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken ct)
        {
            await group.WriteAsync<T>(field, _values.AsMemory(0, _count), cancellationToken: ct);
            _count = 0;
        }
    }

    private sealed class Texts(DataField field) : Buffer
    {
        private readonly List<string?> _values = new(Group);

        public override void Add(object? value) => _values.Add(value switch { null => null, string text => text, IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture), _ => value.ToString() });

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken ct)
        {
            await group.WriteAsync(field, _values);
            _values.Clear();
        }
    }
}
