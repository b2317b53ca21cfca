namespace Huitang.Identity.Access;

/// <summary>What the account row and its role say about somebody's rights, as one query brings it.</summary>
internal sealed record RightsSource
{
    public required string Name { get; init; }

    public bool IsSuperAdmin { get; init; }

    public DepartmentId? Department { get; init; }

    public Guid? RoleId { get; init; }

    public BuiltInRole? BuiltIn { get; init; }

    public bool? Edited { get; init; }

    public bool? Limited { get; init; }

    public required List<string> Isolated { get; init; }

    public bool ThreePowers { get; init; }
}

/// <summary>Reads somebody's rights as they are now; for the person themselves and for the explainer.</summary>
internal sealed class RightsReader(AppDb db, ModuleCatalog catalog)
{
    /// <summary>The rights of an account, whoever asks; null when there is none. The actor has no session.</summary>
    public async Task<Actor?> ReadAsync(UserId user, CancellationToken ct)
    {
        var source = await Sources(db.Users.Where(u => u.Id == user)).Select(s => s.Rights).SingleOrDefaultAsync(ct);
        return source is null ? null : await ActorAsync(user, source, ct);
    }

    /// <summary>Accounts with what decides their rights.</summary>
    public IQueryable<UserRights> Sources(IQueryable<UserRow> users) =>
        from user in users.AsNoTracking()
        join enterprise in db.Enterprises on user.TenantId equals enterprise.Id
        join has in db.UserRoles on user.Id equals has.UserId into given
        from has in given.DefaultIfEmpty()
        join role in db.Roles on has.RoleId equals role.Id into roles
        from role in roles.DefaultIfEmpty()
        select new UserRights
        {
            User = user,
            Rights = new RightsSource
            {
                Name = user.Name, IsSuperAdmin = user.IsSuperAdmin, Department = user.DepartmentId,
                RoleId = role == null ? null : role.Id, BuiltIn = role == null ? null : role.BuiltIn, Edited = role == null ? null : role.Edited, Limited = has == null ? null : has.Limited,
                Isolated = enterprise.IsolatedPermissions, ThreePowers = enterprise.ThreePowers,
            },
        };

    /// <summary>The actor with these rights.</summary>
    public async Task<Actor> ActorAsync(UserId user, RightsSource source, CancellationToken ct)
    {
        var isolated = source.Isolated.ToHashSet(StringComparer.Ordinal);
        var actor = new Actor
        {
            Kind = ActorKind.User, Tenant = db.CurrentTenant, User = user, Name = source.Name, IsSuperAdmin = source.IsSuperAdmin, Department = source.Department?.Value,
            Role = source.RoleId, Isolated = isolated, ThreePowers = source.ThreePowers,
        };
        // The super admin's rights come from the post alone.
        if (source.IsSuperAdmin || source.RoleId is not { } role) return actor;
        var named = Names(source) ? await db.RolePermissions.Where(p => p.RoleId == role).Select(p => p.Permission).ToListAsync(ct) : [];
        var permissions = RoleRules.PermissionsOf(catalog, source.BuiltIn!.Value, source.Edited == true, named, isolated, source.ThreePowers);
        var scope = source.Limited != true ? ActorScope.Everything
            : ActorScope.Of(await db.RoleScopes.Where(s => s.UserId == user && s.Kind == PlaceKind.Department).Select(s => s.PlaceId).ToListAsync(ct));
        return actor with { Permissions = permissions, Scope = scope };
    }

    private static bool Names(RightsSource source) => source.BuiltIn == BuiltInRole.None || source.Edited == true;
}

/// <summary>An account with what decides its rights.</summary>
internal sealed record UserRights
{
    public required UserRow User { get; init; }

    public required RightsSource Rights { get; init; }
}
