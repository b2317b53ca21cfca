using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Access;

/// <summary>Reads who is behind a session, afresh each time: a disabled account, an ended session and a change of rights act at once.</summary>
internal sealed class ActorReader(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan SeenGrain = TimeSpan.FromMinutes(1);

    /// <summary>Whether the session is alive and its account usable.</summary>
    public async Task<bool> AliveAsync(SessionName name, CancellationToken ct) => await ReadAsync(name, ct) is not null;

    /// <summary>The actor, without the facts of the request; null when the session has ended or the account cannot be used.</summary>
    public async Task<Actor?> ReadAsync(SessionName name, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(name.Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var rights = scope.ServiceProvider.GetRequiredService<RightsReader>();
        var found = await (
            from session in db.Sessions
            join source in rights.Sources(db.Users) on session.UserId equals source.User.Id
            where session.Id == name.Session && session.UserId == name.User && source.User.Status == UserStatus.Normal
            select new { session.RevokedAt, session.ExpiresAt, session.LastSeenAt, session.Remember, source.Rights }).AsNoTracking().SingleOrDefaultAsync(ct);

        var now = time.GetUtcNow();
        if (found is null || !SessionRule.Alive(now, found.LastSeenAt, found.ExpiresAt, found.Remember, found.RevokedAt)) return null;
        if (now - found.LastSeenAt > SeenGrain)
            await db.Sessions.Where(s => s.Id == name.Session).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct);
        return (await rights.ActorAsync(name.User, found.Rights, ct)) with { Session = name.Session };
    }
}
