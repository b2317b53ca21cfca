namespace Huitang.Ui;

/// <summary>The shape of a chart.</summary>
public enum ChartKind
{
    /// <summary>Lines over time.</summary>
    Line,

    /// <summary>Lines with the ground below filled.</summary>
    Area,

    /// <summary>Upright bars.</summary>
    Bar,

    /// <summary>Lying bars, for rankings: the first label stands on top.</summary>
    Rank,

    /// <summary>A ring of shares; uses the first series alone.</summary>
    Donut,
}

/// <summary>One series.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One value for each label; null where nothing was measured, which leaves a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double?> Values);

/// <summary>What a chart and its table show.</summary>
/// <param name="Labels">One for each point: a day, a department.</param>
/// <param name="Series">The series.</param>
/// <param name="Unit">Unit of the values; null for none.</param>
public sealed record ChartData(IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series, string? Unit = null)
{
    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty => Labels.Count == 0 || Series.All(s => s.Values.All(v => v is null));

    /// <summary>The table as CSV (RFC 4180). Cells that a spreadsheet would run as a formula get an apostrophe.</summary>
    public string ToCsv(string firstColumn)
    {
        var lines = new List<string> { string.Join(',', new[] { firstColumn }.Concat(Series.Select(s => s.Name)).Select(Cell)) };
        for (var i = 0; i < Labels.Count; i++)
        {
            var index = i;
            lines.Add(string.Join(',', new[] { Cell(Labels[i]) }.Concat(Series.Select(s => index < s.Values.Count ? s.Values[index]?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "" : ""))));
        }

        return string.Join("\r\n", lines) + "\r\n";
    }

    private static string Cell(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return text.AsSpan().IndexOfAny(',', '"', '\n') >= 0 || text.Contains('\r', StringComparison.Ordinal) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
