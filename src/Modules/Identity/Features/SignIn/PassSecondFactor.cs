using Huitang.Identity.Access;

namespace Huitang.Identity.Features.SignIn;

/// <summary>Second step: a code of the authenticator app, or a recovery code.</summary>
[Requires(RequiresAttribute.Nobody), Audited("session.second_factor", Log = AuditLogKind.SignIn)]
internal sealed record PassSecondFactor(string? HalfToken, Secret Code, DeviceProof? Device) : IUseCase<SessionTicket>;

internal sealed class PassSecondFactorHandler(AppDb db, SignInThrottle throttle, Sessions sessions, OneTimeTokens tokens, TotpSecrets secrets, AuditNotes notes, TimeProvider time)
    : IHandler<PassSecondFactor, SessionTicket>
{
    public async Task<Result<SessionTicket>> HandleAsync(PassSecondFactor order, Actor actor, CancellationToken ct)
    {
        if (await tokens.FindAsync(order.HalfToken, TokenPurpose.HalfSignedIn, ct) is not { UserId: { } id } half) return IdentityErrors.StartAgain;
        var user = await db.Users.SingleAsync(u => u.Id == id, ct);
        var recovery = RecoveryCodes.LooksLike(order.Code.Value);
        notes.Trying(user.LoginKey, recovery ? SignInMethod.RecoveryCode : SignInMethod.Totp, user);
        var (attempt, refusal) = await throttle.BeginAsync(user.LoginKey, recovery ? SignInMethod.RecoveryCode : SignInMethod.Totp, user.Id, actor, order.Device, ct);
        if (refusal is not null) return refusal.Noted(notes, attempt);

        if (user.Status != UserStatus.Normal)
        {
            attempt.Result = SignInResult.AccountDisabled;
            await db.SaveChangesAsync(ct);
            return IdentityErrors.Disabled.Noted(notes, attempt);
        }

        if (!(recovery ? UseRecoveryCode(user, order.Code) : UseTotp(user, order.Code)))
        {
            await tokens.CountAttemptAsync(half, ct);
            attempt.Result = SignInResult.WrongCode;
            await db.SaveChangesAsync(ct);
            return IdentityErrors.WrongCode.Noted(notes, attempt);
        }

        if (await tokens.TakeAsync(order.HalfToken, TokenPurpose.HalfSignedIn, ct) is null) return IdentityErrors.StartAgain;
        var ticket = await sessions.OpenAsync(user, actor, half.Payload == "remember", attempt.Method, ct);
        (attempt.Result, attempt.SessionId) = (SignInResult.Success, ticket.Session);
        user.Version++;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Two requests with one code: the version token lets one of them through.
            return IdentityErrors.StartAgain;
        }

        notes.Ended(attempt);
        return ticket;
    }

    private bool UseTotp(UserRow user, Secret code)
    {
        if (secrets.Read(user) is not { } secret || Totp.Match(secret, code.Value, time.GetUtcNow(), user.TotpLastStep) is not { } step) return false;
        user.TotpLastStep = step;
        return true;
    }

    private static bool UseRecoveryCode(UserRow user, Secret code)
    {
        var hash = RecoveryCodes.Hash(code.Value);
        var left = user.RecoveryCodes.Where(c => !c.AsSpan().SequenceEqual(hash)).ToList();
        if (left.Count == user.RecoveryCodes.Count) return false;
        user.RecoveryCodes = left;
        return true;
    }
}
