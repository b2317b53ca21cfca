using Huitang.Identity.Contracts;
using Huitang.Kernel;

namespace Huitang.Identity.Data;

/// <summary>Roles the product brings.</summary>
internal enum BuiltInRole
{
    /// <summary>Made by an administrator.</summary>
    None = 0,

    /// <summary>Holds every permission that is neither sensitive nor isolated, until its list is edited.</summary>
    Administrator = 1,

    /// <summary>Holds none; everybody without another role has it.</summary>
    Member = 2,

    /// <summary>One of the three powers: runs the product.</summary>
    SystemAdministrator = 3,

    /// <summary>One of the three powers: says who may do what.</summary>
    SecurityAdministrator = 4,

    /// <summary>One of the three powers: sees what was done.</summary>
    AuditAdministrator = 5,
}

/// <summary>A role.</summary>
internal sealed class RoleRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    /// <summary>Name; of built-in roles it is not shown.</summary>
    public required string Name { get; set; }

    /// <summary>What it is for; null for nothing said.</summary>
    public string? Description { get; set; }

    public BuiltInRole BuiltIn { get; init; }

    /// <summary>Whether an administrator chose the permissions of a built-in role; before, they follow the product.</summary>
    public bool Edited { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; }
}

/// <summary>A permission a role gives.</summary>
internal sealed class RolePermissionRow : IOwned
{
    public TenantId TenantId { get; set; }

    public Guid RoleId { get; init; }

    public required string Permission { get; init; }
}

/// <summary>The role somebody has; one at most, so that one place answers what they may.</summary>
internal sealed class UserRoleRow : IOwned
{
    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    public Guid RoleId { get; set; }

    /// <summary>Whether only the places listed for the person are managed; without any listed that is nothing.</summary>
    public bool Limited { get; set; }

    public DateTimeOffset GivenAt { get; set; }

    /// <summary>Who gave it; null for the product itself.</summary>
    public UserId? GivenBy { get; set; }
}

/// <summary>Kinds of places a management scope is made of.</summary>
internal enum PlaceKind
{
    /// <summary>A department with all below it.</summary>
    Department = 1,
}

/// <summary>A place somebody's role is limited to.</summary>
internal sealed class RoleScopeRow : IOwned
{
    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    public PlaceKind Kind { get; init; }

    public Guid PlaceId { get; init; }
}

/// <summary>What a second person must consent to.</summary>
internal enum ConsentKind
{
    /// <summary>The super admin passes the post on.</summary>
    SuperAdminTransfer = 1,

    /// <summary>Isolated permissions come back to all-embracing roles.</summary>
    EndIsolation = 2,

    /// <summary>Administration is one again.</summary>
    EndThreePowers = 3,
}

/// <summary>Where a proposal stands.</summary>
internal enum ConsentState
{
    Open = 1,
    Accepted = 2,
    Declined = 3,
    Withdrawn = 4,
}

/// <summary>A proposal of the super admin that takes effect only with another's consent, or after a delay where that is allowed.</summary>
internal sealed class ConsentRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public ConsentKind Kind { get; init; }

    public ConsentState State { get; set; }

    public UserId ProposedBy { get; init; }

    public DateTimeOffset ProposedAt { get; init; }

    /// <summary>Nobody can consent after it.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>From when the proposer may complete it alone; null for never.</summary>
    public DateTimeOffset? AloneFrom { get; init; }

    /// <summary>The one person who can consent; null when whoever holds the right can.</summary>
    public UserId? Target { get; init; }

    /// <summary>The permissions concerned.</summary>
    public List<string> Permissions { get; init; } = [];

    public UserId? AnsweredBy { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public int Version { get; set; }
}
