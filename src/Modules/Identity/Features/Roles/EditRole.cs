using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Roles;

/// <summary>Makes a role.</summary>
[Requires(IdentityPermissions.RolesManage, Scoping.WholeEnterprise), Audited("role.add")]
internal sealed record AddRole(string Name, string? Description, IReadOnlyList<string> Permissions) : IUseCase<Guid>;

internal sealed class AddRoleHandler(AppDb db, ModuleCatalog catalog, AuditNotes notes, TimeProvider time) : IHandler<AddRole, Guid>
{
    public async Task<Result<Guid>> HandleAsync(AddRole order, Actor actor, CancellationToken ct)
    {
        var (name, about) = (order.Name.Trim(), AccountRules.Blank(order.Description));
        notes.On("role", "", name);
        if (RoleRules.RefuseWords(name, about) is { } bad) return bad;
        var wanted = RolePermissions.Read(catalog, order.Permissions);
        if (wanted.Error is { } unknown) return unknown;
        if (RoleRules.RefuseGiving(actor, wanted.Value!, p => RolePermissions.NameOf(catalog, p)) is { } lacking) return lacking;
        if (actor.ThreePowers && RoleRules.Mixes(catalog, wanted.Value!)) return RoleErrors.MixedPowers;
        if (await db.Roles.AnyAsync(r => r.Name == name, ct)) return RoleErrors.NameTaken.On(nameof(order.Name));
        var role = new RoleRow { Id = Ids.New(time), Name = name, Description = about, CreatedAt = time.GetUtcNow() };
        db.Roles.Add(role);
        foreach (var permission in wanted.Value!) db.RolePermissions.Add(new RolePermissionRow { RoleId = role.Id, Permission = permission });
        notes.On("role", role.Id.ToString(), name);
        notes.Changed("permissions", null, RolePermissions.Listed(wanted.Value!));
        return await db.SaveRightsAsync(ct) is { } stale ? stale : role.Id;
    }
}

/// <summary>Changes a role: its words, unless the product brought it, and its permissions. Acts on its holders at their next act and on their open pages.</summary>
[Requires(IdentityPermissions.RolesManage, Scoping.WholeEnterprise), Audited("role.edit")]
internal sealed record EditRole(Guid Role, int Version, string Name, string? Description, IReadOnlyList<string> Permissions) : IUseCase<Unit>;

internal sealed class EditRoleHandler(AppDb db, ModuleCatalog catalog, AuditNotes notes) : IHandler<EditRole, Unit>
{
    /// <summary>Why the actor may not change the role; null when they may.</summary>
    public static Error? RefuseEdit(Actor actor, RoleRow role) =>
        role.BuiltIn is not (BuiltInRole.None or BuiltInRole.Administrator) ? RoleErrors.BuiltIn
        : role.Id == actor.Role && !actor.IsSuperAdmin ? RoleErrors.OwnRole
        : role.BuiltIn == BuiltInRole.Administrator && !actor.IsSuperAdmin && !actor.ThreePowers ? RoleErrors.OnlySuperAdmin : null;

    public async Task<Result<Unit>> HandleAsync(EditRole order, Actor actor, CancellationToken ct)
    {
        if (await db.Roles.SingleOrDefaultAsync(r => r.Id == order.Role, ct) is not { } role) return CommonErrors.NotFound;
        notes.On("role", role.Id.ToString(), RoleText.Name(role));
        if (RefuseEdit(actor, role) is { } refusal) return refusal;
        if (role.Version != order.Version) return CommonErrors.ChangedMeanwhile;
        var wanted = RolePermissions.Read(catalog, order.Permissions);
        if (wanted.Error is { } unknown) return unknown;
        var rows = await db.RolePermissions.Where(p => p.RoleId == role.Id).ToListAsync(ct);
        var before = RoleRules.PermissionsOf(catalog, role.BuiltIn, role.Edited, rows.Select(r => r.Permission), actor.Isolated, actor.ThreePowers);
        // What the role has already may stay in it, also when its editor does not hold it.
        if (RoleRules.RefuseGiving(actor, wanted.Value!.Except(before), p => RolePermissions.NameOf(catalog, p)) is { } lacking) return lacking;
        if (actor.ThreePowers && RoleRules.Mixes(catalog, wanted.Value!)) return RoleErrors.MixedPowers;
        if (role.BuiltIn == BuiltInRole.None)
        {
            var (name, about) = (order.Name.Trim(), AccountRules.Blank(order.Description));
            if (RoleRules.RefuseWords(name, about) is { } bad) return bad;
            if (await db.Roles.AnyAsync(r => r.Name == name && r.Id != role.Id, ct)) return RoleErrors.NameTaken.On(nameof(order.Name));
            notes.Changed("name", role.Name, name);
            notes.Changed("description", role.Description, about);
            (role.Name, role.Description) = (name, about);
        }
        else role.Edited = true;

        foreach (var row in rows.Where(r => !wanted.Value!.Contains(r.Permission))) db.Remove(row);
        foreach (var permission in wanted.Value!.Except(rows.Select(r => r.Permission))) db.RolePermissions.Add(new RolePermissionRow { RoleId = role.Id, Permission = permission });
        notes.Changed("permissions", RolePermissions.Listed(before), RolePermissions.Listed(wanted.Value!));
        role.Version++;
        return await db.SaveRightsAsync(ct) is { } stale ? stale : Unit.Value;
    }
}

