using Huitang.Identity.Contracts;
using Huitang.Kernel;

namespace Huitang.Identity.Data;

/// <summary>For whom a visibility rule is made.</summary>
internal enum VisibilitySubject
{
    /// <summary>Everybody.</summary>
    Everybody = 1,

    /// <summary>A department with all below it.</summary>
    Department = 2,

    /// <summary>One person.</summary>
    Person = 3,
}

/// <summary>Whom the subject of a rule may see.</summary>
internal enum VisibilityExtent
{
    /// <summary>Everybody.</summary>
    Everybody = 1,

    /// <summary>Their own department with all below it.</summary>
    OwnDepartment = 2,

    /// <summary>The listed departments and people.</summary>
    Listed = 3,

    /// <summary>Nobody but themselves.</summary>
    Nobody = 4,
}

/// <summary>Who may see whom in the contacts; at most one rule for each subject.</summary>
internal sealed class VisibilityRuleRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public VisibilitySubject Subject { get; init; }

    /// <summary>Department or person; empty for everybody.</summary>
    public Guid SubjectId { get; init; }

    public VisibilityExtent Extent { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>A department or person a rule lists, or excepts from what it lets be seen.</summary>
internal sealed class VisibilityEntryRow : IOwned
{
    public TenantId TenantId { get; set; }

    public Guid RuleId { get; init; }

    public bool Except { get; init; }

    /// <summary>Department or person.</summary>
    public VisibilitySubject Kind { get; init; }

    public Guid EntryId { get; init; }
}

/// <summary>Somebody nobody sees in the contacts, whatever the rules say.</summary>
internal sealed class HiddenPersonRow : IOwned
{
    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    public DateTimeOffset At { get; init; }
}
