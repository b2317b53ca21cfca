using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Access;

/// <summary>Reads who is behind a session, afresh each time: a disabled account, an ended session and a change of rights act at once.</summary>
internal sealed class ActorReader(IServiceScopeFactory scopes, ModuleCatalog catalog, TimeProvider time)
{
    private static readonly TimeSpan SeenGrain = TimeSpan.FromMinutes(1);

    private readonly string[] _ordinary = [.. catalog.Permissions.Where(p => !p.Sensitive).Select(p => p.Id)];

    /// <summary>Whether the session is alive and its account usable.</summary>
    public async Task<bool> AliveAsync(SessionName name, CancellationToken ct) => await ReadAsync(name, ct) is not null;

    /// <summary>The actor, without the facts of the request; null when the session has ended or the account cannot be used.</summary>
    public async Task<Actor?> ReadAsync(SessionName name, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(name.Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var (given, roles, granted) = (db.UserRoles, db.Roles, db.RolePermissions);
        var found = await (
            from session in db.Sessions
            join user in db.Users on session.UserId equals user.Id
            where session.Id == name.Session && session.UserId == name.User && user.Status == UserStatus.Normal
            select new
            {
                session.RevokedAt, session.ExpiresAt, session.LastSeenAt, session.Remember,
                user.Name, user.IsSuperAdmin, user.DepartmentId,
                BuiltIn = (from has in given
                           join role in roles on has.RoleId equals role.Id
                           where has.UserId == user.Id
                           select role.BuiltIn).ToList(),
                Permissions = (from has in given
                               join permission in granted on has.RoleId equals permission.RoleId
                               where has.UserId == user.Id
                               select permission.Permission).ToList(),
            }).AsNoTracking().SingleOrDefaultAsync(ct);

        var now = time.GetUtcNow();
        if (found is null || !SessionRule.Alive(now, found.LastSeenAt, found.ExpiresAt, found.Remember, found.RevokedAt)) return null;
        if (now - found.LastSeenAt > SeenGrain)
            await db.Sessions.Where(s => s.Id == name.Session).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct);

        var permissions = found.Permissions.ToHashSet(StringComparer.Ordinal);
        if (found.BuiltIn.Contains(BuiltInRole.Administrator)) permissions.UnionWith(_ordinary);
        return new Actor
        {
            Kind = ActorKind.User, Tenant = name.Tenant, User = name.User, Name = found.Name, Session = name.Session,
            Permissions = permissions, IsSuperAdmin = found.IsSuperAdmin, Department = found.DepartmentId?.Value,
        };
    }
}
