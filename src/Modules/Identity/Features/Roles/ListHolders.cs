using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Roles;

/// <summary>Who has a role, within the actor's scope.</summary>
/// <param name="Role">Role; the member role lists those without another.</param>
/// <param name="Query">Search.</param>
/// <param name="Page">Page.</param>
[Requires(IdentityPermissions.RolesRead, Scoping.ByQuery)]
internal sealed record ListHolders(Guid Role, string? Query, PageRequest Page) : IUseCase<PageOf<RoleHolder>>;

/// <summary>A holder.</summary>
internal sealed record RoleHolder(UserId Id, string Name, string Login, string Department, UserStatus Status, bool Limited, IReadOnlyList<ScopePlace> Places, DateTimeOffset? GivenAt, string? GivenBy);

/// <summary>A department of a scope.</summary>
internal sealed record ScopePlace(DepartmentId Id, string Name);

internal sealed class ListHoldersHandler(AppDb db, ManagementScope scope) : IHandler<ListHolders, PageOf<RoleHolder>>
{
    public async Task<Result<PageOf<RoleHolder>>> HandleAsync(ListHolders order, Actor actor, CancellationToken ct)
    {
        if (await db.Roles.AsNoTracking().SingleOrDefaultAsync(r => r.Id == order.Role, ct) is not { } role) return CommonErrors.NotFound;
        var users = scope.Users(actor).AsNoTracking().Matching(order.Query, actor.Holds(IdentityPermissions.UsersEmail), actor.Holds(IdentityPermissions.UsersPhone)).Holding(db, role);
        var (page, down) = (order.Page, order.Page.Descending);
        var ordered = page.Sort switch
        {
            "login" => down ? users.OrderByDescending(u => u.LoginKey) : users.OrderBy(u => u.LoginKey),
            "status" => down ? users.OrderByDescending(u => u.Status) : users.OrderBy(u => u.Status),
            _ => down ? users.OrderByDescending(u => u.Name) : users.OrderBy(u => u.Name),
        };
        var total = await users.CountAsync(ct);
        var chosen = await ordered.ThenBy(u => u.Id).Skip(page.Skip).Take(page.Take).ToListAsync(ct);
        var ids = chosen.Select(u => u.Id).ToList();
        var given = await db.UserRoles.AsNoTracking().Where(h => ids.Contains(h.UserId)).ToDictionaryAsync(h => h.UserId, ct);
        var places = (await db.RoleScopes.AsNoTracking().Where(s => ids.Contains(s.UserId) && s.Kind == PlaceKind.Department).ToListAsync(ct)).ToLookup(s => s.UserId, s => new DepartmentId(s.PlaceId));
        var departmentIds = chosen.Select(u => u.DepartmentId).OfType<DepartmentId>().Concat(places.SelectMany(p => p)).Distinct().ToList();
        var names = await db.Departments.AsNoTracking().Where(d => departmentIds.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var giverIds = given.Values.Select(g => g.GivenBy).OfType<UserId>().Distinct().ToList();
        var givers = await db.Users.AsNoTracking().Where(u => giverIds.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Name, ct);
        return new PageOf<RoleHolder>(chosen.Select(u => new RoleHolder(
            u.Id, u.Name, u.Login, u.DepartmentId is { } d ? names.GetValueOrDefault(d, "") : "", u.Status, given.GetValueOrDefault(u.Id)?.Limited == true,
            places[u.Id].Where(names.ContainsKey).Select(p => new ScopePlace(p, names[p])).ToList(), given.GetValueOrDefault(u.Id)?.GivenAt,
            given.GetValueOrDefault(u.Id)?.GivenBy is { } by ? givers.GetValueOrDefault(by) : null)).ToList(), total);
    }
}

/// <summary>Who has which role.</summary>
internal static class RoleHolders
{
    /// <summary>Those of the people who have the role; members are those without another. The super admin has none.</summary>
    public static IQueryable<UserRow> Holding(this IQueryable<UserRow> users, AppDb db, RoleRow role)
    {
        var id = role.Id;
        var any = db.UserRoles.Select(h => h.UserId);
        var holders = db.UserRoles.Where(h => h.RoleId == id).Select(h => h.UserId);
        return role.BuiltIn == BuiltInRole.Member ? users.Where(u => !u.IsSuperAdmin && !any.Contains(u.Id)) : users.Where(u => !u.IsSuperAdmin && holders.Contains(u.Id));
    }
}

/// <summary>People within the actor's scope to give a role to, or to ask about; the first 20 that fit.</summary>
[Requires(IdentityPermissions.RolesRead, Scoping.ByQuery)]
internal sealed record FindRolePeople(string Query) : IUseCase<IReadOnlyList<RolePerson>>;

/// <summary>Somebody who can be chosen.</summary>
internal sealed record RolePerson(UserId Id, string Name, string Login, string Department, string Role)
{
    /// <summary>Whether they manage a part only.</summary>
    public bool Limited { get; init; }

