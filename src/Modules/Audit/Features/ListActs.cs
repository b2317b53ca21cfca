using Huitang.Kernel;

namespace Huitang.Audit.Features;

/// <summary>How an act ended, as the lists filter it.</summary>
internal enum OutcomeFilter
{
    /// <summary>Was done.</summary>
    Done,

    /// <summary>Was refused, with an error code.</summary>
    Refused,

    /// <summary>Broke.</summary>
    Failed,

    /// <summary>Never came to an end: still under way, or the process died.</summary>
    Open,
}

/// <summary>Which entries are wanted; null for any.</summary>
/// <param name="From">Acts that began at or after it.</param>
/// <param name="Until">Acts that began before it.</param>
/// <param name="Action">Action id.</param>
/// <param name="Category">First word of actions, such as <c>meeting</c>.</param>
/// <param name="Who">Part of the actor's name or of what was typed as account.</param>
/// <param name="Actor">The account that acted.</param>
/// <param name="Text">Part of the object's name or code, or a whole id, code or request id.</param>
/// <param name="Object">Type and id of the object, <c>type/id</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Ip">Address, its beginning, or a network such as <c>10.0.0.0/8</c>.</param>
/// <param name="Place">Class of the network.</param>
/// <param name="Method">Way of signing in.</param>
internal sealed record ActFilter(
    DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Action = null, string? Category = null, string? Who = null, Guid? Actor = null, string? Text = null, string? Object = null,
    OutcomeFilter? Outcome = null, string? Ip = null, NetworkPlace? Place = null, string? Method = null);

/// <summary>A page of one of the logs, newest first.</summary>
/// <param name="Log">Which log; null for entries of all, such as everything about one object.</param>
/// <param name="Page">Which page; the order is always by time.</param>
/// <param name="Filter">Which entries; null for all.</param>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record ListActs(AuditLogKind? Log, PageRequest Page, ActFilter? Filter = null) : IUseCase<PageOf<Act>>;

internal sealed class ListActsHandler(ActQuery query) : IHandler<ListActs, PageOf<Act>>
{
    public async Task<Result<PageOf<Act>>> HandleAsync(ListActs order, Actor actor, CancellationToken ct)
    {
        var filter = order.Filter ?? new();
        if (filter.Ip is { Length: > 0 } ip && ActQuery.Address(ip) is null) return ActQuery.BadAddress;
        return new PageOf<Act>(await query.ReadAsync(actor.Tenant, order.Log, filter, order.Page.Skip, order.Page.Take, null, ct), await query.CountAsync(actor.Tenant, order.Log, filter, ct));
    }
}

/// <summary>One entry by id: a linked drawer opens with it whatever page of the list it is on.</summary>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record GetAct(Guid Id) : IUseCase<Act>;

internal sealed class GetActHandler(ActQuery query) : IHandler<GetAct, Act>
{
    public async Task<Result<Act>> HandleAsync(GetAct order, Actor actor, CancellationToken ct) => await query.FindAsync(actor.Tenant, order.Id, ct) is { } act ? act : CommonErrors.NotFound;
}
