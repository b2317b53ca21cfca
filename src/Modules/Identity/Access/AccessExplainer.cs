using Huitang.Identity.Features.Access;
using Huitang.Identity.Features.Roles;

namespace Huitang.Identity.Access;

/// <summary>Answers whether somebody may and why: reads their rights and the object as the runner does, and asks the same rule.</summary>
internal sealed class AccessExplainer(AppDb db, RightsReader rights, IEnumerable<IAccessObjects> kinds)
{
    private const int MostGivers = 3;

    /// <summary>One answer for each permission asked for. The person's rights and the object are read once, whatever is asked.</summary>
    public async Task<Result<IReadOnlyList<AccessAnswer>>> ExplainAsync(IAccessQuestion order, IReadOnlyList<PermissionDefinition> permissions, bool withGivers, Actor asker, CancellationToken ct)
    {
        var id = order.Person ?? asker.User;
        if (id != asker.User && !asker.Holds(IdentityPermissions.RolesRead)) return CommonErrors.Forbidden.With(IdentityPermissions.RolesRead);
        // Whoever manages a part asks about its people only; others look like nobody.
        if (await rights.ReadAsync(asker.Tenant, id, ct) is not { Status: not UserStatus.Cancelled } found || (id != asker.User && !asker.Scope.Includes(found.Path))) return CommonErrors.NotFound.On(nameof(order.Person));
        var person = found.Actor;
        AccessTarget? target = null;
        if (order.Kind == AccessTarget.Enterprise.Kind) target = AccessTarget.Enterprise;
        else if (order.Kind is not null)
        {
            // Objects are looked for as the asker: an explanation must not show what its reader may not see.
            target = order.Object is { } on && kinds.FirstOrDefault(k => k.Kind == order.Kind) is { } kind ? await kind.FindAsync(on, person, asker, ct) : null;
            if (target is null) return CommonErrors.NotFound.On(nameof(order.Object));
        }

        // Whoever cannot sign in is nobody to the runner.
        var asked = found.Status == UserStatus.Normal ? person : Actor.Anonymous with { Tenant = person.Tenant };
        var role = person.IsSuperAdmin ? Texts.RoleSuperAdmin : found is { BuiltIn: { } builtIn, RoleName: { } name } ? RoleText.Name(builtIn, name) : Texts.RoleMember;
        var managed = await ScopeAsync(person, ct);
        var answers = new List<AccessAnswer>(permissions.Count);
        foreach (var permission in permissions)
        {
            var decision = AccessRules.Decide(asked, permission.Id, target);
            var givers = decision.Allowed || !withGivers ? [] : await GiversAsync(permission, ct);
            answers.Add(new AccessAnswer(
                decision.Allowed, decision.Reason, Why(decision, found.Status, permission, role, managed, target), person.Name, permission.Id, permission.Text(),
                target is null ? null : target.Whole ? Texts.acc_kind_enterprise : target.Name, role, managed, givers));
        }

        return answers;
    }

    /// <summary>People who can give a permission: whoever holds it and manages roles; the super admin unless it is isolated.</summary>
    public async Task<IReadOnlyList<string>> GiversAsync(PermissionDefinition permission, CancellationToken ct)
    {
        var given = db.UserRoles.Where(h => !h.Limited).Select(h => h.UserId);
        var candidates = await db.Users.Where(u => u.Status == UserStatus.Normal && (u.IsSuperAdmin || given.Contains(u.Id)))
            .OrderByDescending(u => u.IsSuperAdmin).ThenBy(u => u.Name).Select(u => u.Id).Take(50).ToListAsync(ct);
        var held = await rights.ReadAsync(db.CurrentTenant, candidates, ct);
        return candidates.Where(held.ContainsKey).Select(c => held[c].Actor)
            .Where(a => a.Holds(IdentityPermissions.RolesManage) && RoleRules.RefuseGiving(a, [permission.Id], p => p) is null).Select(a => a.Name).Take(MostGivers).ToList();
    }

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
