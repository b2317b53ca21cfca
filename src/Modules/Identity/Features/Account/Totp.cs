using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Account;

/// <summary>Begins to enrol an authenticator app: a new secret, not in force yet.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("totp.begin")]
internal sealed record BeginTotp : IUseCase<TotpOffer>;

/// <summary>What the app scans or the person types.</summary>
/// <param name="Token">Token under which the first code confirms it.</param>
/// <param name="Address">otpauth address for the QR code.</param>
/// <param name="Key">The secret in groups of four.</param>
internal sealed record TotpOffer(string Token, string Address, string Key);

internal sealed class BeginTotpHandler(AppDb db, OneTimeTokens tokens, TotpSecrets secrets, IEnterprises enterprises) : IHandler<BeginTotp, TotpOffer>
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public async Task<Result<TotpOffer>> HandleAsync(BeginTotp order, Actor actor, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == actor.User, ct);
        if (user.TotpSecret is not null) return IdentityErrors.WrongState;
        var secret = Domain.Totp.NewSecret();
        await tokens.EndAsync(user.Id, TokenPurpose.TotpEnrolment, ct);
        var token = tokens.Issue(TokenPurpose.TotpEnrolment, Life, user.Id, secrets.Keep(secret));
        await db.SaveChangesAsync(ct);
        return Offer.Of(token, secret, user, (await enterprises.GetAsync(actor.Tenant, ct))?.Name ?? "");
    }
}

/// <summary>Shows an offer again, after a wrong first code.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record LookAtTotp(string? Token) : IUseCase<TotpOffer>;

internal sealed class LookAtTotpHandler(AppDb db, OneTimeTokens tokens, TotpSecrets secrets, IEnterprises enterprises) : IHandler<LookAtTotp, TotpOffer>
{
    public async Task<Result<TotpOffer>> HandleAsync(LookAtTotp order, Actor actor, CancellationToken ct)
    {
        var offer = await tokens.FindAsync(order.Token, TokenPurpose.TotpEnrolment, ct);
        if (offer is null || offer.UserId != actor.User) return IdentityErrors.LinkExpired;
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == actor.User, ct);
        return Offer.Of(order.Token!, secrets.Read(offer.Payload!), user, (await enterprises.GetAsync(actor.Tenant, ct))?.Name ?? "");
    }
}

internal static class Offer
{
    public static TotpOffer Of(string token, byte[] secret, UserRow user, string enterprise) => new(
        token, Domain.Totp.Address(secret, $"Huitang {enterprise}".Trim().Replace(":", "", StringComparison.Ordinal), user.Login),
        string.Join(' ', Domain.Totp.Base32(secret).Chunk(4).Select(c => new string(c))));
}

/// <summary>Puts the app in force by its first code; answers the recovery codes, shown this once.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("totp.enrol")]
internal sealed record ConfirmTotp(string? Token, Secret Code) : IUseCase<string[]>;

internal sealed class ConfirmTotpHandler(AppDb db, OneTimeTokens tokens, TotpSecrets secrets, AuditNotes notes, TimeProvider time) : IHandler<ConfirmTotp, string[]>
{
    public async Task<Result<string[]>> HandleAsync(ConfirmTotp order, Actor actor, CancellationToken ct)
    {
        var user = await db.Users.SingleAsync(u => u.Id == actor.User, ct);
        notes.On("user", user.Id.ToString(), user.Name);
        var offer = await tokens.FindAsync(order.Token, TokenPurpose.TotpEnrolment, ct);
        if (offer is null || offer.UserId != actor.User) return IdentityErrors.LinkExpired;
        if (user.TotpSecret is not null) return IdentityErrors.WrongState;
        if (Domain.Totp.Match(secrets.Read(offer.Payload!), order.Code.Value, time.GetUtcNow(), 0) is not { } step)
        {
            await tokens.CountAttemptAsync(offer, ct);
            return IdentityErrors.WrongCode.On(nameof(order.Code));
        }

        if (await tokens.TakeAsync(order.Token, TokenPurpose.TotpEnrolment, ct) is null) return IdentityErrors.LinkExpired;
        var codes = RecoveryCodes.New();
        (user.TotpSecret, user.TotpLastStep, user.RecoveryCodes) = (offer.Payload, step, codes.Select(RecoveryCodes.Hash).ToList());
        user.Version++;
        if ((await Save.DoAsync(db, ct)).Error is { } error) return error;
        return codes.ToArray();
    }
}

/// <summary>Gives new recovery codes; the old ones end.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("totp.new_recovery_codes")]
internal sealed record NewRecoveryCodes(Secret Password) : IUseCase<string[]>;

internal sealed class NewRecoveryCodesHandler(AppDb db, OwnPassword own, AuditNotes notes) : IHandler<NewRecoveryCodes, string[]>
{
    public async Task<Result<string[]>> HandleAsync(NewRecoveryCodes order, Actor actor, CancellationToken ct)
    {
        var user = await db.Users.SingleAsync(u => u.Id == actor.User, ct);
        notes.On("user", user.Id.ToString(), user.Name);
        if (user.TotpSecret is null) return IdentityErrors.NoTotp;
        if (await own.RefuseAsync(user, order.Password, actor, ct) is { } wrong) return wrong.On(nameof(order.Password));
        var codes = RecoveryCodes.New();
        user.RecoveryCodes = codes.Select(RecoveryCodes.Hash).ToList();
        user.Version++;
        if ((await Save.DoAsync(db, ct)).Error is { } error) return error;
        return codes.ToArray();
    }
}

/// <summary>Takes the authenticator app off the own account.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("totp.remove")]
internal sealed record RemoveTotp(Secret Password) : IUseCase<Unit>;

internal sealed class RemoveTotpHandler(AppDb db, OwnPassword own, AuditNotes notes) : IHandler<RemoveTotp, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RemoveTotp order, Actor actor, CancellationToken ct)
    {
        var user = await db.Users.SingleAsync(u => u.Id == actor.User, ct);
        notes.On("user", user.Id.ToString(), user.Name);
        if (user.TotpSecret is null) return IdentityErrors.NoTotp;
        if (await own.RefuseAsync(user, order.Password, actor, ct) is { } wrong) return wrong.On(nameof(order.Password));
        (user.TotpSecret, user.RecoveryCodes) = (null, []);
        user.Version++;
        return await Save.DoAsync(db, ct);
    }
}
