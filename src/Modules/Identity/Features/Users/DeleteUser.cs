using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>Puts an account into the recycle bin for 30 days. Sessions end, the person leaves running meetings.</summary>
/// <param name="User">Account.</param>
/// <param name="Heir">Who takes over the person's meetings; null when those that have not begun are cancelled.</param>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.delete")]
internal sealed record DeleteUser(UserId User, UserId? Heir) : IUseCase<Unit>;

internal sealed class DeleteUserHandler(AppDb db, UserToChange find, PowerHolders powers, ManagementScope scope, Sessions sessions, AuditNotes notes, TimeProvider time) : IHandler<DeleteUser, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DeleteUser order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct);
        if (found.Value is not { } user) return found.Error!;
        if (user.IsSuperAdmin) return IdentityErrors.SuperAdminStays;
        if (order.Heir is { } heir)
        {
            var name = heir == user.Id ? null : await scope.Users(actor).Where(u => u.Id == heir && u.Status == UserStatus.Normal).Select(u => u.Name).SingleOrDefaultAsync(ct);
            if (name is null) return IdentityErrors.BadHeir.On(nameof(order.Heir));
            notes.Changed("heir", null, name);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if ((await powers.LockAsync(ct)).Leave(user.Id) is { } last) return last;
        notes.Changed("status", user.Status, UserStatus.Cancelled);
        (user.StatusBefore, user.Status, user.DeletedAt) = (user.Status, UserStatus.Cancelled, time.GetUtcNow());
        user.Version++;
        await sessions.RevokeAsync(user.Id, null, null, ct);
        await db.OneTimeTokens.Where(t => t.UserId == user.Id).ExecuteDeleteAsync(ct);
        db.AddEvent(new UserDisabled(user.Id), time);
        db.AddEvent(new UserDeleted(user.Id, order.Heir), time);
        var saved = await Account.Save.DoAsync(db, ct);
        if (saved.Ok) await transaction.CommitAsync(ct);
        return saved;
    }
}

/// <summary>Takes an account out of the recycle bin. Its meetings stay where they went.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.restore")]
internal sealed record RestoreUser(UserId User) : IUseCase<Unit>;

internal sealed class RestoreUserHandler(AppDb db, PeopleQuery people, Licences licences, AuditNotes notes) : IHandler<RestoreUser, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RestoreUser order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await (await people.BinAsync(actor, ct)).SingleOrDefaultAsync(u => u.Id == order.User, ct) is not { } user) return CommonErrors.NotFound;
        notes.On("user", user.Id.ToString(), user.Name);
        var back = user.StatusBefore ?? UserStatus.NotActivated;
        notes.Changed("status", user.Status, back);
        (user.Status, user.StatusBefore, user.DeletedAt) = (back, null, null);
        if (user.AccountType == AccountType.Premium)
        {
            // Somebody else may have the licence by now.
            await licences.LockAsync(ct);
            var (pool, used) = await licences.CountAsync(ct);
            if (used >= pool)
            {
                notes.Changed("account_type", user.AccountType, AccountType.Free);
                (user.AccountType, user.PremiumAt) = (AccountType.Free, null);
            }
        }

        user.Version++;
        var saved = await Account.Save.DoAsync(db, ct);
        if (saved.Ok) await transaction.CommitAsync(ct);
        return saved;
    }
}

/// <summary>Deletes an account in the recycle bin for good, with everything this module knows of the person.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.purge")]
internal sealed record PurgeUser(UserId User) : IUseCase<Unit>;

internal sealed class PurgeUserHandler(PeopleQuery people, RecycleBin bin, AuditNotes notes) : IHandler<PurgeUser, Unit>
{
    public async Task<Result<Unit>> HandleAsync(PurgeUser order, Actor actor, CancellationToken ct)
    {
        var user = await (await people.BinAsync(actor, ct)).AsNoTracking().Where(u => u.Id == order.User).Select(u => new { u.Name, u.Login }).SingleOrDefaultAsync(ct);
        if (user is null) return CommonErrors.NotFound;
        notes.On("user", order.User.ToString(), user.Name);
        notes.Changed("login", user.Login, null);
        await bin.PurgeAsync([order.User], ct);
        return Unit.Value;
    }
}

/// <summary>Empties the bin.</summary>
internal sealed class RecycleBin(AppDb db)
{
    /// <summary>So long an account can be restored.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>Removes all rows of these accounts, if they are still in the bin.</summary>
    public async Task<int> PurgeAsync(IReadOnlyCollection<UserId> users, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var gone = await db.Users.Where(u => users.Contains(u.Id) && u.Status == UserStatus.Cancelled && u.DeletedAt != null).Select(u => u.Id).ToListAsync(ct);
        await db.UserRoles.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        await db.RoleScopes.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        await db.HiddenPeople.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        await db.UserDepartments.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        await db.Passkeys.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        await db.OneTimeTokens.Where(r => r.UserId != null && gone.Contains(r.UserId.Value)).ExecuteDeleteAsync(ct);
        await db.Avatars.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        await db.SavedViews.Where(r => gone.Contains(r.UserId)).ExecuteDeleteAsync(ct);
        var count = await db.Users.Where(u => gone.Contains(u.Id)).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        return count;
    }
}
