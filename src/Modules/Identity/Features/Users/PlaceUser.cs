using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>Makes a department somebody's main one; further ones stay.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.move")]
internal sealed record PlaceUser(UserId User, DepartmentId? Department) : IUseCase<Unit>;

internal sealed class PlaceUserHandler(AppDb db, UserToChange find, UserFieldWriter writer) : IHandler<PlaceUser, Unit>
{
    public async Task<Result<Unit>> HandleAsync(PlaceUser order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct, self: true);
        if (found.Value is not { } user) return found.Error!;
        if (user.DepartmentId == order.Department) return Unit.Value;
        var further = await db.UserDepartments.Where(m => m.UserId == user.Id).Select(m => m.DepartmentId).ToListAsync(ct);
        if (await writer.PlaceAsync(user, order.Department, further, isNew: false, actor, ct) is { } refusal) return refusal;
        user.Version++;
        return await Account.Save.DoAsync(db, ct);
    }
}

/// <summary>Gives somebody a premium account or takes it back.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.set_type")]
internal sealed record SetAccountType(UserId User, AccountType Type) : IUseCase<Unit>;

internal sealed class SetAccountTypeHandler(AppDb db, UserToChange find, Licences licences) : IHandler<SetAccountType, Unit>
{
    public async Task<Result<Unit>> HandleAsync(SetAccountType order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await find.Async(order.User, actor, ct, self: true);
        if (found.Value is not { } user) return found.Error!;
        if (user.AccountType == order.Type) return Unit.Value;
        if (await licences.ChangeAsync(user, order.Type, isNew: false, ct) is { } refusal) return refusal;
        user.Version++;
        var saved = await Account.Save.DoAsync(db, ct);
        if (saved.Ok) await transaction.CommitAsync(ct);
        return saved;
    }
}

/// <summary>The pool of premium accounts.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.Nothing)]
internal sealed record GetLicences : IUseCase<LicencePool>;

/// <summary>How many premium accounts there are and how many are given.</summary>
internal sealed record LicencePool(int Pool, int Used, bool CanChange);

internal sealed class GetLicencesHandler(Licences licences) : IHandler<GetLicences, LicencePool>
{
    public async Task<Result<LicencePool>> HandleAsync(GetLicences order, Actor actor, CancellationToken ct) =>
        await licences.CountAsync(ct) is var (pool, used) ? new LicencePool(pool, used, AccessRules.Decide(actor, IdentityPermissions.LicencesManage, AccessTarget.Enterprise).Allowed) : CommonErrors.NotFound;
}

/// <summary>Sets how many premium accounts the enterprise has; never fewer than are given.</summary>
[Requires(IdentityPermissions.LicencesManage, Scoping.WholeEnterprise), Audited("licence.set_pool")]
internal sealed record SetPremiumPool(int Accounts) : IUseCase<Unit>;

internal sealed class SetPremiumPoolHandler(AppDb db, Licences licences, AuditNotes notes) : IHandler<SetPremiumPool, Unit>
{
    private const int Most = 10_000_000;

    public async Task<Result<Unit>> HandleAsync(SetPremiumPool order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await licences.LockAsync(ct);
        var (pool, used) = await licences.CountAsync(ct);
        var enterprise = await db.Enterprises.AsNoTracking().SingleAsync(e => e.Id == actor.Tenant, ct);
        notes.On("enterprise", enterprise.CorpId, enterprise.Name);
        if (order.Accounts < used || order.Accounts > Most) return IdentityErrors.PoolTooSmall.With(used.ToString(System.Globalization.CultureInfo.InvariantCulture)).On(nameof(order.Accounts));
        notes.Changed("premium_accounts", pool, order.Accounts);
        await db.Enterprises.Where(e => e.Id == actor.Tenant).ExecuteUpdateAsync(set => set.SetProperty(e => e.PremiumAccounts, order.Accounts), ct);
        await transaction.CommitAsync(ct);
        return Unit.Value;
    }
}
