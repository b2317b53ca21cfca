using System.Globalization;
using System.Runtime.CompilerServices;
using Huitang.Identity.Access;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Identity.Features.Users;

/// <summary>Writes the people a filter finds as a file: also the sheet by which many are changed in one go.</summary>
[Requires(IdentityPermissions.UsersExport, Scoping.ByQuery), Audited("user.export")]
internal sealed record ExportUsers(PeopleFilter Filter, IReadOnlyList<UserId>? Users, ExportFormat Format, TimeZoneInfo Zone, Stream To) : IUseCase<int>;

internal sealed class ExportUsersHandler(PeopleQuery people, ManagementScope scope, PeopleRows rows, AuditNotes notes) : IHandler<ExportUsers, int>
{
    public async Task<Result<int>> HandleAsync(ExportUsers order, Actor actor, CancellationToken ct)
    {
        var chosen = order.Users?.Distinct().ToList();
        var users = chosen is null ? await people.FindAsync(order.Filter, actor, ct) : scope.Users(actor).Where(u => chosen.Contains(u.Id));
        var count = 0;
        await TableExport.WriteAsync(order.To, order.Format, Texts.UsersTitle, PeopleRows.Columns(), CountedAsync(ct), ct);
        notes.Changed("rows", null, count);
        notes.Changed("phones", null, actor.Holds(IdentityPermissions.UsersPhone));
        notes.Changed("emails", null, actor.Holds(IdentityPermissions.UsersEmail));
        return count;

        async IAsyncEnumerable<object?[]> CountedAsync([EnumeratorCancellation] CancellationToken stop)
        {
            await foreach (var row in rows.ReadAsync(users, actor, order.Zone, stop))
            {
                count++;
                yield return row;
            }
        }
    }
}

/// <summary>The sheet people are imported by.</summary>
internal static class PeopleSheet
{
    public static ExportColumn[] Columns() =>
    [
        new(Texts.ColLogin + "*", 20), new(Texts.ColName + "*", 16), new(Texts.ColCountryCode, 8), new(Texts.ColPhone, 18), new(Texts.ColEmail, 28), new(Texts.ColDepartments, 40), new(Texts.ColTitle, 18),
        new(Texts.ColNumber, 12), new(Texts.ColEntry, 14), new(Texts.ColType, 12),
    ];

    public static async Task WriteTemplateAsync(Stream to, ExportFormat format, CancellationToken ct)
    {
        object?[][] samples = [["zhangsan", "张三", "86", "13800001234", "zhangsan@example.com", "研发中心/平台部; 项目组", "工程师", "A0001", "2026-03-01", Texts.TypePremium], ["lisi", "李四", "", "", "lisi@example.com", "销售中心", "", "", "", Texts.TypeFree]];
        if (format == ExportFormat.Csv)
        {
            await TableExport.WriteAsync(to, format, Texts.UsersTitle, Columns(), samples.ToAsyncEnumerable(), ct);
            return;
        }

        object?[][] help =
        [
            [Texts.ColLogin, Texts.HelpLogin], [Texts.ColName, Texts.HelpName], [Texts.ColCountryCode, Texts.HelpCountryCode], [Texts.ColPhone, Texts.HelpPhone], [Texts.ColEmail, Texts.HelpEmail],
            [Texts.ColDepartments, Texts.HelpDepartments], [Texts.ColTitle, Texts.HelpTitle], [Texts.ColNumber, Texts.HelpNumber], [Texts.ColEntry, Texts.HelpEntry], [Texts.ColType, Texts.HelpType], [Texts.HelpEmptyTitle, Texts.HelpEmpty],
        ];
        await TableExport.WriteSheetsAsync(to, format, [new(Texts.UsersTitle, Columns(), samples, []), new(Texts.ImportHelpSheet, [new(Texts.ImportHelpColumn, 20), new(Texts.ImportHelpText, 100)], help, [])], ct);
    }
}

