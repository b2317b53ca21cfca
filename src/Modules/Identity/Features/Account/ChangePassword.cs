using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Account;

/// <summary>Changes the own password. All other sessions end.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("password.change")]
internal sealed record ChangePassword(Secret Current, Secret Password) : IUseCase<Unit>;

internal sealed class ChangePasswordHandler(AppDb db, OwnPassword own, Accounts accounts, Sessions sessions, AccountMails mails, IEnterprises enterprises, AuditNotes notes) : IHandler<ChangePassword, Unit>
{
    public async Task<Result<Unit>> HandleAsync(ChangePassword order, Actor actor, CancellationToken ct)
    {
        var user = await db.Users.SingleAsync(u => u.Id == actor.User, ct);
        notes.On("user", user.Id.ToString(), user.Name);
        if (await own.RefuseAsync(user, order.Current, actor, ct) is { } wrong) return wrong.On(nameof(order.Current));
        if (PasswordRule.Refuse(order.Password.Value, user.Login, user.Email, (await enterprises.GetAsync(actor.Tenant, ct))?.CorpId) is { } refusal) return refusal.On(nameof(order.Password));
        accounts.SetPassword(user, order.Password);
        await sessions.RevokeAsync(user.Id, null, actor.Session, ct);
        if (user.Email is { } email) await mails.PasswordChangedAsync(user, email, ct);
        return await Save.DoAsync(db, ct);
    }
}

/// <summary>Asks for the password again before dangerous acts, counted like sign-ins so that an open browser is no place to guess.</summary>
internal sealed class OwnPassword(AppDb db, Accounts accounts, SignInThrottle throttle)
{
    public async Task<Error?> RefuseAsync(UserRow user, Secret password, Actor actor, CancellationToken ct)
    {
        var (attempt, refusal) = await throttle.BeginAsync(user.LoginKey, SignInMethod.Confirmation, user.Id, actor, null, ct);
        if (refusal is not null) return refusal;
        var right = accounts.Verify(user, password);
        attempt.Result = right ? SignInResult.Success : SignInResult.WrongPassword;
        attempt.SessionId = actor.Session;
        await db.SaveChangesAsync(ct);
        return right ? null : IdentityErrors.WrongPassword;
    }
}
