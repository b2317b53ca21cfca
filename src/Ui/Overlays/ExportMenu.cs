namespace Huitang.Ui;

/// <summary>The formats in which every list can be had as a file.</summary>
public static class ExportMenu
{
    /// <summary>Entries of the menu.</summary>
    /// <param name="address">Address of the file in a format: <c>xlsx</c>, <c>csv</c> or <c>parquet</c>.</param>
    public static IReadOnlyList<AppMenuItem> Items(Func<string, string> address) => [new("XLSX", Href: address("xlsx")), new("CSV", Href: address("csv")), new("Parquet", Href: address("parquet"))];
}
