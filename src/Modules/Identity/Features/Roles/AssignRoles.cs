using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Roles;

/// <summary>The role somebody is to have.</summary>
/// <param name="User">Whose.</param>
/// <param name="Role">Role; null makes a plain member.</param>
/// <param name="Limited">Whether only the departments are managed.</param>
/// <param name="Departments">Departments managed, each with all below it.</param>
internal sealed record RoleGift(UserId User, Guid? Role, bool Limited, IReadOnlyList<DepartmentId> Departments);

/// <summary>What came of it for one person.</summary>
/// <param name="User">Whom.</param>
/// <param name="Name">Name; empty when not found.</param>
/// <param name="Before">What they had, to take it back; null when nothing was done.</param>
/// <param name="Error">Why nothing was done.</param>
internal sealed record RoleGiftResult(UserId User, string Name, RoleGift? Before, Error? Error);

/// <summary>Gives people their role in place of the one they have, with the part of the enterprise they manage; an answer for each. Acts at once.</summary>
[Requires(IdentityPermissions.RolesManage, Scoping.ByQuery), Audited("role.assign")]
internal sealed record AssignRoles(IReadOnlyList<RoleGift> Gifts) : IUseCase<IReadOnlyList<RoleGiftResult>>
{
    /// <summary>Most people in one call.</summary>
    public const int Most = 500;
}

