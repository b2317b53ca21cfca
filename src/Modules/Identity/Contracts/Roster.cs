using Huitang.Kernel;

namespace Huitang.Identity.Contracts;

/// <summary>State of an account, for statistics.</summary>
public enum RosterStatus
{
    /// <summary>Can sign in.</summary>
    Enabled,

    /// <summary>Was never activated.</summary>
    NotActivated,

    /// <summary>Disabled by an administrator.</summary>
    Disabled,

    /// <summary>Deregistered; the name is kept for what happened before.</summary>
    Deleted,
}

/// <summary>An account as statistics need it.</summary>
/// <param name="Id">Account.</param>
/// <param name="Ordinal">Dense number within the enterprise.</param>
/// <param name="Login">UserID.</param>
/// <param name="Name">Display name.</param>
/// <param name="Department">Main department, or null.</param>
/// <param name="Status">State.</param>
/// <param name="SearchText">What searches by name, pinyin and UserID look in, in lower case.</param>
public sealed record RosterPerson(UserId Id, int Ordinal, string Login, string Name, DepartmentId? Department, RosterStatus Status, string SearchText);

/// <summary>Where an account stands.</summary>
/// <param name="Ordinal">Dense number within the enterprise.</param>
/// <param name="Department">Main department, or null.</param>
public readonly record struct RosterPlace(int Ordinal, DepartmentId? Department);

/// <summary>How many accounts a department has in one state.</summary>
/// <param name="Department">Main department, without those below it; null for people in none.</param>
/// <param name="Status">State.</param>
/// <param name="People">How many.</param>
public sealed record RosterCount(DepartmentId? Department, RosterStatus Status, int People);

/// <summary>Every account of the actor's enterprise at once: for statistics over all people.</summary>
public interface IRoster
{
    /// <summary>All accounts, also deregistered ones, by ordinal.</summary>
    Task<IReadOnlyList<RosterPerson>> ReadAsync(CancellationToken ct);

    /// <summary>Where each account stands, also deregistered ones: a tenth of the memory of <see cref="ReadAsync"/>.</summary>
    Task<IReadOnlyDictionary<UserId, RosterPlace>> PlacesAsync(CancellationToken ct);

    /// <summary>How many there are in each department and state; a few rows where <see cref="ReadAsync"/> has a million.</summary>
    Task<IReadOnlyList<RosterCount>> CountAsync(CancellationToken ct);
}
