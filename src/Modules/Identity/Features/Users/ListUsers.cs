using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>People of the actor's scope by filter, a page at a time.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record ListUsers(PeopleFilter Filter, PageRequest Page) : IUseCase<PageOf<UserLine>>;

/// <summary>Somebody in the list. Phone and e-mail are masked unless the actor may see them.</summary>
internal sealed record UserLine(UserId Id, string Name, string Login)
{
    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? EmployeeNumber { get; init; }

    public string? Title { get; init; }

    public DateOnly? EntryDate { get; init; }

    /// <summary>Names, the main one first.</summary>
    public IReadOnlyList<string> Departments { get; init; } = [];

    /// <summary>The same departments.</summary>
    public IReadOnlyList<DepartmentId> DepartmentIds { get; init; } = [];

    public AccountType AccountType { get; init; }

    public bool SuperAdmin { get; init; }

    /// <summary>Whether the built-in administrator role is among the roles.</summary>
    public bool Admin { get; init; }

    /// <summary>Names of roles made here.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    public UserStatus Status { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public string? AvatarTag { get; init; }

    public bool HasEmail { get; init; }
}

internal sealed class ListUsersHandler(PeopleQuery people, UserLines lines) : IHandler<ListUsers, PageOf<UserLine>>
{
    public async Task<Result<PageOf<UserLine>>> HandleAsync(ListUsers order, Actor actor, CancellationToken ct)
    {
        var (rows, total) = await people.PageAsync(order.Filter, actor, order.Page, ct);
        return new PageOf<UserLine>(await lines.OfAsync(rows, actor, ct), total);
    }
}

/// <summary>The roles people can be filtered by.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record ListRoleNames : IUseCase<RoleName[]>;

/// <summary>A role.</summary>
internal sealed record RoleName(Guid Id, string Name, BuiltInRole BuiltIn);

internal sealed class ListRoleNamesHandler(AppDb db) : IHandler<ListRoleNames, RoleName[]>
{
    public async Task<Result<RoleName[]>> HandleAsync(ListRoleNames order, Actor actor, CancellationToken ct) =>
        (await db.Roles.AsNoTracking().Where(r => r.BuiltIn != BuiltInRole.Member).OrderBy(r => r.BuiltIn == BuiltInRole.None).ThenBy(r => r.BuiltIn).ThenBy(r => r.Name).ToListAsync(ct)).Select(r => new RoleName(r.Id, Features.Roles.RoleText.Name(r), r.BuiltIn)).ToArray();
}

/// <summary>Rows of accounts as lines of lists and files.</summary>
internal sealed class UserLines(AppDb db)
{
    /// <summary>Lines in the order of the rows.</summary>
    /// <param name="rows">Accounts.</param>
    /// <param name="actor">Who sees them.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="known">Names of all departments, where they are known already.</param>
    public async Task<List<UserLine>> OfAsync(IReadOnlyList<UserRow> rows, Actor actor, CancellationToken ct, IReadOnlyDictionary<DepartmentId, string>? known = null)
    {
        if (rows.Count == 0) return [];
        var ids = rows.Select(u => u.Id).ToList();
        var further = await db.UserDepartments.AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct);
        var names = known ?? await NamesAsync(rows.Select(u => u.DepartmentId).OfType<DepartmentId>().Concat(further.Select(f => f.DepartmentId)).Distinct().ToList(), ct);
        var roles = await (from has in db.UserRoles join role in db.Roles on has.RoleId equals role.Id where ids.Contains(has.UserId) select new { has.UserId, role.Name, role.BuiltIn }).ToListAsync(ct);
        var (rolesOf, furtherOf) = (roles.ToLookup(r => r.UserId), further.ToLookup(f => f.UserId, f => f.DepartmentId));
        var (phone, email) = (actor.Holds(IdentityPermissions.UsersPhone), actor.Holds(IdentityPermissions.UsersEmail));
        return [.. rows.Select(Line)];

        UserLine Line(UserRow u)
        {
            var departments = new[] { u.DepartmentId }.OfType<DepartmentId>().Concat(furtherOf[u.Id]).Where(names.ContainsKey).ToList();
            return new UserLine(u.Id, u.Name, u.Login)
            {
                Phone = phone ? u.Phone : AccountRules.MaskPhone(u.Phone), Email = email ? u.Email : AccountRules.MaskEmail(u.Email), EmployeeNumber = u.EmployeeNumber, Title = u.Title, EntryDate = u.EntryDate,
                DepartmentIds = departments, Departments = departments.ConvertAll(d => names[d]),
                AccountType = u.AccountType, SuperAdmin = u.IsSuperAdmin, Admin = rolesOf[u.Id].Any(r => r.BuiltIn == BuiltInRole.Administrator),
                Roles = [.. rolesOf[u.Id].Where(r => r.BuiltIn != BuiltInRole.Administrator).Select(r => Features.Roles.RoleText.Name(r.BuiltIn, r.Name))],
                Status = u.Status, LastSignInAt = u.LastSignInAt, DeletedAt = u.DeletedAt, AvatarTag = u.AvatarTag, HasEmail = u.Email is not null,
            };
        }
    }

    private async Task<IReadOnlyDictionary<DepartmentId, string>> NamesAsync(List<DepartmentId> departments, CancellationToken ct) =>
        await db.Departments.AsNoTracking().Where(d => departments.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
}
