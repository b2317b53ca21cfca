using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Roles;

/// <summary>A role with its permissions; without an id the empty form of a new one.</summary>
[Requires(IdentityPermissions.RolesRead, Scoping.ByQuery)]
internal sealed record GetRole(Guid? Role) : IUseCase<RoleDetail>;

/// <summary>A role.</summary>
/// <param name="Id">Id; null for a new one.</param>
/// <param name="BuiltIn">Which built-in role.</param>
/// <param name="Name">Name.</param>
/// <param name="Description">Description.</param>
/// <param name="Version">Version, for the form.</param>
/// <param name="Permissions">What its holders may.</param>
/// <param name="Holders">How many of its holders the actor manages.</param>
/// <param name="Edit">Whether the actor may change it; else <paramref name="WhyNot"/>.</param>
/// <param name="WhyNot">Why not, as an error.</param>
/// <param name="Give">Whether the actor may give and take roles.</param>
/// <param name="Held">Permissions the actor holds and so may add.</param>
/// <param name="Isolated">Permissions that are isolated.</param>
internal sealed record RoleDetail(
    Guid? Id, BuiltInRole BuiltIn, string Name, string? Description, int Version, IReadOnlySet<string> Permissions, int Holders, bool Edit, Error? WhyNot, bool Give, IReadOnlySet<string> Held, IReadOnlySet<string> Isolated);

internal sealed class GetRoleHandler(AppDb db, ManagementScope scope, ModuleCatalog catalog) : IHandler<GetRole, RoleDetail>
{
    public async Task<Result<RoleDetail>> HandleAsync(GetRole order, Actor actor, CancellationToken ct)
    {
        var held = catalog.Permissions.Where(p => RoleRules.RefuseGiving(actor, [p.Id], id => id) is null).Select(p => p.Id).ToHashSet();
        var may = AccessRules.Decide(actor, IdentityPermissions.RolesManage, AccessTarget.Enterprise).Allowed;
        if (order.Role is not { } id) return new RoleDetail(null, BuiltInRole.None, "", null, 0, new HashSet<string>(), 0, may, null, false, held, actor.Isolated);
        if (await db.Roles.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } role) return CommonErrors.NotFound;
        var named = await db.RolePermissions.Where(p => p.RoleId == id).Select(p => p.Permission).ToListAsync(ct);
        var permissions = RoleRules.PermissionsOf(catalog, role.BuiltIn, role.Edited, named, actor.Isolated, actor.ThreePowers);
        var whyNot = EditRoleHandler.RefuseEdit(actor, role);
        var people = scope.Users(actor);
        var holders = await people.Holding(db, role).CountAsync(ct);
        return new RoleDetail(id, role.BuiltIn, RoleText.Name(role), RoleText.Description(role.BuiltIn, role.Description), role.Version, permissions, holders, may && whyNot is null, may ? whyNot : null, actor.Holds(IdentityPermissions.RolesManage), held, actor.Isolated);
    }
}