    /// <summary>That part.</summary>
    public IReadOnlyList<ScopePlace> Places { get; init; } = [];
}

/// <summary>Somebody within the actor's scope, to give a role to.</summary>
[Requires(IdentityPermissions.RolesRead, Scoping.ByQuery)]
internal sealed record GetRolePerson(UserId User) : IUseCase<RolePerson>;

internal sealed class GetRolePersonHandler(AppDb db, ManagementScope scope) : IHandler<GetRolePerson, RolePerson>
{
    public async Task<Result<RolePerson>> HandleAsync(GetRolePerson order, Actor actor, CancellationToken ct)
    {
        if (await scope.Users(actor).AsNoTracking().SingleOrDefaultAsync(u => u.Id == order.User, ct) is not { } user) return CommonErrors.NotFound;
        var department = user.DepartmentId is { } d ? await db.Departments.Where(x => x.Id == d).Select(x => x.Name).SingleOrDefaultAsync(ct) : null;
        var has = await db.UserRoles.AsNoTracking().SingleOrDefaultAsync(h => h.UserId == user.Id, ct);
        var role = has is null ? null : await db.Roles.AsNoTracking().SingleOrDefaultAsync(r => r.Id == has.RoleId, ct);
        var ids = (await db.RoleScopes.Where(s => s.UserId == user.Id && s.Kind == PlaceKind.Department).Select(s => s.PlaceId).ToListAsync(ct)).Select(p => new DepartmentId(p)).ToList();
        var places = await db.Departments.Where(x => ids.Contains(x.Id)).Select(x => new ScopePlace(x.Id, x.Name)).ToListAsync(ct);
        return new RolePerson(user.Id, user.Name, user.Login, department ?? "", user.IsSuperAdmin ? Texts.RoleSuperAdmin : role is null ? Texts.RoleMember : RoleText.Name(role)) { Limited = has?.Limited == true, Places = places };
    }
}

internal sealed class FindRolePeopleHandler(AppDb db, ManagementScope scope) : IHandler<FindRolePeople, IReadOnlyList<RolePerson>>
{
    public async Task<Result<IReadOnlyList<RolePerson>>> HandleAsync(FindRolePeople order, Actor actor, CancellationToken ct)
    {
        var found = await (from user in scope.Users(actor).AsNoTracking().Matching(order.Query, actor.Holds(IdentityPermissions.UsersEmail), actor.Holds(IdentityPermissions.UsersPhone)).OrderBy(u => u.Name).ThenBy(u => u.Id).Take(20)
                           join d in db.Departments on user.DepartmentId equals (DepartmentId?)d.Id into departments
                           from d in departments.DefaultIfEmpty()
                           join h in db.UserRoles on user.Id equals h.UserId into has
                           from h in has.DefaultIfEmpty()
                           join r in db.Roles on h.RoleId equals r.Id into roles
                           from r in roles.DefaultIfEmpty()
                           orderby user.Name, user.Id
                           select new { user.Id, user.Name, user.Login, user.IsSuperAdmin, Department = d == null ? "" : d.Name, Role = r }).ToListAsync(ct);
        return found.Select(f => new RolePerson(f.Id, f.Name, f.Login, f.Department, f.IsSuperAdmin ? Texts.RoleSuperAdmin : f.Role is null ? Texts.RoleMember : RoleText.Name(f.Role))).ToList();
    }
}

/// <summary>Departments the actor manages, in order of the tree, to choose a scope from.</summary>
[Requires(IdentityPermissions.RolesRead, Scoping.ByQuery)]
internal sealed record ListScopeDepartments : IUseCase<IReadOnlyList<Department>>;

internal sealed class ListScopeDepartmentsHandler(ManagementScope scope) : IHandler<ListScopeDepartments, IReadOnlyList<Department>>
{
    public async Task<Result<IReadOnlyList<Department>>> HandleAsync(ListScopeDepartments order, Actor actor, CancellationToken ct) => Tree.Of(await scope.Departments(actor).AsNoTracking().ToListAsync(ct));
}

/// <summary>Departments in order of the tree.</summary>
internal static class Tree
{
    public static List<Department> Of(IReadOnlyList<DepartmentRow> rows)
    {
        var known = rows.Select(r => r.Id).ToHashSet();
        // A part of the tree begins where its upper department is not in it.
        var children = rows.ToLookup(r => r.ParentId is { } parent && known.Contains(parent) ? r.ParentId : null);
        var answer = new List<Department>(rows.Count);
        void Add(DepartmentId? parent, int depth)
        {
            foreach (var row in children[parent].OrderBy(d => d.Sort).ThenBy(d => d.Name, StringComparer.CurrentCulture))
            {
                answer.Add(new Department(row.Id, depth == 0 ? null : row.ParentId, row.Name, depth));
                Add(row.Id, depth + 1);
            }
        }

        Add(null, 0);
        return answer;
    }
}