internal sealed class AssignRolesHandler(AppDb db, ManagementScope scope, PowerHolders powers, ModuleCatalog catalog, AuditNotes notes, TimeProvider time) : IHandler<AssignRoles, IReadOnlyList<RoleGiftResult>>
{
    public async Task<Result<IReadOnlyList<RoleGiftResult>>> HandleAsync(AssignRoles order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var seats = await powers.LockAsync(ct);
        var gifts = order.Gifts.DistinctBy(g => g.User).Take(AssignRoles.Most).ToList();
        var ids = gifts.Select(g => g.User).ToList();
        var people = await scope.Users(actor).Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        var roles = await RolesAsync(actor, ct);
        var had = await db.UserRoles.Where(h => ids.Contains(h.UserId)).ToDictionaryAsync(h => h.UserId, ct);
        var places = (await db.RoleScopes.Where(s => ids.Contains(s.UserId) && s.Kind == PlaceKind.Department).ToListAsync(ct)).ToLookup(s => s.UserId);
        var departmentIds = gifts.SelectMany(g => g.Departments).Concat(places.SelectMany(p => p).Select(p => new DepartmentId(p.PlaceId))).Distinct().ToList();
        var departments = await db.Departments.AsNoTracking().Where(d => departmentIds.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
        var results = new List<RoleGiftResult>();
        foreach (var gift in gifts)
        {
            var person = people.GetValueOrDefault(gift.User);
            var before = had.GetValueOrDefault(gift.User);
            var old = before is null ? null : roles.GetValueOrDefault(before.RoleId);
            var refused = Refuse(actor, gift, person, old, roles, departments);
            if (refused is null && old is not null && (gift.Role != old.Row.Id || gift.Limited)) refused = seats.Leave(gift.User);
            if (refused is { } refusal)
            {
                results.Add(new RoleGiftResult(gift.User, person?.Name ?? "", null, refusal));
                continue;
            }

            results.Add(new RoleGiftResult(gift.User, person!.Name, new RoleGift(gift.User, before?.RoleId, before?.Limited == true, places[gift.User].Select(p => new DepartmentId(p.PlaceId)).ToList()), null));
            Give(actor, gift, person, before, old, roles, [.. places[gift.User]], departments);
        }

        var done = results.Where(r => r.Error is null).ToList();
        if (done.Count == 1) notes.On("user", done[0].User.ToString(), done[0].Name);
        else if (results is [{ Error: not null } only]) notes.On("user", only.User.ToString(), only.Name);
        else notes.On("users", "", string.Join(", ", done.Select(d => d.Name).Take(20)));
        if (done.Count > 0 && await db.SaveRightsAsync(ct) is { } stale) return stale;
        await transaction.CommitAsync(ct);
        // One person, one refusal: the act as a whole was refused, and the log says so.
        return results is [{ Error: { } alone }] ? alone : results;
    }

    private static Error? Refuse(Actor actor, RoleGift gift, UserRow? person, GivenRole? old, Dictionary<Guid, GivenRole> roles, Dictionary<DepartmentId, DepartmentRow> departments)
    {
        if (person is null) return CommonErrors.NotFound;
        if (person.Id == actor.User) return RoleErrors.OwnRole;
        if (person.IsSuperAdmin) return RoleErrors.SuperAdmin;
        if (old is not null && old.Refusal is { } keep) return keep;
        if (gift.Role is not { } id || roles.GetValueOrDefault(id)?.Row.BuiltIn == BuiltInRole.Member) return null;
        if (!roles.TryGetValue(id, out var role)) return CommonErrors.NotFound;
        if (role.Refusal is { } refusal) return refusal;
        if (gift.Limited && gift.Departments.Count == 0) return RoleErrors.NoPlace.On("Departments");
        if (gift.Departments.Count > RoleRules.MostPlaces) return RoleErrors.TooManyPlaces.With(RoleRules.MostPlaces.ToString(System.Globalization.CultureInfo.InvariantCulture)).On("Departments");
        // A department outside looks like one that does not exist.
        if (gift.Limited && gift.Departments.Any(d => !departments.TryGetValue(d, out var row) || !actor.Scope.Includes(row.Path))) return CommonErrors.NotFound.On("Departments");
        return RoleRules.RefuseScope(actor, !gift.Limited, gift.Departments.Where(departments.ContainsKey).Select(d => departments[d].Path));
    }

    private void Give(Actor actor, RoleGift gift, UserRow person, UserRoleRow? before, GivenRole? old, Dictionary<Guid, GivenRole> roles, List<RoleScopeRow> places, Dictionary<DepartmentId, DepartmentRow> departments)
    {
        var role = gift.Role is { } id && roles[id].Row.BuiltIn != BuiltInRole.Member ? roles[id] : null;
        notes.Changed($"{person.Name}: role", RoleText.Noted(old?.Row), RoleText.Noted(role?.Row), person.Id.Value);
        notes.Changed($"{person.Name}: scope", Scope(before?.Limited == true, places.Select(p => new DepartmentId(p.PlaceId)), before is null), Scope(role is not null && gift.Limited, gift.Departments, role is null), person.Id.Value);
        var wanted = role is null || !gift.Limited ? [] : gift.Departments.Select(d => d.Value).ToHashSet();
        foreach (var place in places.Where(p => !wanted.Contains(p.PlaceId))) db.Remove(place);
        foreach (var place in wanted.Except(places.Select(p => p.PlaceId))) db.RoleScopes.Add(new RoleScopeRow { UserId = person.Id, Kind = PlaceKind.Department, PlaceId = place });
        var now = time.GetUtcNow();
        if (role is null)
        {
            if (before is not null) db.Remove(before);
        }
        else if (before is null) db.UserRoles.Add(new UserRoleRow { UserId = person.Id, RoleId = role.Row.Id, Limited = gift.Limited, GivenAt = now, GivenBy = actor.User });
        else (before.RoleId, before.Limited, before.GivenAt, before.GivenBy) = (role.Row.Id, gift.Limited, now, actor.User);

        string? Scope(bool limited, IEnumerable<DepartmentId> ids, bool none) => none ? null : limited ? string.Join(", ", ids.Select(d => departments.GetValueOrDefault(d)?.Name).OfType<string>().Order(StringComparer.CurrentCulture)) : "WholeEnterprise";
    }

    private async Task<Dictionary<Guid, GivenRole>> RolesAsync(Actor actor, CancellationToken ct)
    {
        var named = (await db.RolePermissions.AsNoTracking().ToListAsync(ct)).ToLookup(p => p.RoleId, p => p.Permission);
        return (await db.Roles.AsNoTracking().ToListAsync(ct)).ToDictionary(r => r.Id, r => new GivenRole(r, RoleRules.RefuseRole(
            actor, r.BuiltIn, r.Id, RoleRules.PermissionsOf(catalog, r.BuiltIn, r.Edited, named[r.Id], actor.Isolated, actor.ThreePowers), p => RolePermissions.NameOf(catalog, p))));
    }

    private sealed record GivenRole(RoleRow Row, Error? Refusal);
}
