using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Huitang.Kernel;

/// <summary>Writes a workbook with one sheet, row by row: bold frozen head, filter, real dates and durations.</summary>
internal static class Workbook
{
    private const int CellLimit = 32_767;
    private const uint Head = 1;
    private const uint Moment = 2;
    private const uint Duration = 3;
    private static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    public static async Task WriteAsync(Stream to, string sheet, IReadOnlyList<ExportColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        using var document = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var part = workbook.AddNewPart<WorksheetPart>();
        using (var writer = OpenXmlWriter.Create(part))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
            writer.WriteElement(new Columns(columns.Select((c, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = c.Width, CustomWidth = true })));
            writer.WriteStartElement(new SheetData());
            Row(writer, columns.Select(c => (object?)c.Title), Head);
            var count = 1;
            await foreach (var row in rows.WithCancellation(ct))
            {
                Row(writer, row, 0);
                count++;
            }

            writer.WriteEndElement();
            writer.WriteElement(new AutoFilter { Reference = $"A1:{Letters(columns.Count)}{count.ToString(CultureInfo.InvariantCulture)}" });
            writer.WriteEndElement();
        }

        workbook.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(new Sheets(new Sheet { Name = SheetName(sheet), SheetId = 1, Id = workbook.GetIdOfPart(part) }));
        workbook.Workbook.Save();
    }

    public static void WriteSheets(Stream to, IReadOnlyList<ExportSheet> sheets)
    {
        using var document = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var list = new Sheets();
        foreach (var sheet in sheets)
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            using (var writer = OpenXmlWriter.Create(part))
            {
                var top = (uint)sheet.Head.Count + (sheet.Head.Count > 0 ? 2u : 1u);
                var below = string.Create(CultureInfo.InvariantCulture, $"A{top + 1}");
                writer.WriteStartElement(new Worksheet());
                writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = top, TopLeftCell = below, ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
                writer.WriteElement(new Columns(sheet.Columns.Select((c, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = c.Width, CustomWidth = true })));
                writer.WriteStartElement(new SheetData());
                foreach (var line in sheet.Head) Row(writer, line, 0);
                if (sheet.Head.Count > 0) Row(writer, [], 0);
                Row(writer, sheet.Columns.Select(c => (object?)c.Title), Head);
                foreach (var row in sheet.Rows) Row(writer, row, 0);
                writer.WriteEndElement();
                writer.WriteEndElement();
            }

            list.Append(new Sheet { Name = SheetName(sheet.Name), SheetId = (uint)list.ChildElements.Count + 1, Id = workbook.GetIdOfPart(part) });
        }

        workbook.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(list);
        workbook.Workbook.Save();
    }

    private static void Row(OpenXmlWriter writer, IEnumerable<object?> cells, uint style)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells) writer.WriteElement(Cell(cell, style));
        writer.WriteEndElement();
    }

    private static Cell Cell(object? value, uint style) => value switch
    {
        null => new Cell(),
        DateTime time => Number((time - Epoch).TotalDays, Moment),
        TimeSpan span => Number(span.TotalDays, Duration),
        int or long or short or double or decimal => new Cell { CellValue = new CellValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)), StyleIndex = style },
        // Inline text is never evaluated, whatever it begins with.
        _ => new Cell(new InlineString(new Text(Fit(value.ToString() ?? "")) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString, StyleIndex = style },
    };

    private static Cell Number(double days, uint style) => new() { CellValue = new CellValue(days.ToString("R", CultureInfo.InvariantCulture)), StyleIndex = style };

    private static string Fit(string text)
    {
        if (text.Length > CellLimit) text = text[..CellLimit];
        var fit = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp ? XmlConvert.IsXmlChar((char)rune.Value) : true) fit.Append(rune.ToString());
        }

        return fit.ToString();
    }

    private static string SheetName(string name)
    {
        var clean = new string(name.Select(c => c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' ? ' ' : c).ToArray()).Trim('\'', ' ');
        return clean.Length > 31 ? clean[..31] : clean.Length == 0 ? "1" : clean;
    }

    private static string Letters(int column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26) letters = (char)('A' + (column - 1) % 26) + letters;
        return letters;
    }

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy-mm-dd hh:mm" }, new NumberingFormat { NumberFormatId = 165, FormatCode = "[h]:mm:ss" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = 165, ApplyNumberFormat = true }));
}
