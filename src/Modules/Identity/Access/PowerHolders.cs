using Huitang.Identity.Features.Roles;

namespace Huitang.Identity.Access;

/// <summary>Who holds the three powers. Where administration is divided, none of them is left without somebody who can use it: nobody else could give it back.</summary>
internal sealed class PowerHolders(AppDb db)
{
    /// <summary>The powers' holders as they are now. In a transaction: until its end nobody else takes or divides powers.</summary>
    public async Task<PowerSeats> LockAsync(CancellationToken ct)
    {
        var tenant = db.CurrentTenant;
        await db.Database.ExecuteSqlAsync($"select 1 from identity.enterprise where id = {tenant.Value} for no key update", ct);
        return await ReadAsync(ct);
    }

    /// <summary>The powers' holders as they are now; no powers where administration is one.</summary>
    public async Task<PowerSeats> ReadAsync(CancellationToken ct)
    {
        var tenant = db.CurrentTenant;
        if (!await db.Enterprises.AnyAsync(e => e.Id == tenant && e.ThreePowers, ct)) return new PowerSeats([]);
        var powers = await db.Roles.AsNoTracking().Where(r => r.BuiltIn == BuiltInRole.SystemAdministrator || r.BuiltIn == BuiltInRole.SecurityAdministrator || r.BuiltIn == BuiltInRole.AuditAdministrator).ToListAsync(ct);
        var ids = powers.Select(r => r.Id).ToList();
        var active = db.Users.Where(u => u.Status == UserStatus.Normal && !u.IsSuperAdmin).Select(u => u.Id);
        var held = (await db.UserRoles.AsNoTracking().Where(h => ids.Contains(h.RoleId) && !h.Limited && active.Contains(h.UserId)).Select(h => new { h.RoleId, h.UserId }).ToListAsync(ct)).ToLookup(h => h.RoleId, h => h.UserId);
        return new PowerSeats([.. powers.Select(r => (RoleText.Name(r), held[r.Id].ToHashSet()))]);
    }
}

/// <summary>The holders of each power who can sign in and manage the whole enterprise.</summary>
internal sealed class PowerSeats(IReadOnlyList<(string Power, HashSet<UserId> Holders)> seats)
{
    /// <summary>Takes somebody out of their power; refused for its last holder.</summary>
    public Error? Leave(UserId user)
    {
        foreach (var (power, holders) in seats.Where(s => s.Holders.Contains(user)))
        {
            if (holders.Count == 1) return RoleErrors.PowerLast.With(power);
            holders.Remove(user);
        }

        return null;
    }
}
