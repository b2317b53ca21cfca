namespace Huitang.Kernel;

/// <summary>The line that decides whether somebody may.</summary>
public enum AccessReason
{
    /// <summary>Yes: the product itself acts.</summary>
    Product,

    /// <summary>Yes: open to visitors.</summary>
    Public,

    /// <summary>Yes: every member may.</summary>
    SignedIn,

    /// <summary>Yes: what they are to the object, such as its host, gives it.</summary>
    Relation,

    /// <summary>Yes: the super admin.</summary>
    SuperAdmin,

    /// <summary>Yes: their role has it, and the object is within their management scope.</summary>
    Role,

    /// <summary>No: nobody is signed in, or the account cannot be used.</summary>
    SignedOut,

    /// <summary>No: no role of theirs has it.</summary>
    NotHeld,

    /// <summary>No: the permission is isolated, and only a role that names it gives it.</summary>
    Isolated,

    /// <summary>No: administration is divided among three powers, and this one is not theirs.</summary>
    ThreePowers,

    /// <summary>No: the object is outside their management scope.</summary>
    OutOfScope,

    /// <summary>No: it concerns the whole enterprise, and they manage a part.</summary>
    PartOnly,

    /// <summary>No: nobody changes their own account or role this way.</summary>
    Self,

    /// <summary>No: the super admin's account is changed by nobody else.</summary>
    OfSuperAdmin,

    /// <summary>No: there is no such object.</summary>
    NoSuchObject,
}

/// <summary>Whether somebody may, and why.</summary>
/// <param name="Permission">What was asked for.</param>
/// <param name="Reason">The deciding line.</param>
public sealed record AccessDecision(string Permission, AccessReason Reason)
{
    /// <summary>Whether they may.</summary>
    public bool Allowed => Reason <= AccessReason.Role;
}

/// <summary>The part of the enterprise somebody manages.</summary>
[GenerateSerializer, Immutable]
public sealed record ActorScope
{
    /// <summary>All of it.</summary>
    public static readonly ActorScope Everything = new() { Whole = true };

    /// <summary>Whether nothing limits it.</summary>
    [Id(0)] public bool Whole { get; init; }

    /// <summary>Departments, each with all below it. Other kinds of places get a set of their own beside this one.</summary>
    [Id(1)] public IReadOnlySet<Guid> Departments { get; init; } = new HashSet<Guid>();

    /// <summary>Only these departments, with all below them.</summary>
    public static ActorScope Of(IEnumerable<Guid> departments) => new() { Departments = departments.ToHashSet() };

    /// <summary>Whether something that stands in these departments, from the top down, is managed.</summary>
    public bool Includes(IEnumerable<Guid> within) => Whole || within.Any(Departments.Contains);
}

/// <summary>An object as far as access to it goes.</summary>
/// <param name="Kind">Kind, such as <c>meeting</c>.</param>
/// <param name="Id">Id as text.</param>
/// <param name="Name">Name for people.</param>
public sealed record AccessTarget(string Kind, string Id, string Name)
{
    /// <summary>The enterprise as a whole.</summary>
    public static readonly AccessTarget Enterprise = new("enterprise", "", "") { Whole = true };

    /// <summary>Whether it is the whole enterprise.</summary>
    public bool Whole { get; init; }

    /// <summary>Departments in which it stands, from the top down.</summary>
    public IReadOnlyList<Guid> Within { get; init; } = [];

    /// <summary>What the actor is to it, such as <c>host</c>; null for nothing.</summary>
    public string? Relation { get; init; }

    /// <summary>Permissions on it that the relation gives without any role.</summary>
    public IReadOnlySet<string> RelationGives { get; init; } = new HashSet<string>();

    /// <summary>Why nobody else's rights help: <see cref="AccessReason.Self"/> or <see cref="AccessReason.OfSuperAdmin"/>; null for nothing.</summary>
    public AccessReason? Guard { get; init; }

    /// <summary>Permissions the guard withholds.</summary>
    public IReadOnlySet<string> Guarded { get; init; } = new HashSet<string>();
}

/// <summary>The one rule by which access is decided; the runner of use cases and the explainer both ask it.</summary>
public static class AccessRules
{
    /// <summary>Decides. Pure: all it needs stands in the actor and the target.</summary>
    /// <param name="actor">Who, with the rights held now.</param>
    /// <param name="permission">What; <see cref="RequiresAttribute.Nobody"/> and <see cref="RequiresAttribute.SignedIn"/> included.</param>
    /// <param name="target">To what; null asks in general.</param>
    public static AccessDecision Decide(Actor actor, string permission, AccessTarget? target = null) => new(permission, Reason(actor, permission, target));

    private static AccessReason Reason(Actor actor, string permission, AccessTarget? target)
    {
        if (actor.Kind == ActorKind.System) return AccessReason.Product;
        if (permission == RequiresAttribute.Nobody) return AccessReason.Public;
        if (actor.Kind == ActorKind.Anonymous) return AccessReason.SignedOut;
        // A program is no person: it has no account of its own to change, and is nobody's host or guest.
        var person = actor.Kind == ActorKind.User;
        if (permission == RequiresAttribute.SignedIn) return person ? AccessReason.SignedIn : AccessReason.NotHeld;
        if (target is { Guard: { } guard } && target.Guarded.Contains(permission)) return guard;
        if (person && target?.RelationGives.Contains(permission) == true) return AccessReason.Relation;
        var held = Held(actor, permission);
        if (held > AccessReason.Role || target is null || actor.Scope.Whole) return held;
        return target.Whole ? AccessReason.PartOnly : actor.Scope.Includes(target.Within) ? held : AccessReason.OutOfScope;
    }

    private static AccessReason Held(Actor actor, string permission)
    {
        // What a role names for itself is held whatever is isolated; the actor's set was made by that rule.
        if (!actor.IsSuperAdmin)
            return actor.Permissions.Contains(permission) ? AccessReason.Role : actor.Isolated.Contains(permission) ? AccessReason.Isolated : AccessReason.NotHeld;
        if (actor.ThreePowers) return AccessReason.ThreePowers;
        return actor.Isolated.Contains(permission) ? AccessReason.Isolated : AccessReason.SuperAdmin;
    }
}
