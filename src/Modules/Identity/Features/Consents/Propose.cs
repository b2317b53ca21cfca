using Huitang.Identity.Access;
using Huitang.Identity.Features.Roles;

namespace Huitang.Identity.Features.Consents;

/// <summary>The super admin offers the post to somebody, who has 24 hours to accept.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("super_admin.propose_transfer", Log = AuditLogKind.Administrator)]
internal sealed record ProposeTransfer(UserId To, Proof Proof) : IUseCase<Guid>;

internal sealed class ProposeTransferHandler(AppDb db, PowerHolders powers, ConsentDesk desk, FreshConfirmation fresh, AuditNotes notes) : IHandler<ProposeTransfer, Guid>
{
    public async Task<Result<Guid>> HandleAsync(ProposeTransfer order, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSuperAdmin) return RoleErrors.NotSuperAdmin;
        var to = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == order.To && u.Status == UserStatus.Normal, ct);
        if (to is null || to.Id == actor.User) return RoleErrors.BadTarget.On(nameof(order.To));
        notes.On("user", to.Id.ToString(), to.Name);
        // The post takes the place of the role they have.
        if ((await powers.ReadAsync(ct)).Leave(to.Id) is { } last) return last;
        if (await fresh.RefuseAsync(actor, order.Proof, ct) is { } wrong) return wrong;
        notes.Changed("super_admin_offered_to", null, to.Name);
        return await desk.OpenAsync(actor, ConsentKind.SuperAdminTransfer, to.Id, [], ct);
    }
}

/// <summary>Isolates sensitive permissions: from now on only roles that name them give them. The super admin gives them up at once.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("access.isolate", Log = AuditLogKind.Administrator)]
internal sealed record IsolatePermissions(IReadOnlyList<string> Permissions, Proof Proof) : IUseCase<Unit>;

internal sealed class IsolatePermissionsHandler(AppDb db, FreshConfirmation fresh, ModuleCatalog catalog, AuditNotes notes) : IHandler<IsolatePermissions, Unit>
{
    public async Task<Result<Unit>> HandleAsync(IsolatePermissions order, Actor actor, CancellationToken ct)
    {
        notes.On("access", "", null);
        if (!actor.IsSuperAdmin) return RoleErrors.NotSuperAdmin;
        if (order.Permissions.Count == 0 || order.Permissions.Any(p => catalog.Permission(p)?.Isolable != true)) return RoleErrors.NothingToIsolate;
        if (await fresh.RefuseAsync(actor, order.Proof, ct) is { } wrong) return wrong;
        var enterprise = await db.Enterprises.SingleAsync(e => e.Id == actor.Tenant, ct);
        var after = enterprise.IsolatedPermissions.Union(order.Permissions).Order(StringComparer.Ordinal).ToList();
        notes.Changed("isolated", RolePermissions.Listed(enterprise.IsolatedPermissions), RolePermissions.Listed(after));
        enterprise.IsolatedPermissions = after;
        enterprise.Version++;
        return await db.SaveRightsAsync(ct) is { } stale ? stale : Unit.Value;
    }
}

/// <summary>The super admin asks that permissions be isolated no longer: another who manages roles consents, or three days pass without objection.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("access.propose_end_isolation", Log = AuditLogKind.Administrator)]
internal sealed record ProposeEndIsolation(IReadOnlyList<string> Permissions, Proof Proof) : IUseCase<Guid>;

internal sealed class ProposeEndIsolationHandler(ConsentDesk desk, FreshConfirmation fresh, AuditNotes notes) : IHandler<ProposeEndIsolation, Guid>
{
    public async Task<Result<Guid>> HandleAsync(ProposeEndIsolation order, Actor actor, CancellationToken ct)
    {
        notes.On("access", "", null);
        if (!actor.IsSuperAdmin) return RoleErrors.NotSuperAdmin;
        if (order.Permissions.Count == 0 || order.Permissions.Any(p => !actor.Isolated.Contains(p))) return RoleErrors.NothingToIsolate;
        if (await fresh.RefuseAsync(actor, order.Proof, ct) is { } wrong) return wrong;
        notes.Changed("asked_back", null, RolePermissions.Listed(order.Permissions));
        return await desk.OpenAsync(actor, ConsentKind.EndIsolation, null, [.. order.Permissions.Distinct()], ct);
    }
}

