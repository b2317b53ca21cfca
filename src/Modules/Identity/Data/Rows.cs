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

    /// <summary>How many accounts may be premium.</summary>
    public int PremiumAccounts { get; set; }

    public int Version { get; set; }
}

/// <summary>A department in the enterprise's tree.</summary>
internal sealed class DepartmentRow : IOwned, IDated
{
    public DepartmentId Id { get; init; }

    public TenantId TenantId { get; set; }

    public DepartmentId? ParentId { get; set; }

    public required string Name { get; set; }

    /// <summary>Ids from the top down to and including this one: a subtree is all rows whose path contains its root.</summary>
    public required Guid[] Path { get; set; }

    /// <summary>Position among its sisters.</summary>
    public int Sort { get; set; }

    /// <summary>What a directory that synchronises calls it; null when none does.</summary>
    public string? ExternalId { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

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

/// <summary>What an account may use.</summary>
internal enum AccountType
{
    /// <summary>Takes a licence of the enterprise's pool.</summary>
    Premium = 1,

    /// <summary>Takes none.</summary>
    Free = 2,
}

/// <summary>An account.</summary>
internal sealed class UserRow : IOwned, IDated
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

    /// <summary>Mobile number as shown, such as <c>+86 13800001234</c>.</summary>
    public string? Phone { get; set; }

    /// <summary>Mobile number as compared, such as <c>+8613800001234</c>; unique within the enterprise.</summary>
    public string? PhoneKey { get; set; }

    public string? EmployeeNumber { get; set; }

    /// <summary>What a directory that synchronises calls the person; null when none does.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Given name as a directory has it; null when none told, or the name was changed since.</summary>
    public string? GivenName { get; set; }

    /// <summary>Family name as a directory has it; null like <see cref="GivenName"/>.</summary>
    public string? FamilyName { get; set; }

    public string? Title { get; set; }

    /// <summary>First day in the enterprise.</summary>
    public DateOnly? EntryDate { get; set; }

    public UserStatus Status { get; set; }

    /// <summary>Main department; further ones are <see cref="UserDepartmentRow"/>s.</summary>
    public DepartmentId? DepartmentId { get; set; }

    public AccountType AccountType { get; set; } = AccountType.Free;

    /// <summary>Since when the account is premium; null for free ones. Decides until when the licence can be taken back.</summary>
    public DateTimeOffset? PremiumAt { get; set; }

    /// <summary>Dense number within the enterprise.</summary>
    public int Ordinal { get; init; }

    public bool IsSuperAdmin { get; set; }

    /// <summary>What searches look in besides e-mail and phone: NFKC, lower case, with pinyin of the name, full and initials.</summary>
    public required string SearchText { get; set; }

    /// <summary>Pairs of neighbouring characters in everything searched, and single Chinese ones: the index by which a search of a million people is quick.</summary>
    public string[] Grams { get; set; } = [];

    /// <summary>By what lists order names: pinyin, so that Chinese names stand as in a telephone book.</summary>
    public string NameSort { get; set; } = "";

    /// <summary>Entry date for ordering, the oldest when there is none; made by the database.</summary>
    public DateOnly EntrySort { get; init; }

    /// <summary>Employee number for ordering, empty when there is none; made by the database.</summary>
    public string NumberSort { get; init; } = "";

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

    public DateTimeOffset ChangedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>When the last activation link was mailed.</summary>
    public DateTimeOffset? InvitedAt { get; set; }

    /// <summary>Activation links mailed since <see cref="InviteWindowAt"/>.</summary>
    public int InviteCount { get; set; }

    /// <summary>Since when <see cref="InviteCount"/> counts.</summary>
    public DateTimeOffset? InviteWindowAt { get; set; }

    /// <summary>When it went to the recycle bin; its status is then <see cref="UserStatus.Cancelled"/>.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Status to go back to from the recycle bin.</summary>
    public UserStatus? StatusBefore { get; set; }

    /// <summary>Names the present avatar in addresses; null without one.</summary>
    public string? AvatarTag { get; set; }

    public int Version { get; set; }
}
