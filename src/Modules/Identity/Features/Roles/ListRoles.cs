using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Roles;

/// <summary>All roles with the number of their holders whom the actor manages.</summary>
[Requires(IdentityPermissions.RolesRead, Scoping.ByQuery)]
internal sealed record ListRoles : IUseCase<RoleList>;

/// <summary>The roles and the super admin.</summary>
/// <param name="Roles">Built-in ones first.</param>
/// <param name="SuperAdmin">Name of the super admin; null when out of the actor's scope.</param>
/// <param name="ThreePowers">Whether administration is divided.</param>
/// <param name="Manage">Whether the actor may change roles.</param>
/// <param name="Give">Whether the actor may give them.</param>
internal sealed record RoleList(IReadOnlyList<RoleLine> Roles, string? SuperAdmin, bool ThreePowers, bool Manage, bool Give);

/// <summary>A role in the list.</summary>
internal sealed record RoleLine(Guid Id, BuiltInRole BuiltIn, string Name, string? Description, int Permissions, int Holders);

internal sealed class ListRolesHandler(AppDb db, ManagementScope scope, ModuleCatalog catalog) : IHandler<ListRoles, RoleList>
{
    public async Task<Result<RoleList>> HandleAsync(ListRoles order, Actor actor, CancellationToken ct)
    {
        var roles = await db.Roles.AsNoTracking().ToListAsync(ct);
        var named = (await db.RolePermissions.AsNoTracking().ToListAsync(ct)).ToLookup(p => p.RoleId, p => p.Permission);
        var people = scope.Users(actor);
        var holders = await (from has in db.UserRoles join user in people on has.UserId equals user.Id where !user.IsSuperAdmin group has by has.RoleId into g select new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var given = holders.Values.Sum();
        var all = await people.CountAsync(u => !u.IsSuperAdmin, ct);
        var lines = roles.OrderBy(r => r.BuiltIn == BuiltInRole.None).ThenBy(r => r.BuiltIn).ThenBy(r => r.Name, StringComparer.CurrentCulture).Select(r => new RoleLine(
            r.Id, r.BuiltIn, RoleText.Name(r), RoleText.Description(r.BuiltIn, r.Description),
            RoleRules.PermissionsOf(catalog, r.BuiltIn, r.Edited, named[r.Id], actor.Isolated, actor.ThreePowers).Count,
            r.BuiltIn == BuiltInRole.Member ? all - given : holders.GetValueOrDefault(r.Id))).ToList();
        var manage = actor.Holds(IdentityPermissions.RolesManage);
        return new RoleList(lines, await people.Where(u => u.IsSuperAdmin).Select(u => u.Name).SingleOrDefaultAsync(ct), actor.ThreePowers, manage && actor.Scope.Whole, manage);
    }
}
