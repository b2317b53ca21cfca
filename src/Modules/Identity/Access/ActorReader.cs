using Npgsql;

namespace Huitang.Identity.Access;

/// <summary>Reads who is behind a session, afresh each time: a disabled account, an ended session and a change of rights act at once.</summary>
internal sealed class ActorReader(RightsReader rights, NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan SeenGrain = TimeSpan.FromMinutes(1);

    /// <summary>Whether the session is alive and its account usable.</summary>
    public async Task<bool> AliveAsync(SessionName name, CancellationToken ct) => await ReadAsync(name, ct) is not null;

    /// <summary>The actor, without the facts of the request; null when the session has ended or the account cannot be used.</summary>
    public async Task<Actor?> ReadAsync(SessionName name, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await rights.ReadAsync(name.Tenant, name.User, ct, name.Session) is not { Status: UserStatus.Normal, Session: { } session } found) return null;
        if (!SessionRule.Alive(now, session.LastSeenAt, session.ExpiresAt, session.Remember, session.RevokedAt)) return null;
        if (now - session.LastSeenAt > SeenGrain)
        {
            await using var seen = database.CreateCommand("update identity.session set last_seen_at = $1 where id = $2");
            seen.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
            seen.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = name.Session });
            await seen.ExecuteNonQueryAsync(ct);
        }

        return found.Actor with { Session = name.Session };
    }
}
