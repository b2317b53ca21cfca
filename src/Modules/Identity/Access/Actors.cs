namespace Huitang.Identity.Access;

/// <summary>Rights read afresh for each piece of work.</summary>
internal sealed class Actors(RightsReader rights) : IActors
{
    public async Task<Actor?> FindAsync(TenantId tenant, UserId user, CancellationToken ct) =>
        await rights.ReadAsync(tenant, user, ct) is { Status: UserStatus.Normal } found ? found.Actor : null;
}
