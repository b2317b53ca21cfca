using Huitang.Identity.Access;
using Huitang.Identity.Features.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace Huitang.Identity.Features.Account;

/// <summary>Begins to add a passkey to the own account.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("passkey.begin")]
internal sealed record BeginPasskey : IUseCase<PasskeyCeremony>;

internal sealed class BeginPasskeyHandler(AppDb db, OneTimeTokens tokens, IPasskeyHandler<UserRow> passkeys, IHttpContextAccessor http) : IHandler<BeginPasskey, PasskeyCeremony>
{
    public async Task<Result<PasskeyCeremony>> HandleAsync(BeginPasskey order, Actor actor, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == actor.User, ct);
        var options = await passkeys.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Login, DisplayName = user.Name }, http.HttpContext!);
        var token = tokens.Issue(TokenPurpose.Passkey, PasskeyCeremony.Life, user.Id, options.AttestationState);
        await db.SaveChangesAsync(ct);
        return new PasskeyCeremony(options.CreationOptionsJson, token);
    }
}

/// <summary>Adds the passkey the browser made.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("passkey.add")]
internal sealed record AddPasskey(string? CeremonyToken, Secret Credential, string Name) : IUseCase<Unit>;

internal sealed class AddPasskeyHandler(AppDb db, OneTimeTokens tokens, IPasskeyHandler<UserRow> passkeys, IHttpContextAccessor http, UserStore store, AuditNotes notes) : IHandler<AddPasskey, Unit>
{
    public async Task<Result<Unit>> HandleAsync(AddPasskey order, Actor actor, CancellationToken ct)
    {
        var name = order.Name.Trim();
        if (AccountRules.RefuseName(name) is { } bad) return bad.On(nameof(order.Name));
        if (await tokens.TakeAsync(order.CeremonyToken, TokenPurpose.Passkey, ct) is not { } ceremony || ceremony.UserId != actor.User) return IdentityErrors.StartAgain;
        var answer = await passkeys.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http.HttpContext!, CredentialJson = order.Credential.Value, AttestationState = ceremony.Payload });
        if (!answer.Succeeded) return IdentityErrors.WrongPasskey;
        var user = await db.Users.SingleAsync(u => u.Id == actor.User, ct);
        notes.On("user", user.Id.ToString(), user.Name);
        notes.Changed("passkey", null, name);
        answer.Passkey.Name = name;
        await store.AddOrUpdatePasskeyAsync(user, answer.Passkey, ct);
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Gives an own passkey another name.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("passkey.rename")]
internal sealed record RenamePasskey(string Id, string Name) : IUseCase<Unit>;

internal sealed class RenamePasskeyHandler(AppDb db, AuditNotes notes) : IHandler<RenamePasskey, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RenamePasskey order, Actor actor, CancellationToken ct)
    {
        var name = order.Name.Trim();
        if (AccountRules.RefuseName(name) is { } bad) return bad.On(nameof(order.Name));
        if (await OwnPasskeys.FindAsync(db, order.Id, actor.User, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("user", actor.User.ToString(), actor.Name);
        notes.Changed("passkey", row.Name, name);
        row.Name = name;
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Removes an own passkey; it does not sign in any more.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("passkey.remove")]
internal sealed record RemovePasskey(string Id) : IUseCase<Unit>;

internal sealed class RemovePasskeyHandler(AppDb db, AuditNotes notes) : IHandler<RemovePasskey, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RemovePasskey order, Actor actor, CancellationToken ct)
    {
        if (await OwnPasskeys.FindAsync(db, order.Id, actor.User, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("user", actor.User.ToString(), actor.Name);
        notes.Changed("passkey", row.Name, null);
        db.Remove(row);
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}

internal static class OwnPasskeys
{
    public static async Task<PasskeyRow?> FindAsync(AppDb db, string id, UserId user, CancellationToken ct)
    {
        byte[] key;
        try
        {
            key = WebEncoders.Base64UrlDecode(id);
        }
        catch (FormatException)
        {
            return null;
        }

        return await db.Passkeys.SingleOrDefaultAsync(p => p.CredentialId == key && p.UserId == user, ct);
    }
}
