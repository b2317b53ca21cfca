using Huitang.Identity.Access;

namespace Huitang.Identity.Features.SignIn;

/// <summary>Account and password.</summary>
[Requires(RequiresAttribute.Nobody), Audited("session.sign_in", Log = AuditLogKind.SignIn)]
internal sealed record SignIn(string Account, Secret Password, bool Remember, DeviceProof? Device) : IUseCase<SignInStep>;

/// <summary>What comes next: a session, or a second factor under a token. Exactly one is set.</summary>
internal sealed record SignInStep(SessionTicket? Session, string? HalfToken);

internal sealed class SignInHandler(AppDb db, Accounts accounts, SignInThrottle throttle, Sessions sessions, OneTimeTokens tokens, AuditNotes notes) : IHandler<SignIn, SignInStep>
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(5);

    public async Task<Result<SignInStep>> HandleAsync(SignIn order, Actor actor, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(order.Account) || order.Password.Value.Length == 0) return IdentityErrors.WrongCredentials;
        var key = AccountRules.Key(order.Account).Replace("\0", "", StringComparison.Ordinal);
        var user = await accounts.FindAsync(key, ct);
        notes.Trying(key, SignInMethod.Password, user);
        var (attempt, refusal) = await throttle.BeginAsync(key, SignInMethod.Password, user?.Id, actor, order.Device, ct);
        if (refusal is not null) return refusal.Noted(notes, attempt);

        var right = accounts.Verify(user, order.Password);
        if (user is null || !right)
        {
            attempt.Result = user is null ? SignInResult.UnknownAccount : SignInResult.WrongPassword;
            await db.SaveChangesAsync(ct);
            return IdentityErrors.WrongCredentials.Noted(notes, attempt);
        }

        // Said only to who knows the password.
        if (user.Status != UserStatus.Normal)
        {
            attempt.Result = user.Status == UserStatus.Disabled ? SignInResult.AccountDisabled : SignInResult.NotActivated;
            await db.SaveChangesAsync(ct);
            return IdentityErrors.Disabled.Noted(notes, attempt);
        }

        if (user.TotpSecret is not null || await db.Passkeys.AnyAsync(p => p.UserId == user.Id, ct))
        {
            var token = tokens.Issue(TokenPurpose.HalfSignedIn, HalfLife, user.Id, order.Remember ? "remember" : "");
            attempt.Result = SignInResult.SecondFactorAsked;
            await db.SaveChangesAsync(ct);
            notes.Ended(attempt);
            return new SignInStep(null, token);
        }

        var ticket = await sessions.OpenAsync(user, actor, order.Remember, SignInMethod.Password, ct);
        (attempt.Result, attempt.SessionId) = (SignInResult.Success, ticket.Session);
        await db.SaveChangesAsync(ct);
        notes.Ended(attempt);
        return new SignInStep(ticket, null);
    }
}
