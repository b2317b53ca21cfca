using Huitang.Identity.Features.Access;
using Huitang.Identity.Features.Roles;

namespace Huitang.Identity.Access;

/// <summary>Answers whether somebody may and why: reads their rights and the object as the runner does, and asks the same rule.</summary>
internal sealed class AccessExplainer(AppDb db, RightsReader rights, ManagementScope scope, IEnumerable<IAccessObjects> kinds, ModuleCatalog catalog)
{
    private const int MostGivers = 3;

    public async Task<Result<AccessAnswer>> ExplainAsync(DescribeAccess order, Actor asker, CancellationToken ct)
    {
        var id = order.Person ?? asker.User;
        if (catalog.Permission(order.Permission) is not { } permission) return CommonErrors.NotFound.On(nameof(order.Permission));
        var about = id == asker.User ? db.Users.Where(u => u.Id == id) : scope.Users(asker).Where(u => u.Id == id);
        if (id != asker.User && !asker.Holds(IdentityPermissions.RolesRead)) return CommonErrors.Forbidden.With(IdentityPermissions.RolesRead);
        var status = await about.Select(u => (UserStatus?)u.Status).SingleOrDefaultAsync(ct);
        if (status is null || await rights.ReadAsync(id, ct) is not { } person) return CommonErrors.NotFound.On(nameof(order.Person));
        AccessTarget? target = null;
        if (order.Kind == AccessTarget.Enterprise.Kind) target = AccessTarget.Enterprise;
        else if (order.Kind is not null)
        {
            // Objects are looked for as the asker: an explanation must not show what its reader may not see.
            target = order.Object is { } on && kinds.FirstOrDefault(k => k.Kind == order.Kind) is { } kind ? await kind.FindAsync(on, person, asker, ct) : null;
            if (target is null) return CommonErrors.NotFound.On(nameof(order.Object));
        }

        // Whoever cannot sign in is nobody to the runner.
        var asked = status == UserStatus.Normal ? person : Actor.Anonymous with { Tenant = person.Tenant };
        var decision = AccessRules.Decide(asked, order.Permission, target);
        var (role, managed) = (await RoleAsync(person, ct), await ScopeAsync(person, ct));
        var givers = decision.Allowed || !order.WithGivers ? [] : await GiversAsync(permission, ct);
        return new AccessAnswer(
            decision.Allowed, decision.Reason, Why(decision, status.Value, permission, role, managed, target), person.Name, permission.Text(), target is null ? null : target.Whole ? Texts.acc_kind_enterprise : target.Name, role, managed, givers);
    }

    /// <summary>People who can give a permission: whoever holds it and manages roles; the super admin unless it is isolated.</summary>
    public async Task<IReadOnlyList<string>> GiversAsync(PermissionDefinition permission, CancellationToken ct)
    {
        var given = db.UserRoles.Where(h => !h.Limited).Select(h => h.UserId);
        var candidates = await rights.Sources(db.Users.Where(u => u.Status == UserStatus.Normal && (u.IsSuperAdmin || given.Contains(u.Id))))
            .OrderByDescending(s => s.User.IsSuperAdmin).ThenBy(s => s.User.Name).Take(50).ToListAsync(ct);
        var givers = new List<string>();
        var known = new Dictionary<Guid, Actor>();
        foreach (var candidate in candidates)
        {
            var role = candidate.Rights.IsSuperAdmin ? Guid.Empty : candidate.Rights.RoleId!.Value;
            if (!known.TryGetValue(role, out var actor)) known[role] = actor = await rights.ActorAsync(candidate.User.Id, candidate.Rights, ct);
            if (!actor.Holds(IdentityPermissions.RolesManage) || RoleRules.RefuseGiving(actor, [permission.Id], p => p) is not null) continue;
            givers.Add(candidate.User.Name);
            if (givers.Count == MostGivers) break;
        }

        return givers;
    }

    private async Task<string> RoleAsync(Actor person, CancellationToken ct) =>
        person.IsSuperAdmin ? Texts.RoleSuperAdmin
        : person.Role is { } id && await db.Roles.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } role ? RoleText.Name(role) : Texts.RoleMember;

    private async Task<string> ScopeAsync(Actor person, CancellationToken ct)
    {
        if (person.Scope.Whole) return person.IsSuperAdmin || person.Role is not null ? Texts.role_scope_whole : Texts.acc_scope_none;
        var ids = person.Scope.Departments.Select(d => new DepartmentId(d)).ToList();
        var names = await db.Departments.Where(d => ids.Contains(d.Id)).OrderBy(d => d.Name).Select(d => d.Name).ToListAsync(ct);
        return names.Count == 0 ? Texts.acc_scope_empty : string.Join(Texts.acc_list_comma, names);
    }

    private static string Why(AccessDecision decision, UserStatus status, PermissionDefinition permission, string role, string scope, AccessTarget? target) => decision.Reason switch
    {
        AccessReason.Relation => RoleText.Format(Texts.acc_why_relation, Texts.ResourceManager.GetString("acc_relation_" + target!.Relation, System.Globalization.CultureInfo.CurrentUICulture) ?? target.Relation!, permission.Text()),
        AccessReason.SuperAdmin => Texts.acc_why_super,
        AccessReason.Role => target is { Whole: false } ? RoleText.Format(Texts.acc_why_role_object, role, permission.Text(), scope) : RoleText.Format(Texts.acc_why_role, role, permission.Text(), scope),
        AccessReason.SignedOut => RoleText.Format(Texts.acc_why_account, status == UserStatus.Disabled ? Texts.StatusDisabled : Texts.StatusNotActivated),
        AccessReason.Isolated => RoleText.Format(Texts.acc_why_isolated, permission.Text()),
        AccessReason.ThreePowers => Texts.acc_why_powers,
        AccessReason.OutOfScope => RoleText.Format(Texts.acc_why_scope, scope),
        AccessReason.PartOnly => RoleText.Format(Texts.acc_why_part, scope),
        AccessReason.Self => Texts.acc_why_self,
        AccessReason.OfSuperAdmin => Texts.acc_why_of_super,
        _ => RoleText.Format(Texts.acc_why_not_held, role, permission.Text()),
    };
}

/// <summary>Explains refusals on pages of the frame.</summary>
internal sealed class AccessHelp(UseCases useCases) : IAccessHelp
{
    public async Task<MissingPermission?> DescribeAsync(string permission, CancellationToken ct)
    {
        var inGeneral = await useCases.RunAsync(new DescribeAccess(null, permission, null, null), ct);
        if (inGeneral.Value is { Allowed: false } lacking) return new MissingPermission(lacking.Permission, lacking.Why, lacking.Givers);
        // Held for a part only: pages of the whole enterprise are refused then.
        var whole = await useCases.RunAsync(new DescribeAccess(null, permission, AccessTarget.Enterprise.Kind, null), ct);
        return whole.Value is { Allowed: false } part ? new MissingPermission(part.Permission, part.Why, part.Givers) : null;
    }
}
