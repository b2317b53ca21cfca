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

/// <summary>Every account of the actor's enterprise at once: for statistics over all people.</summary>
public interface IRoster
{
    /// <summary>All accounts, also deregistered ones, by ordinal.</summary>
    Task<IReadOnlyList<RosterPerson>> ReadAsync(CancellationToken ct);
}
