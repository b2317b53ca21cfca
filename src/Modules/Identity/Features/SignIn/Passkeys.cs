using Huitang.Identity.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using SignInResult = Huitang.Identity.Data.SignInResult;

namespace Huitang.Identity.Features.SignIn;

/// <summary>Begins a sign-in by passkey; with a half-finished sign-in, only that person's passkeys are asked for.</summary>
[Requires(RequiresAttribute.Nobody)]
internal sealed record BeginPasskeySignIn(string? HalfToken) : IUseCase<PasskeyCeremony>;

/// <summary>What the browser needs for <c>navigator.credentials</c>, and the token under which it answers.</summary>
/// <param name="OptionsJson">Options as JSON.</param>
/// <param name="Token">One-time token.</param>
internal sealed record PasskeyCeremony(string OptionsJson, string Token)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
}

internal sealed class BeginPasskeySignInHandler(AppDb db, OneTimeTokens tokens, IPasskeyHandler<UserRow> passkeys, IHttpContextAccessor http) : IHandler<BeginPasskeySignIn, PasskeyCeremony>
{
    public async Task<Result<PasskeyCeremony>> HandleAsync(BeginPasskeySignIn order, Actor actor, CancellationToken ct)
    {
        var half = await tokens.FindAsync(order.HalfToken, TokenPurpose.HalfSignedIn, ct);
        var user = half?.UserId is { } id ? await db.Users.SingleAsync(u => u.Id == id, ct) : null;
        var options = await passkeys.MakeRequestOptionsAsync(user, http.HttpContext!);
        var token = tokens.Issue(TokenPurpose.Passkey, PasskeyCeremony.Life, user?.Id, options.AssertionState);
        await db.SaveChangesAsync(ct);
        return new PasskeyCeremony(options.RequestOptionsJson, token);
    }
}

/// <summary>Signs in by passkey, alone or as second factor. A passkey with user verification is two factors in one.</summary>
[Requires(RequiresAttribute.Nobody), Audited("session.passkey", Log = AuditLogKind.SignIn)]
internal sealed record SignInWithPasskey(string? CeremonyToken, string? HalfToken, Secret Credential, bool Remember, DeviceProof? Device) : IUseCase<SessionTicket>;

internal sealed class SignInWithPasskeyHandler(
    AppDb db, OneTimeTokens tokens, IPasskeyHandler<UserRow> passkeys, IHttpContextAccessor http, SignInThrottle throttle, Sessions sessions, UserStore store, AuditNotes notes)
    : IHandler<SignInWithPasskey, SessionTicket>
{
    public async Task<Result<SessionTicket>> HandleAsync(SignInWithPasskey order, Actor actor, CancellationToken ct)
    {
        if (await tokens.TakeAsync(order.CeremonyToken, TokenPurpose.Passkey, ct) is not { } ceremony) return IdentityErrors.StartAgain;
        notes.Trying("", SignInMethod.Passkey, null);
        var (attempt, refusal) = await throttle.BeginAsync("", SignInMethod.Passkey, ceremony.UserId, actor, order.Device, ct);
        if (refusal is not null) return refusal.Noted(notes, attempt);

        var answer = await passkeys.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = http.HttpContext!, CredentialJson = order.Credential.Value, AssertionState = ceremony.Payload,
        });
        if (!answer.Succeeded || (ceremony.UserId is { } asked && asked != answer.User.Id))
        {
            attempt.Result = SignInResult.WrongPasskey;
            await db.SaveChangesAsync(ct);
            return IdentityErrors.WrongPasskey.Noted(notes, attempt);
        }

        attempt.UserId = answer.User.Id;
        notes.Trying(answer.User.LoginKey, SignInMethod.Passkey, answer.User);
        if (answer.User.Status != UserStatus.Normal)
        {
            attempt.Result = SignInResult.AccountDisabled;
            await db.SaveChangesAsync(ct);
            return IdentityErrors.Disabled.Noted(notes, attempt);
        }

        var half = await tokens.TakeAsync(order.HalfToken, TokenPurpose.HalfSignedIn, ct);
        var second = half?.UserId == answer.User.Id;
        // Alone, the passkey must have checked the person (PIN, finger), not only been touched.
        if (!second && !answer.Passkey.IsUserVerified)
        {
            attempt.Result = SignInResult.WrongPasskey;
            await db.SaveChangesAsync(ct);
            return IdentityErrors.WrongPasskey.Noted(notes, attempt);
        }

        await store.AddOrUpdatePasskeyAsync(answer.User, answer.Passkey, ct);
        var ticket = await sessions.OpenAsync(answer.User, actor, second ? half!.Payload == "remember" : order.Remember, SignInMethod.Passkey, ct);
        (attempt.Result, attempt.SessionId) = (SignInResult.Success, ticket.Session);
        await db.SaveChangesAsync(ct);
        notes.Ended(attempt);
        return ticket;
    }
}
