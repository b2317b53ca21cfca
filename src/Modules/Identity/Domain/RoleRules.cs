namespace Huitang.Identity.Domain;

/// <summary>Which permissions a role gives, and who may give which role. Pure.</summary>
internal static class RoleRules
{
    /// <summary>Longest name.</summary>
    public const int NameLength = 60;

    /// <summary>Longest description.</summary>
    public const int DescriptionLength = 200;

    /// <summary>Most departments one holder's scope lists.</summary>
    public const int MostPlaces = 200;

    /// <summary>The permissions a holder of the role has.</summary>
    /// <param name="catalog">All permissions there are.</param>
    /// <param name="builtIn">Which built-in role; none for one that was made.</param>
    /// <param name="edited">Whether the permissions of a built-in role were chosen.</param>
    /// <param name="named">Permissions chosen for the role.</param>
    /// <param name="isolated">Isolated permissions: a role must name them.</param>
    /// <param name="threePowers">Whether administration is divided; the plain administrator is then a system administrator.</param>
    public static IReadOnlySet<string> PermissionsOf(ModuleCatalog catalog, BuiltInRole builtIn, bool edited, IEnumerable<string> named, IReadOnlySet<string> isolated, bool threePowers) => builtIn switch
    {
        BuiltInRole.Member => new HashSet<string>(),
        BuiltInRole.SystemAdministrator => OfPower(catalog, Power.System),
        BuiltInRole.SecurityAdministrator => OfPower(catalog, Power.Security),
        BuiltInRole.AuditAdministrator => OfPower(catalog, Power.Audit),
        BuiltInRole.Administrator when !edited => catalog.Permissions
            .Where(p => !p.Sensitive && !isolated.Contains(p.Id) && (!threePowers || p.Power == Power.System)).Select(p => p.Id).ToHashSet(StringComparer.Ordinal),
        _ => catalog.Closure(named),
    };

    /// <summary>Whether these permissions belong to more than one power.</summary>
    public static bool Mixes(ModuleCatalog catalog, IEnumerable<string> permissions) => permissions.Select(p => catalog.Permission(p)?.Power).OfType<Power>().Distinct().Count() > 1;

    /// <summary>Whether the role is one of the three powers.</summary>
    public static bool IsPower(BuiltInRole role) => role is BuiltInRole.SystemAdministrator or BuiltInRole.SecurityAdministrator or BuiltInRole.AuditAdministrator;

    /// <summary>Why the actor may not put these permissions into anybody's hands; null when they may. Nobody gives what they do not hold. Where power is divided, the security administrators give the powers and hold only their own.</summary>
    public static Error? RefuseGiving(Actor actor, IEnumerable<string> permissions, Func<string, string> nameOf)
    {
        if (DividesPowers(actor)) return null;
        var lacking = permissions.Where(p => !actor.Holds(p)).Select(nameOf).Order(StringComparer.CurrentCulture).ToList();
        return lacking.Count == 0 ? null : RoleErrors.NotHeld.With(string.Join(", ", lacking));
    }

    /// <summary>Why the actor may not give or take this role; null when they may.</summary>
    public static Error? RefuseRole(Actor actor, BuiltInRole builtIn, Guid role, IEnumerable<string> permissions, Func<string, string> nameOf)
    {
        if (builtIn == BuiltInRole.Member) return null;
        // Where power is divided nobody above the security administrators gives that power: they take in their successors, and let each other go.
        if (role == actor.Role && !actor.IsSuperAdmin && !(IsPower(builtIn) && DividesPowers(actor))) return RoleErrors.OwnRole;
        if (builtIn == BuiltInRole.Administrator && !actor.IsSuperAdmin && !DividesPowers(actor)) return RoleErrors.OnlySuperAdmin;
        return RefuseGiving(actor, permissions, nameOf);
    }

    /// <summary>Why the actor may not limit a holder to these places; null when they may. Nobody gives a wider scope than their own.</summary>
    /// <param name="actor">Who gives.</param>
    /// <param name="whole">No limit.</param>
    /// <param name="paths">For each department its way from the top.</param>
    public static Error? RefuseScope(Actor actor, bool whole, IEnumerable<IReadOnlyList<Guid>> paths) =>
        actor.Scope.Whole || (!whole && paths.All(actor.Scope.Includes)) ? null : RoleErrors.WiderScope;

    /// <summary>Name and description as they may be.</summary>
    public static Error? RefuseWords(string name, string? description) =>
        AccountRules.RefuseName(name, NameLength)?.On("Name")
        ?? (description is { Length: > DescriptionLength } ? RoleErrors.BadDescription.With(DescriptionLength.ToString(System.Globalization.CultureInfo.InvariantCulture)).On("Description") : null);

