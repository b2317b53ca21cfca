using Huitang.Kernel;

namespace Huitang.Identity.Contracts;

/// <summary>A person to make at once, without activation.</summary>
/// <param name="Login">UserID.</param>
/// <param name="Name">Display name.</param>
public sealed record NewPerson(string Login, string Name)
{
    /// <summary>Address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>Mobile number, or null.</summary>
    public string? Phone { get; init; }

    /// <summary>Employee number, or null.</summary>
    public string? EmployeeNumber { get; init; }

    /// <summary>Job title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Department by names from the top, such as <c>研发中心/平台部</c>; made when missing. Null for none.</summary>
    public string? Department { get; init; }

    /// <summary>Password; null leaves the account without one.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the person is the super admin.</summary>
    public bool SuperAdmin { get; init; }

    /// <summary>Whether the person gets the built-in administrator role.</summary>
    public bool Admin { get; init; }

    /// <summary>Language of mails and pages.</summary>
    public string Language { get; init; } = "zh-CN";
}

/// <summary>Makes enterprises and people in bulk: demonstration data, imports, tests. No mails, no audit entries of their own.</summary>
public interface IPeopleSeeder
{
    /// <summary>Makes an enterprise with its built-in roles; answers its tenant.</summary>
    Task<TenantId> CreateEnterpriseAsync(string name, string corpId, CancellationToken ct);

    /// <summary>Makes people, with their departments; answers their accounts by UserID. Equal passwords are hashed once.</summary>
    Task<IReadOnlyDictionary<string, UserId>> CreateAsync(TenantId tenant, IReadOnlyCollection<NewPerson> people, CancellationToken ct);
}

/// <summary>The enterprise made by <c>--demo</c>. Everything under it is invented.</summary>
public static class DemoEnterprise
{
    /// <summary>Its public id; a first run by hand may not take it.</summary>
    public const string CorpId = "xinghe-demo";

    /// <summary>Its name, which says what it is.</summary>
    public const string Name = "星河科技（演示）";
}