/// <summary>Downloads and pictures of people.</summary>
internal static class PeopleRoutes
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/console/users/export", ExportAsync);
        routes.MapGet("/console/users/import/template", async (HttpContext http, CancellationToken ct) =>
        {
            var format = FormatOf(http);
            await using var file = TableExport.NewFile();
            await PeopleSheet.WriteTemplateAsync(file, format, ct);
            await TableExport.SendAsync(http, file, format, $"{Texts.PeopleTemplateFile}.{TableExport.Extension(format)}", ct);
        });
        routes.MapGet("/console/users/operations/{id:guid}/result", async (Guid id, HttpContext http, UseCases useCases, CancellationToken ct) =>
        {
            var format = FormatOf(http);
            await using var file = TableExport.NewFile();
            var result = await useCases.RunAsync(new ExportOperation(id, !http.Request.Query.ContainsKey("all"), format, file), ct);
            if (result.Error is not null) return result.ToHttp();
            await TableExport.SendAsync(http, file, format, $"{Texts.ResultSheet}.{TableExport.Extension(format)}", ct);
            return Results.Empty;
        });
        routes.MapGet("/avatars/{id:guid}/{tag}", async (Guid id, string tag, HttpContext http, UseCases useCases, CancellationToken ct) =>
        {
            var result = await useCases.RunAsync(new GetAvatar(new UserId(id), tag), ct);
            if (result.Value is not { } image) return result.ToHttp();
            // The tag changes with the picture.
            http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
            return Results.Bytes(image, "image/webp");
        });
    }

    /// <summary>The filter in an address; what cannot be read is left out.</summary>
    public static PeopleFilter Filter(Func<string, string?> get) => new(
        Blank(get("q")), Named<UserStatus>(get("status")), Blank(get("role")), Named<AccountType>(get("type")), Guid.TryParse(get("dept"), out var id) ? new DepartmentId(id) : null,
        get("below") != "0", get("dept") == "none", get("bin") == "1");

    /// <summary>People chosen by id in an address; null when none are.</summary>
    public static List<UserId>? Chosen(string? ids) => ids?.Split(',').Select(i => Guid.TryParse(i, out var one) ? new UserId(one) : default).Where(i => i != default).ToList();

    /// <summary>The filter as parameters of an address.</summary>
    public static (string Key, string? Value)[] Address(PeopleFilter filter) =>
    [
        ("q", filter.Query), ("status", filter.Status?.ToString().ToLowerInvariant()), ("role", filter.Role), ("type", filter.Type?.ToString().ToLowerInvariant()),
        ("dept", filter.Nowhere ? "none" : filter.Department?.ToString()), ("below", filter.Below ? null : "0"), ("bin", filter.Bin ? "1" : null),
    ];

    private static async Task<IResult> ExportAsync(HttpContext http, UseCases useCases, TimeProvider time, IExportDesk desk, CancellationToken ct)
    {
        if (await ExportRoutes.HandOverAsync(http, desk, "users.list", ct) is { } elsewhere) return elsewhere;
        var query = http.Request.Query;
        var format = FormatOf(http);
        var viewer = new Viewer();
        if (TimeZoneInfo.TryFindSystemTimeZoneById(query["zone"].ToString(), out var zone)) viewer.Zone = zone;
        var chosen = Chosen(query.TryGetValue("ids", out var ids) ? ids.ToString() : null);
        await using var file = TableExport.NewFile();
        var result = await useCases.RunAsync(new ExportUsers(Filter(key => query[key].ToString()), chosen, format, viewer.Zone, file), ct);
        if (result.Error is not null) return result.ToHttp();
        await TableExport.SendAsync(http, file, format, string.Create(CultureInfo.InvariantCulture, $"{Texts.UsersTitle}-{viewer.Local(time.GetUtcNow()):yyyyMMdd-HHmm}.{TableExport.Extension(format)}"), ct);
        return Results.Empty;
    }

    private static ExportFormat FormatOf(HttpContext http) => string.Equals(http.Request.Query["format"], "csv", StringComparison.OrdinalIgnoreCase) ? ExportFormat.Csv : ExportFormat.Xlsx;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static T? Named<T>(string? name) where T : struct, Enum => Enum.TryParse<T>(name, true, out var value) && Enum.IsDefined(value) ? value : null;
}
