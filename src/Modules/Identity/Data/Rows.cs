using Huitang.Identity.Contracts;
using Huitang.Kernel;

namespace Huitang.Identity.Data;

/// <summary>An enterprise (tenant).</summary>
internal sealed class EnterpriseRow
{
    public TenantId Id { get; init; }

    /// <summary>Public id: lower-case letters, digits, hyphens.</summary>
    public required string CorpId { get; init; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Ordinal of the next account; ordinals are never reused.</summary>
    public int NextUserOrdinal { get; set; }

    /// <summary>Sensitive permissions that only a role naming them gives; the super admin lacks them too.</summary>
    public List<string> IsolatedPermissions { get; set; } = [];

    /// <summary>Whether administration is divided among system, security and audit administrators.</summary>
    public bool ThreePowers { get; set; }

    /// <summary>Grows with every change of anybody's rights; open pages watch it.</summary>
    public long RightsVersion { get; set; }

    public int Version { get; set; }
}

/// <summary>A department in the enterprise's tree.</summary>
internal sealed class DepartmentRow : IOwned
{
    public DepartmentId Id { get; init; }

    public TenantId TenantId { get; set; }

    public DepartmentId? ParentId { get; set; }

    public required string Name { get; set; }

    /// <summary>Ids from the top down to and including this one: a subtree is all rows whose path contains its root.</summary>
    public required Guid[] Path { get; set; }

    /// <summary>Position among its sisters.</summary>
    public int Sort { get; set; }

    public int Version { get; set; }
}

/// <summary>State of an account; numbers are those of the public interface.</summary>
internal enum UserStatus
{
    /// <summary>Can sign in.</summary>
    Normal = 1,

    /// <summary>Deregistered; hidden everywhere, terminal.</summary>
    Cancelled = 2,

    /// <summary>Waits for its owner to follow the activation link.</summary>
    NotActivated = 3,

    /// <summary>Disabled by an administrator.</summary>
    Disabled = 4,

    /// <summary>Known, not yet invited.</summary>
    PreRegistered = 5,
}

/// <summary>An account.</summary>
internal sealed class UserRow : IOwned
{
    public UserId Id { get; init; }

    public TenantId TenantId { get; set; }

    /// <summary>UserID as entered.</summary>
    public required string Login { get; init; }

    /// <summary>UserID in lower case; unique within the enterprise.</summary>
    public required string LoginKey { get; init; }

    public required string Name { get; set; }

    public string? Email { get; set; }

    /// <summary>E-mail in lower case; unique within the enterprise.</summary>
    public string? EmailKey { get; set; }

    public string? Phone { get; set; }

    public string? EmployeeNumber { get; set; }

    public string? Title { get; set; }

    public UserStatus Status { get; set; }

    public DepartmentId? DepartmentId { get; set; }

    /// <summary>Dense number within the enterprise.</summary>
    public int Ordinal { get; init; }

    public bool IsSuperAdmin { get; set; }

    /// <summary>What searches look in: NFKC, lower case, with pinyin initials of the name.</summary>
    public required string SearchText { get; set; }

    /// <summary>zh-CN or en-US.</summary>
    public required string Language { get; set; }

    /// <summary>Hash in the format of ASP.NET Core Identity; null without a password.</summary>
    public string? PasswordHash { get; set; }

    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>Secret of the authenticator app, encrypted with the key ring; null when not enrolled.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>Time step of the last accepted code: a code works once.</summary>
    public long TotpLastStep { get; set; }

    /// <summary>SHA-256 of the unused recovery codes.</summary>
    public List<byte[]> RecoveryCodes { get; set; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }

    public int Version { get; set; }
}
