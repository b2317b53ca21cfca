using Huitang.Identity.Access;
using Huitang.Identity.Features.Account;

namespace Huitang.Identity.Features.Users;

/// <summary>Disables an account: nobody signs in to it, and its sessions end.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.disable")]
internal sealed record DisableUser(UserId User) : IUseCase<Unit>;

internal sealed class DisableUserHandler(AppDb db, UserToChange find, PowerHolders powers, Sessions sessions, AuditNotes notes, TimeProvider time) : IHandler<DisableUser, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DisableUser order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct);
        if (found.Value is not { } user) return found.Error!;
        if (user.IsSuperAdmin) return IdentityErrors.SuperAdminStays;
        if (user.Status is UserStatus.Disabled) return Unit.Value;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if ((await powers.LockAsync(ct)).Leave(user.Id) is { } last) return last;
        notes.Changed("status", user.Status, UserStatus.Disabled);
        user.Status = UserStatus.Disabled;
        user.Version++;
        await sessions.RevokeAsync(user.Id, null, null, ct);
        db.AddEvent(new UserDisabled(user.Id), time);
        var saved = await Save.DoAsync(db, ct);
        if (saved.Ok) await transaction.CommitAsync(ct);
        return saved;
    }
}

/// <summary>Enables a disabled account. Without a password it goes back to waiting for its activation.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.enable")]
internal sealed record EnableUser(UserId User) : IUseCase<Unit>;

internal sealed class EnableUserHandler(AppDb db, UserToChange find, AuditNotes notes) : IHandler<EnableUser, Unit>
{
    public async Task<Result<Unit>> HandleAsync(EnableUser order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct);
        if (found.Value is not { } user) return found.Error!;
        if (user.Status is not UserStatus.Disabled) return IdentityErrors.WrongState;
        var status = user.PasswordHash is null ? UserStatus.NotActivated : UserStatus.Normal;
        notes.Changed("status", user.Status, status);
        user.Status = status;
        user.Version++;
        return await Save.DoAsync(db, ct);
    }
}

/// <summary>Ends all sessions of an account. Answers how many.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.revoke_sessions")]
internal sealed record RevokeUserSessions(UserId User) : IUseCase<int>;

internal sealed class RevokeUserSessionsHandler(AppDb db, UserToChange find, Sessions sessions, AuditNotes notes) : IHandler<RevokeUserSessions, int>
{
    public async Task<Result<int>> HandleAsync(RevokeUserSessions order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct);
        if (found.Value is not { } user) return found.Error!;
        var ended = await sessions.RevokeAsync(user.Id, null, null, ct);
        notes.Changed("sessions", ended, 0);
        await db.SaveChangesAsync(ct);
        return ended;
    }
}

/// <summary>Mails a new activation link, or to an active account a link to set a new password. The administrator never chooses or sees it.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.send_link")]
internal sealed record SendUserLink(UserId User) : IUseCase<Unit>;

internal sealed class SendUserLinkHandler(AppDb db, UserToChange find, OneTimeTokens tokens, AccountMails mails, Invitations invitations) : IHandler<SendUserLink, Unit>
{
    public async Task<Result<Unit>> HandleAsync(SendUserLink order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct);
        if (found.Value is not { } user) return found.Error!;
        if (user.Status is not (UserStatus.Normal or UserStatus.NotActivated)) return IdentityErrors.WrongState;
        if (user.Email is not { } email) return IdentityErrors.NoEmail;
        if (user.Status == UserStatus.NotActivated)
        {
            if (await invitations.MailAsync(user, ct) is { } refusal) return refusal;
        }
        else
        {
            await tokens.EndAsync(user.Id, TokenPurpose.PasswordReset, ct);
            await mails.ResetAsync(user, email, tokens.Issue(TokenPurpose.PasswordReset, SignIn.AskPasswordResetHandler.LinkLife, user.Id), ct);
        }

        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Finds the account an administrator wants to change; not their own unless <c>self</c> allows it, and the super admin's only for the super admin.</summary>
internal sealed class UserToChange(ManagementScope scope, AuditNotes notes)
{
    public async Task<Result<UserRow>> Async(UserId id, Actor actor, CancellationToken ct, bool self = false)
    {
        var user = await scope.Users(actor).SingleOrDefaultAsync(u => u.Id == id, ct);
        if (user is null) return CommonErrors.NotFound;
        notes.On("user", user.Id.ToString(), user.Name);
        if (user.Id == actor.User && !self) return IdentityErrors.NotYourself;
        return user.IsSuperAdmin && !actor.IsSuperAdmin ? IdentityErrors.NotSuperAdmin : user;
    }
}
