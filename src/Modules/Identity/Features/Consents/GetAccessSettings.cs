using Huitang.Identity.Features.Roles;

namespace Huitang.Identity.Features.Consents;

/// <summary>Who rules: the super admin, what is isolated, whether power is divided. For those who see the roles, and for the super admin, who rules here also where the powers are divided.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record GetAccessSettings : IUseCase<AccessSettings>;

/// <summary>The settings.</summary>
/// <param name="SuperAdmin">Name of the super admin.</param>
/// <param name="IsSuperAdmin">Whether it is the viewer.</param>
/// <param name="SeesRoles">Whether the viewer sees roles and their holders.</param>
/// <param name="HasCode">Whether the viewer must enter a code of the authenticator app.</param>
/// <param name="Isolable">Sensitive permissions with whether they are isolated.</param>
/// <param name="ThreePowers">Whether power is divided.</param>
/// <param name="Powers">The three powers with their holders.</param>
internal sealed record AccessSettings(string SuperAdmin, bool IsSuperAdmin, bool SeesRoles, bool HasCode, IReadOnlyList<IsolableLine> Isolable, bool ThreePowers, IReadOnlyList<PowerLine> Powers);

/// <summary>A permission that can be isolated.</summary>
internal sealed record IsolableLine(string Id, string Name, string Group, bool Isolated, IReadOnlyList<string> Roles);

/// <summary>A power.</summary>
internal sealed record PowerLine(Guid Role, string Name, string About, IReadOnlyList<string> Holders);

internal sealed class GetAccessSettingsHandler(AppDb db, ModuleCatalog catalog) : IHandler<GetAccessSettings, AccessSettings>
{
    public async Task<Result<AccessSettings>> HandleAsync(GetAccessSettings order, Actor actor, CancellationToken ct)
    {
        var seesRoles = AccessRules.Decide(actor, IdentityPermissions.RolesRead, AccessTarget.Enterprise).Allowed;
        if (!seesRoles && !actor.IsSuperAdmin) return CommonErrors.Forbidden.With(IdentityPermissions.RolesRead);
        var enterprise = await db.Enterprises.AsNoTracking().SingleAsync(e => e.Id == actor.Tenant, ct);
        var super = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.IsSuperAdmin, ct);
        var code = await db.Users.AnyAsync(u => u.Id == actor.User && u.TotpSecret != null, ct);
        var roles = await db.Roles.AsNoTracking().ToListAsync(ct);
        var named = (await db.RolePermissions.AsNoTracking().ToListAsync(ct)).ToLookup(p => p.RoleId, p => p.Permission);
        var isolated = enterprise.IsolatedPermissions.ToHashSet(StringComparer.Ordinal);
        var gives = roles.ToDictionary(r => r.Id, r => RoleRules.PermissionsOf(catalog, r.BuiltIn, r.Edited, named[r.Id], isolated, enterprise.ThreePowers));
        var isolable = catalog.Permissions.Where(p => p.Isolable)
            .Select(p => new IsolableLine(p.Id, p.Text(), p.Group(), isolated.Contains(p.Id), roles.Where(r => gives[r.Id].Contains(p.Id)).OrderBy(r => r.BuiltIn).Select(RoleText.Name).ToList())).ToList();
        var holders = await (from has in db.UserRoles join user in db.Users on has.UserId equals user.Id where !user.IsSuperAdmin && user.Status == UserStatus.Normal orderby user.Name select new { has.RoleId, user.Name }).ToListAsync(ct);
        var powers = roles.Where(r => RoleRules.IsPower(r.BuiltIn)).OrderBy(r => r.BuiltIn)
            .Select(r => new PowerLine(r.Id, RoleText.Name(r), RoleText.Description(r.BuiltIn, null)!, holders.Where(h => h.RoleId == r.Id).Select(h => h.Name).Take(20).ToList())).ToList();
        return new AccessSettings(super?.Name ?? "", actor.IsSuperAdmin, seesRoles, code, isolable, enterprise.ThreePowers, powers);
    }
}

/// <summary>Whether the person must enter a code of the authenticator app to confirm.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record CheckCodeNeeded : IUseCase<bool>;

internal sealed class CheckCodeNeededHandler(AppDb db) : IHandler<CheckCodeNeeded, bool>
{
    public async Task<Result<bool>> HandleAsync(CheckCodeNeeded order, Actor actor, CancellationToken ct) => await db.Users.AnyAsync(u => u.Id == actor.User && u.TotpSecret != null, ct);
}
