using Huitang.Kernel;

namespace Huitang.Identity.Contracts;

/// <summary>People as actors without a sign-in, for work done in their name.</summary>
public interface IActors
{
    /// <summary>The person with the rights held now; null when the account does not exist or cannot be used.</summary>
    Task<Actor?> FindAsync(TenantId tenant, UserId user, CancellationToken ct);
}
