using Huitang.Identity.Access;
using Huitang.Messages.Contracts;

namespace Huitang.Identity.Features.SignIn;

/// <summary>Asks for a mail with a link to set a new password. Answers the same whether or not there is such an account.</summary>
[Requires(RequiresAttribute.Nobody), Audited("password.ask_reset", Log = AuditLogKind.SignIn)]
internal sealed record AskPasswordReset(string Account, DeviceProof? Device) : IUseCase<Unit>;

internal sealed class AskPasswordResetHandler(AppDb db, Accounts accounts, OneTimeTokens tokens, AccountMails mails, AuditNotes notes, TimeProvider time) : IHandler<AskPasswordReset, Unit>
{
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(1);

    private const int PerAddress = 20;
    private const int PerAccount = 3;

    public async Task<Result<Unit>> HandleAsync(AskPasswordReset order, Actor actor, CancellationToken ct)
    {
        var key = AccountRules.Key(order.Account ?? "").Replace("\0", "", StringComparison.Ordinal);
        if (key.Length == 0) return IdentityErrors.BadEmail.On("Account");
        var user = await accounts.FindAsync(key, ct);
        var now = time.GetUtcNow();
        var since = now - ThrottleRule.Window;
        var asked = db.SignInLog.AsNoTracking().Where(l => l.Method == SignInMethod.ResetMail && l.At > since);
        var byAddress = await asked.CountAsync(l => l.Ip == actor.Ip, ct);
        notes.Trying(key, SignInMethod.ResetMail, user);
        if (byAddress >= PerAddress) return IdentityErrors.Throttled.With("3600");

        var mailed = user is not null && await asked.CountAsync(l => l.UserId == user.Id, ct) >= PerAccount;
        var attempt = new SignInLogRow
        {
            Id = Ids.New(time), At = now, Account = key.Length > 120 ? key[..120] : key, UserId = user?.Id, Method = SignInMethod.ResetMail,
            Result = user is null ? SignInResult.UnknownAccount : mailed ? SignInResult.Throttled : SignInResult.Success, Ip = actor.Ip, Device = actor.Device,
        };
        db.SignInLog.Add(attempt);
        notes.Ended(attempt);
        // Enough mails are on their way already and stay valid; more would only be a nuisance to their owner.
        if (user is { Status: UserStatus.Normal, Email: { } email } && !mailed)
            await mails.ResetAsync(user, email, tokens.Issue(TokenPurpose.PasswordReset, LinkLife, user.Id), ct);
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Whether a link to set a password is still good, and whose it is.</summary>
[Requires(RequiresAttribute.Nobody)]
internal sealed record LookAtPasswordLink(string? Token) : IUseCase<PasswordLink>;

/// <summary>A good link.</summary>
/// <param name="Name">Display name of its owner.</param>
/// <param name="Login">UserID.</param>
/// <param name="Activation">Whether it is the first password of a new account.</param>
internal sealed record PasswordLink(string Name, string Login, bool Activation);

internal sealed class LookAtPasswordLinkHandler(AppDb db, OneTimeTokens tokens) : IHandler<LookAtPasswordLink, PasswordLink>
{
    public async Task<Result<PasswordLink>> HandleAsync(LookAtPasswordLink order, Actor actor, CancellationToken ct)
    {
        var row = await tokens.FindAsync(order.Token, TokenPurpose.PasswordReset, ct) ?? await tokens.FindAsync(order.Token, TokenPurpose.Activation, ct);
        if (row?.UserId is not { } id) return IdentityErrors.LinkExpired;
        return await db.Users.Where(u => u.Id == id).Select(u => new PasswordLink(u.Name, u.Login, row.Purpose == TokenPurpose.Activation)).SingleAsync(ct);
    }
}

/// <summary>Sets the password by a link from a mail. All sessions of the person end; a second factor stays.</summary>
[Requires(RequiresAttribute.Nobody), Audited("password.set_by_link")]
internal sealed record SetPasswordByLink(string? Token, Secret Password) : IUseCase<Unit>;

internal sealed class SetPasswordByLinkHandler(AppDb db, Accounts accounts, OneTimeTokens tokens, Sessions sessions, AccountMails mails, IEnterprises enterprises, AuditNotes notes) : IHandler<SetPasswordByLink, Unit>
{
    public async Task<Result<Unit>> HandleAsync(SetPasswordByLink order, Actor actor, CancellationToken ct)
    {
        var row = await tokens.FindAsync(order.Token, TokenPurpose.PasswordReset, ct) ?? await tokens.FindAsync(order.Token, TokenPurpose.Activation, ct);
        if (row?.UserId is not { } id) return IdentityErrors.LinkExpired;
        var user = await db.Users.SingleAsync(u => u.Id == id, ct);
        notes.On("user", user.Id.ToString(), user.Name);
        notes.By(user.Id, user.Name);
        if (user.Status is not (UserStatus.Normal or UserStatus.NotActivated)) return IdentityErrors.LinkExpired;
        // A password that is refused must not cost the link.
        if (PasswordRule.Refuse(order.Password.Value, user.Login, user.Email, (await enterprises.GetAsync(actor.Tenant, ct))?.CorpId) is { } refusal) return refusal.On("Password");

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await tokens.TakeAsync(order.Token, row.Purpose, ct) is null) return IdentityErrors.LinkExpired;
        await tokens.EndAsync(user.Id, TokenPurpose.PasswordReset, ct);
        await tokens.EndAsync(user.Id, TokenPurpose.Activation, ct);
        if (user.Status == UserStatus.NotActivated)
        {
            notes.Changed("status", user.Status, UserStatus.Normal);
            user.Status = UserStatus.Normal;
        }

        accounts.SetPassword(user, order.Password);
        await sessions.RevokeAsync(user.Id, null, null, ct);
        if (row.Purpose == TokenPurpose.PasswordReset && user.Email is { } email) await mails.PasswordChangedAsync(user, email, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Unit.Value;
    }
}
