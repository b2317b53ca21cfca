using Huitang.Identity.Access;

namespace Huitang.Identity.Features.SignIn;

/// <summary>Ends the session of this browser.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("session.sign_out", Log = AuditLogKind.SignIn)]
internal sealed record SignOut : IUseCase<Unit>;

internal sealed class SignOutHandler(AppDb db, Sessions sessions) : IHandler<SignOut, Unit>
{
    public async Task<Result<Unit>> HandleAsync(SignOut order, Actor actor, CancellationToken ct)
    {
        await sessions.RevokeAsync(actor.User, actor.Session, null, ct);
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}
