namespace Huitang.Kernel;

/// <summary>How a use case keeps an administrator within the part of the enterprise they manage.</summary>
public enum Scoping
{
    /// <summary>Not said; taken as <see cref="WholeEnterprise"/>, so that what was forgotten is refused and not leaked.</summary>
    Undeclared,

    /// <summary>Its queries begin at the management scope: objects outside are not found.</summary>
    ByQuery,

    /// <summary>It concerns the enterprise as a whole; whoever manages a part only is refused.</summary>
    WholeEnterprise,

    /// <summary>It shows and changes nobody's data.</summary>
    Nothing,
}

/// <summary>The permission a use case asks for. <see cref="Nobody"/> marks acts of anonymous visitors, <see cref="SignedIn"/> any signed-in person.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(string permission, Scoping scoping = Scoping.Undeclared) : Attribute
{
    /// <summary>No sign-in needed.</summary>
    public const string Nobody = "";

    /// <summary>Any signed-in person.</summary>
    public const string SignedIn = "*";

    /// <summary>Permission id, lower case, <c>noun.verb</c>.</summary>
    public string Permission { get; } = permission;

    /// <summary>How it respects management scopes. A use case on one object that has an <see cref="IAccessRule{TOn}"/> is scoped by that.</summary>
    public Scoping Scoping { get; } = scoping;
}

/// <summary>Knows the objects of one kind of use case, so that access to each can be decided: hosts may, whoever holds the permission and manages it may, and so on.</summary>
/// <typeparam name="TOn">The interface by which use cases say which object they act on.</typeparam>
public interface IAccessRule<in TOn>
{
    /// <summary>The object as far as access goes, and what the actor is to it; null when the actor's enterprise has no such object.</summary>
    Task<AccessTarget?> FindAsync(Actor actor, TOn on, CancellationToken ct);

    /// <summary>How to refuse. What the actor may not see must look like what does not exist.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="target">The object, or null.</param>
    /// <param name="decision">Why not.</param>
    Error Refuse(Actor actor, AccessTarget? target, AccessDecision decision);
}

/// <summary>The objects of a kind, for the explainer. Modules register one for each kind that administrators ask about.</summary>
public interface IAccessObjects
{
    /// <summary>Stable id of the kind, such as <c>meeting</c>.</summary>
    string Kind { get; }

    /// <summary>Localised name of the kind.</summary>
    string Name { get; }

    /// <summary>The object with what <paramref name="person"/> is to it; null when there is none, or <paramref name="asker"/> may not know of it.</summary>
    Task<AccessTarget?> FindAsync(Guid id, Actor person, Actor asker, CancellationToken ct);

    /// <summary>Objects the asker may know of, by name; at most ten.</summary>
    Task<IReadOnlyList<AccessObject>> SearchAsync(string query, Actor asker, CancellationToken ct);
}

/// <summary>An object to ask about.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Note">Second line.</param>
public sealed record AccessObject(Guid Id, string Name, string? Note);
