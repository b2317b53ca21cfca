namespace Huitang.Kernel;

/// <summary>What sort of party acts.</summary>
public enum ActorKind
{
    /// <summary>Nobody signed in.</summary>
    Anonymous,

    /// <summary>A person with an account.</summary>
    User,

    /// <summary>The product itself: jobs, event handlers, recovery.</summary>
    System,

    /// <summary>A program that acts by a token: with the permissions named for it and never more than whoever made the token.</summary>
    Service,
}

/// <summary>Who acts, from where, and what they hold. Made afresh for every use case, so a change of rights acts on the next one.</summary>
[GenerateSerializer, Immutable]
public sealed record Actor
{
    /// <summary>What sort of party.</summary>
    [Id(0)] public ActorKind Kind { get; init; }

    /// <summary>The enterprise the actor belongs to; 0 when unknown.</summary>
    [Id(1)] public TenantId Tenant { get; init; }

    /// <summary>The account; of a <see cref="ActorKind.Service"/> that of the person who answers for it; else empty.</summary>
    [Id(2)] public UserId User { get; init; }

    /// <summary>Display name for logs.</summary>
    [Id(3)] public string Name { get; init; } = "";

    /// <summary>The sign-in session; null for system and anonymous.</summary>
    [Id(4)] public Guid? Session { get; init; }

    /// <summary>Permission ids held now.</summary>
    [Id(5)] public IReadOnlySet<string> Permissions { get; init; } = new HashSet<string>();

    /// <summary>Whether the actor is the enterprise's super admin, who holds every permission.</summary>
    [Id(6)] public bool IsSuperAdmin { get; init; }

    /// <summary>Address the request came from, as text.</summary>
    [Id(7)] public string? Ip { get; init; }

    /// <summary>User-Agent header, at most 400 characters.</summary>
    [Id(8)] public string? Device { get; init; }

    /// <summary>Correlates logs and audit of one request.</summary>
    [Id(9)] public string? RequestId { get; init; }

    /// <summary>Main department of the user, if any.</summary>
    [Id(10)] public Guid? Department { get; init; }

    /// <summary>What the actor manages with these permissions.</summary>
    [Id(11)] public ActorScope Scope { get; init; } = ActorScope.Everything;

    /// <summary>The role that gives the permissions; null for a plain member.</summary>
    [Id(12)] public Guid? Role { get; init; }

    /// <summary>Sensitive permissions that no all-embracing role gives in this enterprise, the super admin's included.</summary>
    [Id(13)] public IReadOnlySet<string> Isolated { get; init; } = new HashSet<string>();

    /// <summary>Whether the enterprise divides administration among three powers; the super admin then holds none of it.</summary>
    [Id(14)] public bool ThreePowers { get; init; }

    /// <summary>Whether the actor holds the permission, for whatever they manage.</summary>
    public bool Holds(string permission) => AccessRules.Decide(this, permission).Allowed;

    /// <summary>Whether another actor may exactly what this one may.</summary>
    public bool SameRights(Actor other) =>
        Kind == other.Kind && IsSuperAdmin == other.IsSuperAdmin && ThreePowers == other.ThreePowers && Scope.Whole == other.Scope.Whole
        && Scope.Departments.SetEquals(other.Scope.Departments) && Permissions.SetEquals(other.Permissions) && Isolated.SetEquals(other.Isolated);

    /// <summary>The product acting for an enterprise.</summary>
    public static Actor System(TenantId tenant) => new() { Kind = ActorKind.System, Tenant = tenant, Name = "system" };

    /// <summary>Nobody.</summary>
    public static readonly Actor Anonymous = new() { Kind = ActorKind.Anonymous };
}

/// <summary>Who acts in this dependency-injection scope. Set once when the scope is made.</summary>
public sealed class CurrentActor
{
    /// <summary>The actor; anonymous until set.</summary>
    public Actor Actor { get; set; } = Actor.Anonymous;
}

/// <summary>Finds the actor behind the current page or request. Implemented by the host over sign-in; asked for every use case.</summary>
public interface IActorSource
{
    /// <summary>The actor now, with the rights held now.</summary>
    ValueTask<Actor> GetAsync(CancellationToken ct);
}