/// <summary>Divides administration among three powers. Refused until each has an active holder and no role mixes powers; the super admin then administers nothing.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("access.divide_powers", Log = AuditLogKind.Administrator)]
internal sealed record DividePowers(Proof Proof) : IUseCase<Unit>;

internal sealed class DividePowersHandler(AppDb db, PowerHolders powers, FreshConfirmation fresh, ModuleCatalog catalog, AuditNotes notes) : IHandler<DividePowers, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DividePowers order, Actor actor, CancellationToken ct)
    {
        notes.On("access", "", null);
        if (!actor.IsSuperAdmin) return RoleErrors.NotSuperAdmin;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await powers.LockAsync(ct);
        var roles = await db.Roles.AsNoTracking().ToListAsync(ct);
        var active = db.Users.Where(u => u.Status == UserStatus.Normal && !u.IsSuperAdmin).Select(u => u.Id);
        foreach (var power in roles.Where(r => RoleRules.IsPower(r.BuiltIn)).OrderBy(r => r.BuiltIn))
        {
            if (!await db.UserRoles.AnyAsync(h => h.RoleId == power.Id && !h.Limited && active.Contains(h.UserId), ct))
                return RoleErrors.PowerVacant.With(RoleText.Name(power));
        }

        var named = (await db.RolePermissions.AsNoTracking().ToListAsync(ct)).ToLookup(p => p.RoleId, p => p.Permission);
        var mixing = roles.Where(r => (r.BuiltIn == BuiltInRole.None || r.Edited) && RoleRules.Mixes(catalog, named[r.Id])).Select(RoleText.Name).ToList();
        if (mixing.Count > 0) return RoleErrors.RolesMix.With(string.Join(Texts.acc_list_comma, mixing));
        if (await fresh.RefuseAsync(actor, order.Proof, ct) is { } wrong) return wrong;
        var enterprise = await db.Enterprises.SingleAsync(e => e.Id == actor.Tenant, ct);
        notes.Changed("three_powers", enterprise.ThreePowers, true);
        enterprise.ThreePowers = true;
        enterprise.Version++;
        if (await db.SaveRightsAsync(ct) is { } stale) return stale;
        await transaction.CommitAsync(ct);
        return Unit.Value;
    }
}

/// <summary>The super admin asks that administration be one again; a security administrator consents; where none is left, three days pass.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("access.propose_unite_powers", Log = AuditLogKind.Administrator)]
internal sealed record ProposeUnitePowers(Proof Proof) : IUseCase<Guid>;

internal sealed class ProposeUnitePowersHandler(ConsentDesk desk, FreshConfirmation fresh, AuditNotes notes) : IHandler<ProposeUnitePowers, Guid>
{
    public async Task<Result<Guid>> HandleAsync(ProposeUnitePowers order, Actor actor, CancellationToken ct)
    {
        notes.On("access", "", null);
        if (!actor.IsSuperAdmin) return RoleErrors.NotSuperAdmin;
        if (!actor.ThreePowers) return RoleErrors.NotOpen;
        if (await fresh.RefuseAsync(actor, order.Proof, ct) is { } wrong) return wrong;
        return await desk.OpenAsync(actor, ConsentKind.EndThreePowers, null, [], ct);
    }
}

/// <summary>Whom the super admin can offer the post to; the first 20 that fit. Also where the powers are divided and the post shows no people otherwise: no names would mean no successor.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record FindSuccessors(string Query) : IUseCase<IReadOnlyList<Successor>>;

/// <summary>Somebody who can be chosen.</summary>
internal sealed record Successor(UserId Id, string Name, string Department);

internal sealed class FindSuccessorsHandler(AppDb db) : IHandler<FindSuccessors, IReadOnlyList<Successor>>
{
    public async Task<Result<IReadOnlyList<Successor>>> HandleAsync(FindSuccessors order, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSuperAdmin) return RoleErrors.NotSuperAdmin;
        var people = db.Users.AsNoTracking().Where(u => u.Status == UserStatus.Normal && !u.IsSuperAdmin).Matching(order.Query, email: false, phone: false).OrderBy(u => u.Name).ThenBy(u => u.Id).Take(20);
        return await (from user in people
                      join d in db.Departments on user.DepartmentId equals (DepartmentId?)d.Id into departments
                      from d in departments.DefaultIfEmpty()
                      orderby user.Name, user.Id
                      select new Successor(user.Id, user.Name, d == null ? "" : d.Name)).ToListAsync(ct);
    }
}