    private static bool DividesPowers(Actor actor) => actor.ThreePowers && !actor.IsSuperAdmin && actor.Permissions.Contains(IdentityPermissions.RolesManage);

    private static HashSet<string> OfPower(ModuleCatalog catalog, Power power) => catalog.Permissions.Where(p => p.Power == power).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
}

/// <summary>Refusals about roles, consent and visibility.</summary>
internal static class RoleErrors
{
    /// <summary>Nobody gives permissions they do not hold; the argument names them.</summary>
    public static readonly Error NotHeld = new("role.not_held", ErrorKind.Forbidden);

    /// <summary>How somebody signs in who may do more is changed by nobody who may do less.</summary>
    public static readonly Error Stronger = new("role.stronger", ErrorKind.Forbidden);

    /// <summary>One's own role is changed by somebody else.</summary>
    public static readonly Error OwnRole = new("role.own", ErrorKind.Conflict);

    /// <summary>Only the super admin gives the administrator role.</summary>
    public static readonly Error OnlySuperAdmin = new("role.only_super_admin", ErrorKind.Forbidden);

    /// <summary>The super admin's post is passed on, never given or taken.</summary>
    public static readonly Error SuperAdmin = new("role.super_admin", ErrorKind.Conflict);

    /// <summary>A scope is never wider than that of whoever gives it.</summary>
    public static readonly Error WiderScope = new("role.wider_scope", ErrorKind.Forbidden);

    /// <summary>A limited role needs at least one place.</summary>
    public static readonly Error NoPlace = new("role.no_place", ErrorKind.Invalid);

    /// <summary>Too many places; the argument is the limit.</summary>
    public static readonly Error TooManyPlaces = new("role.too_many_places", ErrorKind.Invalid);

    /// <summary>The product's own roles are not renamed or deleted, and some have fixed permissions.</summary>
    public static readonly Error BuiltIn = new("role.built_in", ErrorKind.Conflict);

    /// <summary>A role of this name exists.</summary>
    public static readonly Error NameTaken = new("role.name_taken", ErrorKind.Conflict);

    /// <summary>Description too long; the argument is the limit.</summary>
    public static readonly Error BadDescription = new("role.bad_description", ErrorKind.Invalid);

    /// <summary>No such permission; the argument is its id.</summary>
    public static readonly Error UnknownPermission = new("role.unknown_permission", ErrorKind.Invalid);

    /// <summary>Administration is divided, and the permissions belong to several powers.</summary>
    public static readonly Error MixedPowers = new("role.mixed_powers", ErrorKind.Conflict);

    /// <summary>The role to move holders to is the one being deleted.</summary>
    public static readonly Error SameRole = new("role.same_role", ErrorKind.Invalid);

    /// <summary>Only the super admin may.</summary>
    public static readonly Error NotSuperAdmin = new("consent.not_super_admin", ErrorKind.Forbidden);

    /// <summary>A proposal of this kind is open already.</summary>
    public static readonly Error AlreadyProposed = new("consent.already_proposed", ErrorKind.Conflict);

    /// <summary>Answered, withdrawn or too old.</summary>
    public static readonly Error NotOpen = new("consent.not_open", ErrorKind.Conflict);

    /// <summary>Administration is divided, and this is the last one who can use a power; the argument names it.</summary>
    public static readonly Error PowerLast = new("consent.power_last", ErrorKind.Conflict);

    /// <summary>There are others to consent; the argument names them.</summary>
    public static readonly Error OthersAnswer = new("consent.others_answer", ErrorKind.Conflict);

    /// <summary>The delay is not over; the argument says how many hours are left.</summary>
    public static readonly Error TooEarly = new("consent.too_early", ErrorKind.Conflict);

    /// <summary>The person cannot sign in, or is the super admin already.</summary>
    public static readonly Error BadTarget = new("consent.bad_target", ErrorKind.Invalid);

    /// <summary>Nothing chosen, or nothing that can be isolated.</summary>
    public static readonly Error NothingToIsolate = new("consent.nothing", ErrorKind.Invalid);

    /// <summary>A power has no active holder without limits; the argument names it.</summary>
    public static readonly Error PowerVacant = new("consent.power_vacant", ErrorKind.Conflict);

    /// <summary>Roles mix powers; the argument names them.</summary>
    public static readonly Error RolesMix = new("consent.roles_mix", ErrorKind.Conflict);

    /// <summary>A second factor is enrolled, and its code is missing or wrong.</summary>
    public static readonly Error CodeNeeded = new("consent.code_needed", ErrorKind.Invalid);

    /// <summary>A rule for this subject exists.</summary>
    public static readonly Error RuleExists = new("visibility.rule_exists", ErrorKind.Conflict);

    /// <summary>Nothing is listed.</summary>
    public static readonly Error NothingListed = new("visibility.nothing_listed", ErrorKind.Invalid);
}
