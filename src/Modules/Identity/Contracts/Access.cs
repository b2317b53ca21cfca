using Huitang.Kernel;

namespace Huitang.Identity.Contracts;

/// <summary>What part of the enterprise an administrator manages, for modules whose objects belong to people. Applied in queries.</summary>
public interface IManagementScope
{
    /// <summary>Ids of the people the actor manages, to be used within a query of the same scope; null when that is everybody.</summary>
    IQueryable<UserId>? People(Actor actor);

    /// <summary>Those of the people whom the actor manages; for lists that are not in the database.</summary>
    Task<IReadOnlySet<UserId>> OfAsync(Actor actor, IReadOnlyCollection<UserId> people, CancellationToken ct);

    /// <summary>Where people stand, to be used within a query of the same scope; whoever has no department is not among them.</summary>
    IQueryable<PersonPlace> Places { get; }

    /// <summary>The condition of <see cref="People"/> for a query written in SQL; null when there is none.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="column">Column with the person's id.</param>
    /// <param name="departmentsParameter">Parameter, <c>uuid[]</c>, that holds <see cref="ActorScope.Departments"/>.</param>
    string? PeopleSql(Actor actor, string column, string departmentsParameter);

    /// <summary>A department the actor manages; null when there is none of that id, or it is not theirs.</summary>
    Task<Department?> DepartmentAsync(Actor actor, DepartmentId id, CancellationToken ct);

    /// <summary>The departments right below another, as far as the actor manages them, in the tree's order.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="parent">Department above; null for those at the top.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<Department>> BelowAsync(Actor actor, DepartmentId? parent, CancellationToken ct);

    /// <summary>The first department of the actor's scope in the tree's order; null when the scope is the whole enterprise or nothing.</summary>
    Task<Department?> FirstAsync(Actor actor, CancellationToken ct);
}

/// <summary>Where a person stands.</summary>
public sealed record PersonPlace
{
    /// <summary>The person.</summary>
    public required UserId Person { get; init; }

    /// <summary>Departments from the top down to the person's main one.</summary>
    public required Guid[] Path { get; init; }
}
