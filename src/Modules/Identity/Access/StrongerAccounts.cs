using Huitang.Identity.Domain;

namespace Huitang.Identity.Access;

/// <summary>Accounts that may do what somebody may not: whoever could change how such a person signs in could become them.</summary>
internal sealed class StrongerAccounts(AppDb db, ModuleCatalog catalog)
{
    /// <summary>Whose phone and e-mail the actor may not change: holders of a role with a permission the actor lacks, or of a scope wider than the actor's. Nobody for the super admin.</summary>
    public async Task<IReadOnlySet<UserId>> ThanAsync(Actor actor, CancellationToken ct)
    {
        var stronger = new HashSet<UserId>();
        if (actor.IsSuperAdmin || actor.Kind == ActorKind.System) return stronger;
        // Whoever made a token may do more than it: a token that leaked must not become its maker.
        var service = actor.Kind == ActorKind.Service;
        var named = (await db.RolePermissions.AsNoTracking().ToListAsync(ct)).ToLookup(p => p.RoleId, p => p.Permission);
        var above = (await db.Roles.AsNoTracking().ToListAsync(ct))
            .Where(r => RoleRules.PermissionsOf(catalog, r.BuiltIn, r.Edited, named[r.Id], actor.Isolated, actor.ThreePowers).Any(p => !actor.Holds(p))).Select(r => r.Id).ToHashSet();
        var holders = await db.UserRoles.AsNoTracking().Where(h => h.UserId != actor.User || service).Select(h => new { h.UserId, h.RoleId, h.Limited }).ToListAsync(ct);
        stronger.UnionWith(holders.Where(h => above.Contains(h.RoleId) || (!h.Limited && !actor.Scope.Whole)).Select(h => h.UserId));
        if (actor.Scope.Whole) return stronger;
        var limited = holders.Where(h => h.Limited).Select(h => h.UserId).ToList();
        var places = await db.RoleScopes.AsNoTracking().Where(s => limited.Contains(s.UserId) && s.Kind == PlaceKind.Department).ToListAsync(ct);
        var departments = places.Select(p => new DepartmentId(p.PlaceId)).Distinct().ToList();
        var paths = await db.Departments.AsNoTracking().Where(d => departments.Contains(d.Id)).ToDictionaryAsync(d => d.Id.Value, d => d.Path, ct);
        stronger.UnionWith(places.Where(p => paths.TryGetValue(p.PlaceId, out var path) && !actor.Scope.Includes(path)).Select(p => p.UserId));
        return stronger;
    }
}
