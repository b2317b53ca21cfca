using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>Makes an account; with an e-mail address its owner is mailed a link to set the first password, good for 48 hours.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.add")]
internal sealed record AddUser(string Login, UserFields Fields, bool Invite = true) : IUseCase<UserId>;

internal sealed class AddUserHandler(AppDb db, Accounts accounts, UserFieldWriter writer, Invitations invitations, AuditNotes notes, TimeProvider time) : IHandler<AddUser, UserId>
{
    public async Task<Result<UserId>> HandleAsync(AddUser order, Actor actor, CancellationToken ct)
    {
        var login = order.Login.Trim();
        if (AccountRules.RefuseLogin(login) is { } bad) return bad.On(nameof(order.Login));
        var key = AccountRules.Key(login);
        if (await db.Users.AnyAsync(u => u.LoginKey == key, ct)) return IdentityErrors.LoginTaken.On(nameof(order.Login));

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var user = new UserRow
        {
            Id = Ids.New<UserId>(time), TenantId = actor.Tenant, Login = login, LoginKey = key, Name = order.Fields.Name.Trim(), Status = UserStatus.NotActivated,
            Ordinal = await accounts.TakeOrdinalsAsync(actor.Tenant, 1, ct), SearchText = "", Language = "zh-CN", CreatedAt = time.GetUtcNow(),
        };
        notes.On("user", user.Id.ToString(), user.Name);
        notes.Changed("login", null, login);
        if (await writer.WriteAsync(user, order.Fields, isNew: true, actor, ct) is { } refusal) return refusal;
        db.Users.Add(user);
        if (order.Invite && user.Email is not null && await invitations.MailAsync(user, ct) is { } refused) return refused;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (Accounts.Taken(e) is { } taken)
        {
            return taken;
        }

        await transaction.CommitAsync(ct);
        return user.Id;
    }
}

/// <summary>Changes an account.</summary>
/// <param name="User">Account.</param>
/// <param name="Fields">All fields as they are to be.</param>
/// <param name="Version">Version the actor saw.</param>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.edit")]
internal sealed record EditUser(UserId User, UserFields Fields, int Version) : IUseCase<Unit>;

internal sealed class EditUserHandler(AppDb db, ManagementScope scope, UserFieldWriter writer, AuditNotes notes) : IHandler<EditUser, Unit>
{
    public async Task<Result<Unit>> HandleAsync(EditUser order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await scope.Users(actor).SingleOrDefaultAsync(u => u.Id == order.User, ct) is not { } user) return CommonErrors.NotFound;
        notes.On("user", user.Id.ToString(), user.Name);
        if (user.IsSuperAdmin && !actor.IsSuperAdmin) return IdentityErrors.NotSuperAdmin;
        if (user.Version != order.Version) return CommonErrors.ChangedMeanwhile;
        if (await writer.WriteAsync(user, order.Fields, isNew: false, actor, ct) is { } refusal) return refusal;
        user.Version++;
        var saved = await Account.Save.DoAsync(db, ct);
        if (saved.Ok) await transaction.CommitAsync(ct);
        return saved;
    }
}

/// <summary>Everything of one account that a form or a card shows.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record GetUser(UserId User) : IUseCase<UserDetails>;

/// <summary>An account in full.</summary>
/// <param name="Line">As in the list.</param>
/// <param name="Department">Main department.</param>
/// <param name="Further">Further departments.</param>
/// <param name="Paths">Names of these from the top.</param>
/// <param name="PremiumAt">Since when premium.</param>
/// <param name="BoundAt">From when the licence cannot be taken back; null when free.</param>
/// <param name="CreatedAt">When made.</param>
/// <param name="InvitedAt">Last activation mail.</param>
/// <param name="Language">Language.</param>
/// <param name="SeesPhone">Whether the actor sees the phone in full, and so may change it.</param>
/// <param name="SeesEmail">The same of the e-mail.</param>
/// <param name="Version">For changes.</param>
internal sealed record UserDetails(
    UserLine Line, DepartmentId? Department, IReadOnlyList<DepartmentId> Further, IReadOnlyDictionary<DepartmentId, string> Paths, DateTimeOffset? PremiumAt, DateTimeOffset? BoundAt,
    DateTimeOffset CreatedAt, DateTimeOffset? InvitedAt, string Language, bool SeesPhone, bool SeesEmail, int Version)
{
    /// <summary>What a synchronising directory calls the person.</summary>
    public string? ExternalId { get; init; }
}

internal sealed class GetUserHandler(AppDb db, ManagementScope scope, UserLines lines, Departments.TreeScope tree) : IHandler<GetUser, UserDetails>
{
    public async Task<Result<UserDetails>> HandleAsync(GetUser order, Actor actor, CancellationToken ct)
    {
        if (await scope.Users(actor).AsNoTracking().SingleOrDefaultAsync(u => u.Id == order.User, ct) is not { } user) return CommonErrors.NotFound;
        var further = await db.UserDepartments.Where(m => m.UserId == user.Id).Select(m => m.DepartmentId).ToListAsync(ct);
        var ids = further.Append(user.DepartmentId ?? default).ToList();
        var paths = new Dictionary<DepartmentId, string>();
        foreach (var row in await db.Departments.AsNoTracking().Where(d => ids.Contains(d.Id)).ToListAsync(ct)) paths[row.Id] = await tree.NamesAsync(row.Path, ct);
        return new UserDetails(
            (await lines.OfAsync([user], actor, ct))[0], user.DepartmentId, further, paths, user.PremiumAt, user.PremiumAt + Licences.Rebind, user.CreatedAt, user.InvitedAt, user.Language,
            actor.Holds(IdentityPermissions.UsersPhone), actor.Holds(IdentityPermissions.UsersEmail), user.Version)
        { ExternalId = user.ExternalId };
    }
}
