namespace Huitang.Identity.Access;

/// <summary>Opens and ends sessions within the current save.</summary>
internal sealed class Sessions(AppDb db, TimeProvider time)
{
    /// <summary>Opens a session with a new id and ends the one this browser had; the caller saves.</summary>
    public async Task<SessionTicket> OpenAsync(UserRow user, Actor from, bool remember, SignInMethod method, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (from.Session is { } older)
            await db.Sessions.Where(s => s.Id == older && s.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, now), ct);
        var row = new SessionRow
        {
            Id = Ids.New(time), TenantId = user.TenantId, UserId = user.Id, CreatedAt = now, LastSeenAt = now, ExpiresAt = now + SessionRule.Longest(remember),
            Remember = remember, Ip = from.Ip, Device = from.Device, Method = method,
        };
        db.Sessions.Add(row);
        db.AddEvent(new SignedIn(user.Id, row.Id, user.DepartmentId, now), time);
        // Not through the tracked row: a sign-in must not collide with somebody editing the account.
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignInAt, now), ct);
        return new SessionTicket(user.TenantId, user.Id, row.Id, remember, row.ExpiresAt);
    }

    /// <summary>Ends sessions of a person: one, all but one, or all. Tells other modules; the caller saves. Answers how many ended.</summary>
    public async Task<int> RevokeAsync(UserId user, Guid? only, Guid? except, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var rows = await db.Sessions
            .Where(s => s.UserId == user && s.RevokedAt == null && s.ExpiresAt > now && (only == null || s.Id == only) && (except == null || s.Id != except))
            .ToListAsync(ct);
        foreach (var row in rows)
        {
            row.RevokedAt = now;
            db.AddEvent(new SessionRevoked(user, row.Id), time);
        }

        return rows.Count;
    }
}
