using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>Makes an account and mails its owner a link to set the first password, good for 48 hours.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.add")]
internal sealed record AddUser(string Login, string Name, string Email, string? Phone, string? Title, DepartmentId? Department, string Language) : IUseCase<UserId>;

internal sealed class AddUserHandler(AppDb db, ManagementScope scope, Accounts accounts, OneTimeTokens tokens, AccountMails mails, AuditNotes notes, TimeProvider time) : IHandler<AddUser, UserId>
{
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(48);

    public async Task<Result<UserId>> HandleAsync(AddUser order, Actor actor, CancellationToken ct)
    {
        var (login, name, email, phone, title) = (order.Login.Trim(), order.Name.Trim(), order.Email.Trim(), AccountRules.Blank(order.Phone), AccountRules.Blank(order.Title));
        var refusal = AccountRules.RefuseName(name)?.On(nameof(order.Name))
            ?? AccountRules.RefuseLogin(login)?.On(nameof(order.Login))
            ?? AccountRules.RefuseEmail(email)?.On(nameof(order.Email))
            ?? (phone is null ? null : AccountRules.RefusePhone(phone)?.On(nameof(order.Phone)))
            ?? (title is null ? null : AccountRules.RefuseName(title)?.On(nameof(order.Title)));
        if (refusal is not null) return refusal;
        // Whoever manages a part adds people to that part; a department outside it looks like one that does not exist.
        if (order.Department is { } department ? !await scope.Departments(actor).AnyAsync(d => d.Id == department, ct) : !actor.Scope.Whole) return CommonErrors.NotFound.On(nameof(order.Department));
        var (loginKey, emailKey) = (AccountRules.Key(login), AccountRules.Key(email));
        if (await db.Users.AnyAsync(u => u.LoginKey == loginKey, ct)) return IdentityErrors.LoginTaken.On(nameof(order.Login));
        if (await db.Users.AnyAsync(u => u.EmailKey == emailKey, ct)) return IdentityErrors.EmailTaken.On(nameof(order.Email));

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var user = new UserRow
        {
            Id = Ids.New<UserId>(time), Login = login, LoginKey = loginKey, Name = name, Email = email, EmailKey = emailKey, Phone = phone, Title = title,
            TenantId = actor.Tenant, Status = UserStatus.NotActivated, DepartmentId = order.Department, Ordinal = await accounts.TakeOrdinalsAsync(actor.Tenant, 1, ct),
            SearchText = "", Language = order.Language == "en-US" ? "en-US" : "zh-CN", CreatedAt = time.GetUtcNow(),
        };
        Accounts.Index(user);
        db.Users.Add(user);
        notes.On("user", user.Id.ToString(), name);
        notes.Changed("login", null, login);
        notes.Changed("email", null, email);
        await mails.ActivationAsync(user, email, tokens.Issue(TokenPurpose.Activation, LinkLife, user.Id), ct);
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
