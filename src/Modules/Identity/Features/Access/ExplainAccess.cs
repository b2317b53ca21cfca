using Huitang.Identity.Access;
using Huitang.Identity.Features.Roles;

namespace Huitang.Identity.Features.Access;

/// <summary>Who is asked about, and to what they would do something.</summary>
internal interface IAccessQuestion
{
    /// <summary>Who; null for the actor.</summary>
    UserId? Person { get; }

    /// <summary>Kind of the object: <c>enterprise</c>, or one that modules register; null asks in general.</summary>
    string? Kind { get; }

    /// <summary>The object.</summary>
    Guid? Object { get; }
}

/// <summary>May somebody do something, to something, and why? About oneself anybody asks; about others whoever sees roles, within their scope.</summary>
/// <param name="Person">Who; null for the actor.</param>
/// <param name="Permission">What.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Object">The object.</param>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record DescribeAccess(UserId? Person, string Permission, string? Kind, Guid? Object) : IUseCase<AccessAnswer>, IAccessQuestion
{
    /// <summary>Whether to look for those who can give what is lacking.</summary>
    public bool WithGivers { get; init; } = true;
}

/// <summary>What may somebody do, to something: every permission there is, in the order of the permission tree.</summary>
/// <param name="Person">Who; null for the actor.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Object">The object.</param>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record DescribeAllAccess(UserId? Person, string? Kind, Guid? Object) : IUseCase<IReadOnlyList<AccessAnswer>>, IAccessQuestion;

/// <summary>The answer and the lines that lead to it.</summary>
/// <param name="Allowed">Whether they may.</param>
/// <param name="Reason">The deciding line.</param>
/// <param name="Why">It in words.</param>
/// <param name="Person">Who was asked about.</param>
/// <param name="PermissionId">What.</param>
/// <param name="Permission">What, by name.</param>
/// <param name="Object">To what, by name; null in general.</param>
/// <param name="Role">Their role.</param>
/// <param name="Scope">What they manage, in words.</param>
/// <param name="Givers">Who can give the permission, when it is lacking.</param>
internal sealed record AccessAnswer(bool Allowed, AccessReason Reason, string Why, string Person, string PermissionId, string Permission, string? Object, string Role, string Scope, IReadOnlyList<string> Givers);

internal sealed class DescribeAccessHandler(AccessExplainer explainer, ModuleCatalog catalog) : IHandler<DescribeAccess, AccessAnswer>
{
    public async Task<Result<AccessAnswer>> HandleAsync(DescribeAccess order, Actor actor, CancellationToken ct)
    {
        if (catalog.Permission(order.Permission) is not { } permission) return CommonErrors.NotFound.On(nameof(order.Permission));
        var answers = await explainer.ExplainAsync(order, [permission], order.WithGivers, actor, ct);
        return answers.Error is { } e ? e : answers.Value![0];
    }
}

internal sealed class DescribeAllAccessHandler(AccessExplainer explainer, ModuleCatalog catalog) : IHandler<DescribeAllAccess, IReadOnlyList<AccessAnswer>>
{
    public Task<Result<IReadOnlyList<AccessAnswer>>> HandleAsync(DescribeAllAccess order, Actor actor, CancellationToken ct) => explainer.ExplainAsync(order, catalog.Permissions, withGivers: false, actor, ct);
}

/// <summary>Objects of a kind to ask about.</summary>
[Requires(IdentityPermissions.RolesRead, Scoping.ByQuery)]
internal sealed record FindAccessObjects(string Kind, string Query) : IUseCase<IReadOnlyList<AccessObject>>;

internal sealed class FindAccessObjectsHandler(IEnumerable<IAccessObjects> kinds) : IHandler<FindAccessObjects, IReadOnlyList<AccessObject>>
{
    public async Task<Result<IReadOnlyList<AccessObject>>> HandleAsync(FindAccessObjects order, Actor actor, CancellationToken ct) =>
        kinds.FirstOrDefault(k => k.Kind == order.Kind) is { } kind ? (await kind.SearchAsync(order.Query, actor, ct)).ToList() : CommonErrors.NotFound;
}

/// <summary>Kinds of objects to ask about.</summary>
[Requires(IdentityPermissions.RolesRead, Scoping.Nothing)]
internal sealed record ListAccessKinds : IUseCase<IReadOnlyList<AccessKind>>;

/// <summary>A kind.</summary>
internal sealed record AccessKind(string Id, string Name);

internal sealed class ListAccessKindsHandler(IEnumerable<IAccessObjects> kinds) : IHandler<ListAccessKinds, IReadOnlyList<AccessKind>>
{
    public Task<Result<IReadOnlyList<AccessKind>>> HandleAsync(ListAccessKinds order, Actor actor, CancellationToken ct) =>
        Task.FromResult<Result<IReadOnlyList<AccessKind>>>(kinds.Select(k => new AccessKind(k.Kind, k.Name)).Prepend(new AccessKind("enterprise", Texts.acc_kind_enterprise)).ToList());
}
