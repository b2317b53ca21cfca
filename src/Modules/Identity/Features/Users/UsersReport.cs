using System.Globalization;
using System.Runtime.CompilerServices;
using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>People as rows of a file, which is also the sheet by which many are changed in one go.</summary>
internal sealed class PeopleRows(AppDb db, UserLines lines)
{
    private const int Batch = 2_000;

    /// <summary>Columns of the file.</summary>
    public static ExportColumn[] Columns() => [.. PeopleSheet.Columns(), new(Texts.RoleLabel, 16), new(Texts.StatusLabel, 10), new(Texts.LastSignIn, 20, CellKind.Moment)];

    /// <summary>The people by name, a batch at a time.</summary>
    public async IAsyncEnumerable<object?[]> ReadAsync(IQueryable<UserRow> users, Actor actor, TimeZoneInfo zone, [EnumeratorCancellation] CancellationToken ct)
    {
        var (names, paths) = await DepartmentsAsync(ct);
        var (name, last) = ("", new UserId(Guid.Empty));
        while (true)
        {
            // Where the former batch ended, in the index of the order; of each only what the file shows.
            var rows = await users.AsNoTracking().Where(u => EF.Functions.GreaterThan(ValueTuple.Create(u.NameSort, u.Id), ValueTuple.Create(name, last))).OrderBy(u => u.NameSort).ThenBy(u => u.Id).Take(Batch)
                .Select(u => new UserRow
                {
                    Id = u.Id, TenantId = u.TenantId, Login = u.Login, LoginKey = u.LoginKey, Name = u.Name, NameSort = u.NameSort, Phone = u.Phone, Email = u.Email, EmployeeNumber = u.EmployeeNumber, Title = u.Title,
                    EntryDate = u.EntryDate, DepartmentId = u.DepartmentId, AccountType = u.AccountType, IsSuperAdmin = u.IsSuperAdmin, Status = u.Status, LastSignInAt = u.LastSignInAt, SearchText = "", Language = "",
                })
                .ToListAsync(ct);
            if (rows.Count == 0) yield break;
            (name, last) = (rows[^1].NameSort, rows[^1].Id);
            foreach (var line in await lines.OfAsync(rows, actor, ct, names))
            {
                var places = string.Join("; ", line.DepartmentIds.Select(d => paths[d]));
                // Code and number stand in columns of their own in the sheet.
                var (code, number) = line.Phone is { } phone && phone.IndexOf(' ', StringComparison.Ordinal) is var gap and > 0 ? (phone[1..gap], phone[(gap + 1)..]) : ("", line.Phone);
                yield return
                [
                    line.Login, line.Name, code, number, line.Email, places, line.Title, line.EmployeeNumber, line.EntryDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), PeopleWords.Of(line.AccountType),
                    line.SuperAdmin ? Texts.RoleSuperAdmin : string.Join(", ", line.Roles.Prepend(line.Admin ? Texts.RoleAdmin : null).OfType<string>().DefaultIfEmpty(Texts.RoleMember)), PeopleWords.Of(line.Status),
                    line.LastSignInAt is { } at ? TimeZoneInfo.ConvertTime(at, zone).DateTime : null,
                ];
            }

            if (rows.Count < Batch) yield break;
        }
    }

    private async Task<(Dictionary<DepartmentId, string> Names, Dictionary<DepartmentId, string> Paths)> DepartmentsAsync(CancellationToken ct)
    {
        var rows = await db.Departments.AsNoTracking().Select(d => new { d.Id, d.Name, d.Path }).ToListAsync(ct);
        var names = rows.ToDictionary(d => d.Id.Value, d => d.Name);
        return (rows.ToDictionary(d => d.Id, d => d.Name), rows.ToDictionary(d => d.Id, d => string.Join(DepartmentRules.Separator, d.Path.Select(p => names.GetValueOrDefault(p, "?")))));
    }
}

/// <summary>People as a file; over the query of the list.</summary>
internal sealed class UsersReport(PeopleQuery people, ManagementScope scope, PeopleRows rows) : IReport
{
    public string Code => "users.list";

    public string Name => Texts.UsersTitle;

    public ReportKind Kind => ReportKind.People;

    public string Permission => IdentityPermissions.UsersExport;

    public Scoping Scoping => Scoping.ByQuery;

    public IReadOnlyList<string> Shows => [IdentityPermissions.UsersPhone, IdentityPermissions.UsersEmail];

    public string Page => "/console/users";

    public IReadOnlyList<ReportField> Fields =>
    [
        ReportField.Text("q", Texts.ColName), ReportField.Department(Texts.DepartmentLabel),
        ReportField.Choice("status", Texts.StatusLabel, new[] { UserStatus.Normal, UserStatus.NotActivated, UserStatus.Disabled }.Select(s => (s.ToString().ToLowerInvariant(), PeopleWords.Of(s)))),
        ReportField.Choice("type", Texts.ColType, Enum.GetValues<AccountType>().Select(t => (t.ToString().ToLowerInvariant(), PeopleWords.Of(t)))),
    ];

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var chosen = PeopleRoutes.Chosen(order.Criteria.Get("ids"));
        var users = chosen is null ? await people.FindAsync(PeopleRoutes.Filter(order.Criteria.Get), order.Actor, ct) : scope.Users(order.Actor).Where(u => chosen.Contains(u.Id));
        return new ReportTable(PeopleRows.Columns(), rows.ReadAsync(users, order.Actor, order.Zone, ct), await users.LongCountAsync(ct));
    }
}
