using System.Globalization;
using Huitang.Identity.Access;
using Huitang.Identity.Domain.Scim;

namespace Huitang.Identity.Features.Scim.Tokens;

/// <summary>Makes a token by which a directory manages people and departments. Its secret is in the answer and nowhere else.</summary>
/// <param name="Name">Name by which logs know it.</param>
/// <param name="Days">Days until it expires.</param>
/// <param name="Limited">Whether it acts on the departments only; otherwise on all its maker manages.</param>
/// <param name="Departments">Departments, each with all below. The first takes what no place is named for.</param>
/// <param name="Invite">Whether people it adds are mailed a link to activate their account.</param>
/// <param name="MakeDepartments">Whether departments it names for people are made where they are missing.</param>
[Requires(IdentityPermissions.ScimManage, Scoping.ByQuery), Audited("scim.add_token")]
internal sealed record AddToken(string Name, int Days, bool Limited, IReadOnlyList<DepartmentId> Departments, bool Invite, bool MakeDepartments = false) : IUseCase<NewToken>
{
    /// <summary>Longest life, in days.</summary>
    public const int LongestLife = 730;
}

/// <summary>A token just made.</summary>
internal sealed record NewToken(Guid Id, string Secret);

internal sealed class AddTokenHandler(AppDb db, ManagementScope scope, AuditNotes notes, TimeProvider time) : IHandler<AddToken, NewToken>
{
    public async Task<Result<NewToken>> HandleAsync(AddToken order, Actor actor, CancellationToken ct)
    {
        var name = order.Name.Trim();
        if (AccountRules.RefuseName(name) is { } bad) return bad.On(nameof(order.Name));
        if (order.Days is < 1 or > AddToken.LongestLife) return ScimErrors.BadLife.With(AddToken.LongestLife.ToString(CultureInfo.InvariantCulture)).On(nameof(order.Days));
        var chosen = order.Limited ? order.Departments.Distinct().ToList() : [];
        if (order.Limited && chosen.Count == 0) return RoleErrors.NoPlace.On(nameof(order.Departments));
        if (chosen.Count > RoleRules.MostPlaces) return RoleErrors.TooManyPlaces.With(RoleRules.MostPlaces.ToString(CultureInfo.InvariantCulture)).On(nameof(order.Departments));
        var names = await scope.Departments(actor).Where(d => chosen.Contains(d.Id)).Select(d => d.Name).ToListAsync(ct);
        // A department outside looks like one that does not exist.
        if (names.Count != chosen.Count) return CommonErrors.NotFound.On(nameof(order.Departments));
        if (RoleRules.RefuseScope(actor, !order.Limited, []) is { } wider) return wider.On(nameof(order.Departments));
        var (now, (secret, hash)) = (time.GetUtcNow(), ServiceTokens.Make());
        var row = new ServiceTokenRow
        {
            Id = Ids.New(time), Hash = hash, Name = name, CreatedBy = actor.User, CreatedAt = now, ExpiresAt = now.AddDays(order.Days), Limited = order.Limited, Departments = [.. chosen.Select(d => d.Value)], Invite = order.Invite, MakeDepartments = order.MakeDepartments,
        };
        db.ServiceTokens.Add(row);
        notes.On("scim_token", row.Id.ToString(), name);
        notes.Changed("scope", null, order.Limited ? string.Join(", ", names.Order(StringComparer.CurrentCulture)) : "*");
        notes.Changed("expires_at", null, row.ExpiresAt);
        notes.Changed("invite", null, order.Invite);
        notes.Changed("make_departments", null, order.MakeDepartments);
        await db.SaveChangesAsync(ct);
        return new NewToken(row.Id, secret);
    }
}

/// <summary>Ends a token at once.</summary>
[Requires(IdentityPermissions.ScimManage, Scoping.ByQuery), Audited("scim.revoke_token")]
internal sealed record RevokeToken(Guid Token) : IUseCase<Unit>;

internal sealed class RevokeTokenHandler(AppDb db, VisibleTokens visible, AuditNotes notes, TimeProvider time) : IHandler<RevokeToken, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RevokeToken order, Actor actor, CancellationToken ct)
    {
        if (await db.ServiceTokens.SingleOrDefaultAsync(t => t.Id == order.Token, ct) is not { } row || !(await visible.ToAsync(actor, ct))(row)) return CommonErrors.NotFound;
        notes.On("scim_token", row.Id.ToString(), row.Name);
        if (row.RevokedAt is not null) return Unit.Value;
        row.RevokedAt = time.GetUtcNow();
        notes.Changed("revoked_at", null, row.RevokedAt);
        await db.SaveChangesAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Which tokens an administrator knows of: all, or their own and those that act only where they manage.</summary>
internal sealed class VisibleTokens(ManagementScope scope)
{
    /// <summary>Tells of a token whether the actor knows of it. Tokens are few, and no people: they are looked at one by one.</summary>
    public async Task<Func<ServiceTokenRow, bool>> ToAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Scope.Whole) return _ => true;
        var inside = (await scope.Departments(actor).Select(d => d.Id).ToListAsync(ct)).Select(d => d.Value).ToHashSet();
        return token => token.CreatedBy == actor.User || (token.Limited && token.Departments.All(inside.Contains));
    }
}