/// <summary>Deletes a role that was made. Its holders get another role, with the scope they have, or become members.</summary>
[Requires(IdentityPermissions.RolesManage, Scoping.WholeEnterprise), Audited("role.delete")]
internal sealed record DeleteRole(Guid Role, Guid? MoveTo) : IUseCase<int>;

internal sealed class DeleteRoleHandler(AppDb db, ModuleCatalog catalog, AuditNotes notes, TimeProvider time) : IHandler<DeleteRole, int>
{
    /// <summary>Answers how many holders there were.</summary>
    public async Task<Result<int>> HandleAsync(DeleteRole order, Actor actor, CancellationToken ct)
    {
        if (await db.Roles.SingleOrDefaultAsync(r => r.Id == order.Role, ct) is not { } role) return CommonErrors.NotFound;
        notes.On("role", role.Id.ToString(), RoleText.Name(role));
        if (role.BuiltIn != BuiltInRole.None) return RoleErrors.BuiltIn;
        if (role.Id == actor.Role) return RoleErrors.OwnRole;
        if (order.MoveTo == role.Id) return RoleErrors.SameRole.On(nameof(order.MoveTo));
        var permissions = await db.RolePermissions.Where(p => p.RoleId == role.Id).ToListAsync(ct);
        var holders = await db.UserRoles.Where(h => h.RoleId == role.Id).ToListAsync(ct);
        // Whose role it was: each of the first, and how many there were.
        var holding = holders.Select(h => h.UserId).Take(AssignRoles.Most).ToList();
        var becomes = RoleText.Noted(null);
        if (order.MoveTo is { } to && holders.Count > 0)
        {
            if (await db.Roles.AsNoTracking().SingleOrDefaultAsync(r => r.Id == to, ct) is not { } next) return CommonErrors.NotFound.On(nameof(order.MoveTo));
            var named = await db.RolePermissions.Where(p => p.RoleId == to).Select(p => p.Permission).ToListAsync(ct);
            var gives = RoleRules.PermissionsOf(catalog, next.BuiltIn, next.Edited, named, actor.Isolated, actor.ThreePowers);
            if (RoleRules.RefuseRole(actor, next.BuiltIn, next.Id, gives, p => RolePermissions.NameOf(catalog, p)) is { } refusal) return refusal;
            becomes = RoleText.Noted(next);
            notes.Changed("holders", RoleText.Noted(role), becomes);
            if (next.BuiltIn != BuiltInRole.Member)
            {
                foreach (var holder in holders) (holder.RoleId, holder.GivenAt, holder.GivenBy) = (next.Id, time.GetUtcNow(), actor.User);
                holders = [];
            }
        }

        foreach (var person in await db.Users.AsNoTracking().Where(u => holding.Contains(u.Id)).OrderBy(u => u.Name).Select(u => new { u.Id, u.Name }).ToListAsync(ct)) notes.Changed($"{person.Name}: role", RoleText.Noted(role), becomes, person.Id.Value);
        var moved = await db.UserRoles.CountAsync(h => h.RoleId == role.Id, ct);
        notes.Changed("people", moved, 0);
        var gone = holders.Select(h => h.UserId).ToList();
        db.RemoveRange(await db.RoleScopes.Where(s => gone.Contains(s.UserId)).ToListAsync(ct));
        db.RemoveRange(holders);
        db.RemoveRange(permissions);
        db.Remove(role);
        return await db.SaveRightsAsync(ct) is { } stale ? stale : moved;
    }
}

/// <summary>Lists of permissions as they come from a form.</summary>
internal static class RolePermissions
{
    /// <summary>The permissions with what they imply; an unknown one is an error.</summary>
    public static Result<HashSet<string>> Read(ModuleCatalog catalog, IReadOnlyList<string> asked)
    {
        if (asked.FirstOrDefault(p => catalog.Permission(p) is null) is { } unknown) return RoleErrors.UnknownPermission.With(unknown);
        return catalog.Closure(asked).ToHashSet(StringComparer.Ordinal);
    }

    public static string NameOf(ModuleCatalog catalog, string permission) => catalog.Permission(permission)?.Text() ?? permission;

    public static string Listed(IEnumerable<string> permissions) => string.Join(" ", permissions.Order(StringComparer.Ordinal));
}
