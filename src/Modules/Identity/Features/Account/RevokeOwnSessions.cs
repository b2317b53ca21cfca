using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Account;

/// <summary>Ends one own session, or with null all but this one.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("session.revoke_own")]
internal sealed record RevokeOwnSessions(Guid? Only) : IUseCase<int>;

internal sealed class RevokeOwnSessionsHandler(AppDb db, Sessions sessions, AuditNotes notes) : IHandler<RevokeOwnSessions, int>
{
    public async Task<Result<int>> HandleAsync(RevokeOwnSessions order, Actor actor, CancellationToken ct)
    {
        notes.On("user", actor.User.ToString(), actor.Name);
        var ended = await sessions.RevokeAsync(actor.User, order.Only, order.Only is null ? actor.Session : null, ct);
        await db.SaveChangesAsync(ct);
        return ended;
    }
}
