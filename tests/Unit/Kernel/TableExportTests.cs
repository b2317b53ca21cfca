using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Kernel;

public sealed class TableExportTests
{
    private static readonly ExportColumn[] Columns = [new("主题"), new("人数"), new("时间"), new("时长"), new("空")];

    private static readonly object?[][] Rows =
    [
        ["=HYPERLINK(\"http://x\")", 3, new DateTime(2026, 11, 23, 10, 30, 0), TimeSpan.FromHours(25.5), null],
        ["＋1, \"quoted\"\r\n换行", -4L, new DateTime(2026, 1, 2), TimeSpan.FromSeconds(61), "\u0001\ud83d\ude00"],
        ["  @SUM(A1)", 1.5, new DateTime(2026, 1, 2), TimeSpan.Zero, "-1+1"],
    ];

    [Fact]
    public async Task Csv_text_is_never_a_formula_and_reads_back()
    {
        var csv = await WriteAsync(ExportFormat.Csv);
        Assert.Equal(Encoding.UTF8.GetPreamble(), csv[..3]);
        Assert.Equal(
            "主题,人数,时间,时长,空\r\n\"'=HYPERLINK(\"\"http://x\"\")\",3,2026-11-23 10:30:00,25:30:00,\r\n"
            + "\"'＋1, \"\"quoted\"\"\r\n换行\",-4,2026-01-02 00:00:00,0:01:01,\u0001😀\r\n'  @SUM(A1),1.5,2026-01-02 00:00:00,0:00:00,'-1+1\r\n",
            Encoding.UTF8.GetString(csv[3..]));
    }

    [Fact]
    public async Task A_workbook_is_valid_and_holds_text_as_text()
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(await WriteAsync(ExportFormat.Xlsx)), false);
        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath}: {e.Description}"));
        var rows = document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<Row>().Select(r => r.Elements<Cell>().ToList()).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Equal(["主题", "人数", "时间", "时长", "空"], rows[0].Select(c => c.InnerText));
        Assert.Equal((CellValues.InlineString, "=HYPERLINK(\"http://x\")"), (rows[1][0].DataType!.Value, rows[1][0].InnerText));
        Assert.Equal("46349.4375", rows[1][2].InnerText); // 2026-11-23 10:30 in days since 1899-12-30
        Assert.Equal("1.0625", rows[1][3].InnerText);
        Assert.Equal("😀", rows[2][4].InnerText);
        Assert.Empty(document.WorkbookPart.WorksheetParts.Single().Worksheet!.Descendants<CellFormula>());
    }

    [Fact]
    public async Task A_table_too_long_for_a_sheet_goes_on_in_the_next()
    {
        await using var file = TableExport.NewFile();
        const int rows = 1_048_576 + 10;
        var about = new ExportSheet("About", [new("a")], [["b"]], []);
        await TableExport.WriteWorkbookAsync(file, "数据", [new("n", 8, CellKind.Number)], Enumerable.Range(1, rows).Select(n => new object?[] { n }).ToAsyncEnumerable(), about, TestContext.Current.CancellationToken);
        file.Position = 0;
        using var document = SpreadsheetDocument.Open(file, false);
        Assert.Equal(["数据", "数据 (2)", "About"], document.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>().Select(s => s.Name!.Value));
        var second = (WorksheetPart)document.WorkbookPart.GetPartById(document.WorkbookPart.Workbook.Sheets!.Elements<Sheet>().ElementAt(1).Id!);
        var cells = second.Worksheet!.Descendants<Row>().Select(r => r.InnerText).ToList();
        Assert.Equal("n", cells[0]);
        Assert.Equal($"{rows}", cells[^1]);
        Assert.Equal(rows - 1_048_575 + 1, cells.Count);
    }

    private static async Task<byte[]> WriteAsync(ExportFormat format)
    {
        await using var stream = new MemoryStream();
        await TableExport.WriteAsync(stream, format, "即将召开: [1/2]", Columns, Rows.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
