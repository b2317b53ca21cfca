using Huitang.Identity.Features.Account;

namespace Huitang.Identity.Access;

/// <summary>Before acts that change who rules: the password again, and the second factor where one is enrolled.</summary>
internal sealed class FreshConfirmation(AppDb db, OwnPassword own, SignInThrottle throttle, TotpSecrets secrets, TimeProvider time)
{
    public async Task<Error?> RefuseAsync(Actor actor, Proof proof, CancellationToken ct)
    {
        var me = await db.Users.SingleAsync(u => u.Id == actor.User, ct);
        if (await own.RefuseAsync(me, proof.Password, actor, ct) is { } wrong) return wrong.On(nameof(Proof.Password));
        if (secrets.Read(me) is not { } secret) return null;
        var (attempt, refusal) = await throttle.BeginAsync(me.LoginKey, SignInMethod.Totp, me.Id, actor, null, ct);
        if (refusal is not null) return refusal.On(nameof(Proof.Code));
        attempt.SessionId = actor.Session;
        if (Totp.Match(secret, proof.Code.Value, time.GetUtcNow(), me.TotpLastStep) is not { } step)
        {
            attempt.Result = SignInResult.WrongCode;
            await db.SaveChangesAsync(ct);
            return RoleErrors.CodeNeeded.On(nameof(Proof.Code));
        }

        // A code works once, here as at sign-in.
        (attempt.Result, me.TotpLastStep) = (SignInResult.Success, step);
        me.Version++;
        return (await Save.DoAsync(db, ct)).Error;
    }
}

/// <summary>What somebody enters to prove it is still them.</summary>
/// <param name="Password">Password.</param>
/// <param name="Code">Code of the authenticator app; empty when none is enrolled.</param>
internal readonly record struct Proof(Secret Password, Secret Code);
