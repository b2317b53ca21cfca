using Huitang.Identity.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Features.Setup;

/// <summary>State of the first run under a token.</summary>
[Requires(RequiresAttribute.Nobody)]
internal sealed record LookAtSetup(string? Token) : IUseCase<Unit>;

internal sealed class LookAtSetupHandler(AppDb db, OneTimeTokens tokens) : IHandler<LookAtSetup, Unit>
{
    public async Task<Result<Unit>> HandleAsync(LookAtSetup order, Actor actor, CancellationToken ct)
    {
        if (await db.Enterprises.AnyAsync(ct)) return IdentityErrors.AlreadySetUp;
        return await tokens.FindAsync(order.Token, TokenPurpose.FirstRun, ct) is null ? IdentityErrors.LinkExpired : Unit.Value;
    }
}

/// <summary>The first run: the enterprise and its super admin, who is signed in at once.</summary>
[Requires(RequiresAttribute.Nobody), Audited("enterprise.create", Log = AuditLogKind.Administrator)]
internal sealed record SetUp(string? Token, string EnterpriseName, string CorpId, string Login, string Name, string Email, Secret Password, string Language) : IUseCase<SessionTicket>;

internal sealed class SetUpHandler(AppDb db, CurrentActor current, OneTimeTokens tokens, Accounts accounts, Sessions sessions, AuditNotes notes, IAuditLog audit, TimeProvider time) : IHandler<SetUp, SessionTicket>
{
    public async Task<Result<SessionTicket>> HandleAsync(SetUp order, Actor actor, CancellationToken ct)
    {
        var (enterprise, corp, login, name, email) = (order.EnterpriseName.Trim(), order.CorpId.Trim(), order.Login.Trim(), order.Name.Trim(), order.Email.Trim());
        notes.On("enterprise", corp, enterprise);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await NewEnterprise.LockAsync(db, ct);
        if (await db.Enterprises.AnyAsync(ct)) return IdentityErrors.AlreadySetUp;
        if (await tokens.FindAsync(order.Token, TokenPurpose.FirstRun, ct) is null) return IdentityErrors.LinkExpired;

        var refusal = AccountRules.RefuseName(enterprise, AccountRules.EnterpriseNameLength)?.On(nameof(order.EnterpriseName))
            ?? AccountRules.RefuseCorpId(corp)?.On(nameof(order.CorpId))
            ?? AccountRules.RefuseLogin(login)?.On(nameof(order.Login))
            ?? AccountRules.RefuseName(name)?.On(nameof(order.Name))
            ?? AccountRules.RefuseEmail(email)?.On(nameof(order.Email))
            ?? PasswordRule.Refuse(order.Password.Value, login, email, corp)?.On(nameof(order.Password));
        if (refusal is not null) return refusal;
        if (await tokens.TakeAsync(order.Token, TokenPurpose.FirstRun, ct) is null) return IdentityErrors.LinkExpired;

        var tenant = await NewEnterprise.AddAsync(db, current, enterprise, corp, time, ct);
        var user = new UserRow
        {
            Id = Ids.New<UserId>(time), TenantId = tenant, Login = login, LoginKey = AccountRules.Key(login), Name = name, Email = email, EmailKey = AccountRules.Key(email),
            Status = UserStatus.Normal, IsSuperAdmin = true, Ordinal = await accounts.TakeOrdinalsAsync(tenant, 1, ct), SearchText = "",
            Language = order.Language == "en-US" ? "en-US" : "zh-CN", CreatedAt = time.GetUtcNow(),
        };
        Accounts.Index(user);
        accounts.SetPassword(user, order.Password);
        db.Users.Add(user);
        await db.SaveChangesAsync(ct);
        var ticket = await sessions.OpenAsync(user, actor, remember: false, SignInMethod.Link, ct);
        db.SignInLog.Add(new SignInLogRow
        {
            Id = Ids.New(time), At = time.GetUtcNow(), Account = user.LoginKey, UserId = user.Id, Method = SignInMethod.FirstRun, Result = SignInResult.Success,
            Ip = actor.Ip, Device = actor.Device, SessionId = ticket.Session,
        });
        await db.SaveChangesAsync(ct);
        await audit.RecordAsync(tenant, Facts(actor with { Tenant = tenant }, user, corp, enterprise, ticket), ct);
        await transaction.CommitAsync(ct);
        return ticket;
    }

    /// <summary>The use case began before there was an enterprise; these entries are the first in its own logs.</summary>
    private List<AuditFact> Facts(Actor actor, UserRow user, string corp, string enterprise, SessionTicket ticket)
    {
        var (created, signedIn) = (new AuditNotes(), new AuditNotes());
        created.On("enterprise", corp, enterprise);
        created.By(user.Id, user.Name);
        signedIn.SignIn(user.LoginKey, "firstrun");
        signedIn.By(user.Id, user.Name);
        signedIn.SignInEnded(null, ticket.Session);
        return
        [
            new(Ids.New(time), new AuditOpening("enterprise.create", Ground: AuditGround.Open), actor, time.GetUtcNow(), AuditOutcome.Done, created),
            new(Ids.New(time), new AuditOpening("session.sign_in", AuditLogKind.SignIn, Ground: AuditGround.Open), actor, time.GetUtcNow(), AuditOutcome.Done, signedIn),
        ];
    }
}

/// <summary>Issues the token of the first run.</summary>
internal sealed class FirstRun(IServiceScopeFactory scopes) : IFirstRun
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public async Task<string?> IssueTokenAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await db.Enterprises.AnyAsync(ct)) return null;
        var tokens = scope.ServiceProvider.GetRequiredService<OneTimeTokens>();
        await tokens.EndAsync(null, TokenPurpose.FirstRun, ct);
        var token = tokens.Issue(TokenPurpose.FirstRun, Life);
        await db.SaveChangesAsync(ct);
        return token;
    }
}
