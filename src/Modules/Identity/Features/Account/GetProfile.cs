namespace Huitang.Identity.Features.Account;

/// <summary>The signed-in person's own account.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record GetProfile : IUseCase<Profile>;

/// <summary>Own account.</summary>
internal sealed record Profile(
    string Login, string Name, string? Email, string? Phone, string? Title, string? EmployeeNumber, string Department, string Language, bool HasTotp, int RecoveryCodesLeft,
    DateTimeOffset? PasswordChangedAt, IReadOnlyList<OwnPasskey> Passkeys, IReadOnlyList<OwnSession> Sessions);

/// <summary>A passkey; the id is its credential id in base64url.</summary>
internal sealed record OwnPasskey(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>A live session.</summary>
internal sealed record OwnSession(Guid Id, bool Current, string? Ip, string? Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

internal sealed class GetProfileHandler(AppDb db, TimeProvider time) : IHandler<GetProfile, Profile>
{
    public async Task<Result<Profile>> HandleAsync(GetProfile order, Actor actor, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == actor.User, ct);
        var department = await db.Departments.Where(d => d.Id == user.DepartmentId).Select(d => d.Name).SingleOrDefaultAsync(ct);
        var passkeys = await db.Passkeys.AsNoTracking().Where(p => p.UserId == actor.User).OrderBy(p => p.CreatedAt).ToListAsync(ct);
        var now = time.GetUtcNow();
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.UserId == actor.User && s.RevokedAt == null && s.ExpiresAt > now).OrderByDescending(s => s.LastSeenAt).ToListAsync(ct);
        return new Profile(
            user.Login, user.Name, user.Email, user.Phone, user.Title, user.EmployeeNumber, department ?? "", user.Language, user.TotpSecret is not null, user.RecoveryCodes.Count, user.PasswordChangedAt,
            passkeys.Select(p => new OwnPasskey(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(p.CredentialId), p.Name, p.CreatedAt, p.LastUsedAt)).ToList(),
            sessions.Where(s => SessionRule.Alive(now, s.LastSeenAt, s.ExpiresAt, s.Remember, s.RevokedAt))
                .Select(s => new OwnSession(s.Id, s.Id == actor.Session, s.Ip, s.Device, s.CreatedAt, s.LastSeenAt)).ToList());
    }
}
