using System.Globalization;
using Huitang.Identity.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Identity.Features.Departments;

/// <summary>Which columns a file of departments has; heads in Chinese or English.</summary>
internal sealed class DepartmentColumns
{
    private int _id = -1;
    private int _name = -1;
    private int _parent = -1;
    private int _sort = -1;

    public bool HasParent => _parent >= 0;

    public static Result<DepartmentColumns> Read(string?[] head)
    {
        var columns = new DepartmentColumns();
        for (var i = 0; i < head.Length; i++)
        {
            var title = (head[i] ?? "").TrimEnd('*', ' ');
            if (Is(title, nameof(Texts.ColDepartmentId))) columns._id = i;
            else if (Is(title, nameof(Texts.ColDepartmentName))) columns._name = i;
            else if (Is(title, nameof(Texts.ColParentPath))) columns._parent = i;
            else if (Is(title, nameof(Texts.ColPlace))) columns._sort = i;
        }

        return columns._name < 0 ? IdentityErrors.MissingColumn.With(Texts.ColDepartmentName) : columns;
    }

    public string? Id(ImportLine line) => Cell(line, _id);

    public string? Name(ImportLine line) => Cell(line, _name);

    public string? Parent(ImportLine line) => Cell(line, _parent);

    public string? Sort(ImportLine line) => Cell(line, _sort);

    private static string? Cell(ImportLine line, int at) => at >= 0 && at < line.Cells.Length ? line.Cells[at] : null;

    private static bool Is(string title, string key) => ImportTitles.Of(key).Contains(title, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Column heads in every language of the product: a file made in one is read in the other.</summary>
internal static class ImportTitles
{
    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("zh-CN"), CultureInfo.GetCultureInfo("en-US")];

    public static IReadOnlyList<string> Of(string key) => [.. Languages.Select(l => Texts.ResourceManager.GetString(key, l)!)];
}

/// <summary>Writes the tree as a file: also the sheet by which it is changed in one go.</summary>
[Requires(IdentityPermissions.DepartmentsRead, Scoping.ByQuery), Audited("department.export")]
internal sealed record ExportDepartments(ExportFormat Format, bool Template, Stream To) : IUseCase<int>;

internal sealed class ExportDepartmentsHandler(DepartmentsReport report, AuditNotes notes) : IHandler<ExportDepartments, int>
{
    public async Task<Result<int>> HandleAsync(ExportDepartments order, Actor actor, CancellationToken ct)
    {
        if (order.Template)
        {
            ExportSheet sheet = new(Texts.DepartmentsTitle, DepartmentsReport.Sheet(), [["", "平台部", "研发中心", 1], ["", "测试组", "研发中心/平台部", null]], []);
            ExportSheet help = new(Texts.ImportHelpSheet, [new(Texts.ImportHelpColumn, 20), new(Texts.ImportHelpText, 90)],
                [[Texts.ColDepartmentId, Texts.DepartmentHelpId], [Texts.ColDepartmentName, Texts.DepartmentHelpName], [Texts.ColParentPath, Texts.DepartmentHelpParent], [Texts.ColPlace, Texts.DepartmentHelpPlace]], []);
            if (order.Format == ExportFormat.Csv) await TableExport.WriteAsync(order.To, order.Format, sheet.Name, DepartmentsReport.Sheet(), sheet.Rows.ToAsyncEnumerable(), ct);
            else await TableExport.WriteSheetsAsync(order.To, order.Format, [sheet, help], ct);
            return 0;
        }

        var rows = await report.RowsAsync(actor, ct);
        await TableExport.WriteAsync(order.To, order.Format, Texts.DepartmentsTitle, DepartmentsReport.Columns(), rows.ToAsyncEnumerable(), ct);
        notes.Changed("rows", null, rows.Count);
        return rows.Count;
    }
}

/// <summary>The tree as a file, with head-counts.</summary>
internal sealed class DepartmentsReport(DepartmentCounts counts, ManagementScope scope) : IReport
{
    public string Code => "departments.list";

    public string Name => Texts.DepartmentsTitle;

    public ReportKind Kind => ReportKind.People;

    public string Permission => IdentityPermissions.DepartmentsRead;

    public Scoping Scoping => Scoping.ByQuery;

    public string Page => "/console/departments";

    public IReadOnlyList<ReportField> Fields => [];

    /// <summary>Columns of the file.</summary>
    public static ExportColumn[] Columns() => [.. Sheet(), new(Texts.ColPeople, 10), new(Texts.ColPeopleInAll, 14)];

    /// <summary>Columns of the sheet by which many are changed.</summary>
    public static ExportColumn[] Sheet() => [new(Texts.ColDepartmentId, 38), new(Texts.ColDepartmentName + "*", 24), new(Texts.ColParentPath, 44), new(Texts.ColPlace, 8)];

    /// <summary>A row for each department the actor manages, parents before children.</summary>
    public async Task<IReadOnlyList<object?[]>> RowsAsync(Actor actor, CancellationToken ct)
    {
        var rows = await scope.Departments(actor).AsNoTracking().ToListAsync(ct);
        var names = rows.ToDictionary(d => d.Id.Value, d => d.Name);
        var heads = await counts.ReadAsync(actor, rows.ToDictionary(d => d.Id, d => d.Path), ct);
        return
        [
            .. rows.Select(d => (Row: d, Parent: string.Join(DepartmentRules.Separator, d.Path[..^1].Select(p => names.GetValueOrDefault(p, "")).Where(n => n.Length > 0))))
                .OrderBy(l => l.Row.Path.Length).ThenBy(l => l.Parent, StringComparer.Ordinal).ThenBy(l => l.Row.Sort)
                .Select(l => new object?[] { l.Row.Id.ToString(), l.Row.Name, l.Parent, l.Row.Sort + 1, heads.Direct.GetValueOrDefault(l.Row.Id), heads.InAll.GetValueOrDefault(l.Row.Id) }),
        ];
    }

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var rows = await RowsAsync(order.Actor, ct);
        return new ReportTable(Columns(), rows.ToAsyncEnumerable(), rows.Count);
    }
}

/// <summary>Downloads.</summary>
internal static class DepartmentRoutes
{
    public static void MapDepartments(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/departments/export", async (HttpContext http, UseCases useCases, IExportDesk desk, CancellationToken ct) =>
        {
            var (format, template) = (ExportRoutes.Format(http), http.Request.Query.ContainsKey("template"));
            if (!template && await ExportRoutes.HandOverAsync(http, desk, "departments.list", ct) is { } elsewhere) return elsewhere;
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportDepartments(format, template, file), ct);
            if (result.Error is not null) return result.ToHttp();
            await TableExport.SendAsync(http, file, format, $"{(template ? Texts.DepartmentTemplateFile : Texts.DepartmentsTitle)}.{TableExport.Extension(format)}", ct);
            return Results.Empty;
        });
}
