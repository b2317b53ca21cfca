using System.Globalization;
using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>Links by which owners activate their accounts.</summary>
internal sealed class Invitations(OneTimeTokens tokens, AccountMails mails, ISiteAddress site, TimeProvider time)
{
    /// <summary>So long a link is good.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(48);

    /// <summary>Mails a new link, which ends the one before; the caller saves. Refused when one went out a moment ago or five within a day.</summary>
    public async Task<Error?> MailAsync(UserRow user, CancellationToken ct)
    {
        if (user.Email is not { } email) return IdentityErrors.NoEmail;
        if (InviteRule.Refuse(user.InvitedAt, user.InviteWindowAt, user.InviteCount, time.GetUtcNow()) is { } refusal) return refusal;
        await mails.ActivationAsync(user, email, await IssueAsync(user, ct), ct);
        return null;
    }

    /// <summary>A new link to hand over in person, for accounts without e-mail; the caller saves.</summary>
    public async Task<string> LinkAsync(UserRow user, CancellationToken ct) => new Uri(site.Base, $"account/set-password?token={await IssueAsync(user, ct)}").ToString();

    private async Task<string> IssueAsync(UserRow user, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (user.InviteWindowAt is not { } since || now - since > InviteRule.Window) (user.InviteWindowAt, user.InviteCount) = (now, 0);
        user.InviteCount++;
        user.InvitedAt = now;
        await tokens.EndAsync(user.Id, TokenPurpose.Activation, ct);
        return tokens.Issue(TokenPurpose.Activation, LinkLife, user.Id);
    }
}

/// <summary>A link for somebody who has not activated the account, to hand over in person. Ends the link before it.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.link")]
internal sealed record MakeActivationLink(UserId User) : IUseCase<string>;

internal sealed class MakeActivationLinkHandler(AppDb db, UserToChange find, Invitations invitations) : IHandler<MakeActivationLink, string>
{
    public async Task<Result<string>> HandleAsync(MakeActivationLink order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct);
        if (found.Value is not { } user) return found.Error!;
        if (user.Status != UserStatus.NotActivated) return IdentityErrors.WrongState;
        var link = await invitations.LinkAsync(user, ct);
        await db.SaveChangesAsync(ct);
        return link;
    }
}
