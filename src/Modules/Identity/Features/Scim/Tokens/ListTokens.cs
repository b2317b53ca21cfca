using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Scim.Tokens;

/// <summary>Tokens of directories the actor knows of, newest first, and what a form to make one needs.</summary>
[Requires(IdentityPermissions.ScimManage, Scoping.ByQuery)]
internal sealed record ListTokens : IUseCase<TokenList>;

/// <summary>How a token stands.</summary>
internal enum TokenState
{
    /// <summary>Good.</summary>
    Active,

    /// <summary>Its maker cannot sign in or may not make tokens any more.</summary>
    Idle,

    /// <summary>Too old.</summary>
    Expired,

    /// <summary>Ended by an administrator.</summary>
    Revoked,
}

/// <summary>A token in the list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Limited">Whether it acts on departments only.</param>
/// <param name="Scope">Names of those the actor manages.</param>
/// <param name="Maker">Who made it; null when that is nobody the actor manages.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="LastUsedAt">Last use, to the minute.</param>
/// <param name="LastUsedIp">From where.</param>
/// <param name="State">How it stands.</param>
internal sealed record TokenLine(Guid Id, string Name, bool Limited, IReadOnlyList<string> Scope, string? Maker, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedIp, TokenState State);

/// <summary>The tokens.</summary>
/// <param name="BaseUrl">Address to give to the directory.</param>
/// <param name="Tokens">The tokens.</param>
/// <param name="Departments">Departments to choose a scope from, in order of the tree.</param>
/// <param name="Whole">Whether the actor manages the whole enterprise.</param>
/// <param name="Lacks">Permissions a token could carry and the actor does not hold.</param>
internal sealed record TokenList(string BaseUrl, IReadOnlyList<TokenLine> Tokens, IReadOnlyList<Department> Departments, bool Whole, IReadOnlyList<string> Lacks);

internal sealed class ListTokensHandler(AppDb db, ManagementScope scope, VisibleTokens visible, RightsReader rights, ISiteAddress site, TimeProvider time) : IHandler<ListTokens, TokenList>
{
    public async Task<Result<TokenList>> HandleAsync(ListTokens order, Actor actor, CancellationToken ct)
    {
        var known = await visible.ToAsync(actor, ct);
        var rows = (await db.ServiceTokens.AsNoTracking().OrderByDescending(t => t.CreatedAt).ToListAsync(ct)).Where(known).ToList();
        var departments = Roles.Tree.Of(await scope.Departments(actor).AsNoTracking().ToListAsync(ct));
        var names = departments.ToDictionary(d => d.Id.Value, d => d.Name);
        var makers = rows.Select(r => r.CreatedBy).Distinct().ToList();
        var may = await rights.ReadAsync(actor.Tenant, makers, ct);
        var called = await scope.Users(actor).Where(u => makers.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Name, ct);
        var now = time.GetUtcNow();
        var lines = rows.Select(t => new TokenLine(
            t.Id, t.Name, t.Limited, [.. t.Departments.Select(d => names.GetValueOrDefault(d)).OfType<string>()], t.CreatedBy == actor.User ? actor.Name : called.GetValueOrDefault(t.CreatedBy),
            t.CreatedAt, t.ExpiresAt, t.LastUsedAt, t.LastUsedIp,
            t.RevokedAt is not null ? TokenState.Revoked : t.ExpiresAt <= now ? TokenState.Expired : may.GetValueOrDefault(t.CreatedBy) is { Status: UserStatus.Normal } maker && maker.Actor.Holds(IdentityPermissions.ScimManage) ? TokenState.Active : TokenState.Idle));
        return new TokenList(new Uri(site.Base, ScimHttp.Path[1..]).ToString(), [.. lines], departments, actor.Scope.Whole, [.. ServiceTokens.Carried.Where(p => !actor.Holds(p))]);
    }
}
