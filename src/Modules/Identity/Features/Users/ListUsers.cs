using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>Accounts of the enterprise by search and status.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record ListUsers(string? Query, UserStatus? Status, PageRequest Page) : IUseCase<PageOf<UserLine>>;

/// <summary>An account in the list.</summary>
internal sealed record UserLine(UserId Id, string Name, string Login, string? Email, string Department, bool SuperAdmin, bool Admin, UserStatus Status, DateTimeOffset? LastSignInAt);

internal sealed class ListUsersHandler(AppDb db, ManagementScope scope) : IHandler<ListUsers, PageOf<UserLine>>
{
    public async Task<Result<PageOf<UserLine>>> HandleAsync(ListUsers order, Actor actor, CancellationToken ct)
    {
        var users = scope.Users(actor).AsNoTracking().Where(u => u.Status != UserStatus.PreRegistered).Matching(order.Query);
        if (order.Status is { } status) users = users.Where(u => u.Status == status);
        var total = await users.CountAsync(ct);
        var (page, down) = (order.Page, order.Page.Descending);
        var ordered = page.Sort switch
        {
            "login" => down ? users.OrderByDescending(u => u.LoginKey) : users.OrderBy(u => u.LoginKey),
            // Who never signed in counts as longest ago, either way round.
            "last" => down ? users.OrderByDescending(u => u.LastSignInAt != null).ThenByDescending(u => u.LastSignInAt) : users.OrderBy(u => u.LastSignInAt != null).ThenBy(u => u.LastSignInAt),
            "created" => down ? users.OrderByDescending(u => u.CreatedAt) : users.OrderBy(u => u.CreatedAt),
            _ => down ? users.OrderByDescending(u => u.Name) : users.OrderBy(u => u.Name),
        };
        var chosen = await ordered.ThenBy(u => u.Id).Skip(page.Skip).Take(page.Take).ToListAsync(ct);
        var departmentIds = chosen.Select(u => u.DepartmentId).Distinct().ToList();
        var departments = await db.Departments.Where(d => departmentIds.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var ids = chosen.Select(u => u.Id).ToList();
        var admins = (await (from has in db.UserRoles join role in db.Roles on has.RoleId equals role.Id where role.BuiltIn == BuiltInRole.Administrator && ids.Contains(has.UserId) select has.UserId).ToListAsync(ct)).ToHashSet();
        var rows = chosen.Select(u => new UserLine(
            u.Id, u.Name, u.Login, u.Email, u.DepartmentId is { } d ? departments.GetValueOrDefault(d, "") : "", u.IsSuperAdmin, admins.Contains(u.Id), u.Status, u.LastSignInAt)).ToList();
        return new PageOf<UserLine>(rows, total);
    }
}
