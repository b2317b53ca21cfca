using Huitang.Kernel;

namespace Huitang.Identity.Contracts;

/// <summary>A department.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DepartmentId([property: Id(0)] Guid Value) : IId<DepartmentId>
{
    /// <inheritdoc/>
    public static DepartmentId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>A person of the enterprise as other modules see one.</summary>
/// <param name="Id">Account.</param>
/// <param name="Login">UserID: the enterprise-unique login key.</param>
/// <param name="Name">Display name.</param>
/// <param name="Email">Address, or null.</param>
/// <param name="Department">Main department, or null.</param>
/// <param name="DepartmentName">Its name; empty without one.</param>
/// <param name="Title">Job title, or null.</param>
/// <param name="Ordinal">Dense number within the enterprise, from 0, never reused.</param>
/// <param name="Active">Whether the person can sign in now.</param>
/// <param name="Language">Language of mails and pages, <c>zh-CN</c> or <c>en-US</c>.</param>
public sealed record Person(UserId Id, string Login, string Name, string? Email, DepartmentId? Department, string DepartmentName, string? Title, int Ordinal, bool Active, string Language);

/// <summary>A department with its place in the tree.</summary>
/// <param name="Id">Id.</param>
/// <param name="Parent">Department above, or null at the top.</param>
/// <param name="Name">Name.</param>
/// <param name="Depth">0 at the top.</param>
public sealed record Department(DepartmentId Id, DepartmentId? Parent, string Name, int Depth);

/// <summary>The people of the actor's enterprise. Searching shows an actor only whom the visibility rules let them see; the product itself finds everybody.</summary>
public interface IDirectory
{
    /// <summary>People whose name, its pinyin or initials, UserID, e-mail or employee number contain every word of <paramref name="query"/>; with an empty query everybody. By name; deregistered people never. Counts beyond 10,000 stay at 10,001.</summary>
    Task<PageOf<Person>> FindAsync(string query, PageRequest page, CancellationToken ct, DepartmentId? under = null);

    /// <summary>The people with these ids; unknown ids, and those of other enterprises, are left out.</summary>
    Task<IReadOnlyDictionary<UserId, Person>> GetAsync(IReadOnlyCollection<UserId> ids, CancellationToken ct);

    /// <summary>Those of the people whom the actor may find and choose: to invite, to make host, to call.</summary>
    Task<IReadOnlySet<UserId>> ReachableAsync(IReadOnlyCollection<UserId> ids, CancellationToken ct);

    /// <summary>The people with these UserIDs or e-mail addresses, by what was asked; unknown ones are left out.</summary>
    Task<IReadOnlyDictionary<string, Person>> GetByLoginAsync(IReadOnlyCollection<string> loginsOrEmails, CancellationToken ct);

    /// <summary>All departments, parents before children.</summary>
    Task<IReadOnlyList<Department>> DepartmentsAsync(CancellationToken ct);
}

/// <summary>An enterprise.</summary>
/// <param name="Id">Tenant.</param>
/// <param name="CorpId">Public id.</param>
/// <param name="Name">Name.</param>
public sealed record Enterprise(TenantId Id, string CorpId, string Name);

/// <summary>The enterprises of this installation.</summary>
public interface IEnterprises
{
    /// <summary>The enterprise, or null.</summary>
    ValueTask<Enterprise?> GetAsync(TenantId id, CancellationToken ct);

    /// <summary>The enterprise of visitors who have not signed in: the installation's first; null before the first run.</summary>
    ValueTask<Enterprise?> DefaultAsync(CancellationToken ct);
}

/// <summary>The first sign-in.</summary>
public interface IFirstRun
{
    /// <summary>A one-time token for <c>/setup?token=…</c>, valid for 24 hours; earlier ones end. Null when an enterprise exists.</summary>
    Task<string?> IssueTokenAsync(CancellationToken ct);
}

/// <summary>Permissions of this module.</summary>
public static class IdentityPermissions
{
    /// <summary>See people and their accounts.</summary>
    public const string UsersRead = "users.read";

    /// <summary>Add, disable and enable accounts, end their sessions.</summary>
    public const string UsersManage = "users.manage";

    /// <summary>See mobile numbers in full, search and export them; without it they are masked.</summary>
    public const string UsersPhone = "users.phone";

    /// <summary>See e-mail addresses in full, search and export them; without it they are masked.</summary>
    public const string UsersEmail = "users.email";

    /// <summary>Export the list of people.</summary>
    public const string UsersExport = "users.export";

    /// <summary>Set how many premium accounts the enterprise has.</summary>
    public const string LicencesManage = "licences.manage";

    /// <summary>See the tree of departments.</summary>
    public const string DepartmentsRead = "departments.read";

    /// <summary>Add, rename, move, sort and delete departments.</summary>
    public const string DepartmentsManage = "departments.manage";

    /// <summary>See roles, who has them, and why somebody may or may not.</summary>
    public const string RolesRead = "roles.read";

    /// <summary>Make, change, give and take roles.</summary>
    public const string RolesManage = "roles.manage";

    /// <summary>Make and revoke tokens by which a directory manages people and departments over SCIM.</summary>
    public const string ScimManage = "scim.manage";

    /// <summary>See who sees whom in the contacts.</summary>
    public const string VisibilityRead = "visibility.read";

    /// <summary>Say who sees whom in the contacts.</summary>
    public const string VisibilityManage = "visibility.manage";
}

/// <summary>Somebody signed in.</summary>
/// <param name="User">Account.</param>
/// <param name="Session">The session that began.</param>
/// <param name="Department">Main department at the time, or null.</param>
/// <param name="At">When.</param>
public sealed record SignedIn(UserId User, Guid Session, DepartmentId? Department, DateTimeOffset At) : IEvent;

/// <summary>An account was disabled; its sessions have ended.</summary>
/// <param name="User">Account.</param>
public sealed record UserDisabled(UserId User) : IEvent;

/// <summary>An account went to the recycle bin.</summary>
/// <param name="User">Account.</param>
/// <param name="Heir">Who takes over the person's meetings; null when meetings that have not begun are to be cancelled.</param>
public sealed record UserDeleted(UserId User, UserId? Heir) : IEvent;

/// <summary>A session was ended before its time.</summary>
/// <param name="User">Account.</param>
/// <param name="Session">Session.</param>
public sealed record SessionRevoked(UserId User, Guid Session) : IEvent;
