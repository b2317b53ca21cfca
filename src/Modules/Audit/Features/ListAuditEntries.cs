using System.Text.Json;
using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Audit.Features;

/// <summary>How an act ended, as the list filters it.</summary>
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
/// <param name="Who">Part of the actor's name.</param>
/// <param name="Text">Part of the object's name or its whole id.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record AuditFilter(DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Action = null, string? Who = null, string? Text = null, OutcomeFilter? Outcome = null);

/// <summary>A page of the administrator log, newest first.</summary>
/// <param name="Page">Which page; the order is always by time.</param>
/// <param name="Filter">Which entries; null for all.</param>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record ListAuditEntries(PageRequest Page, AuditFilter? Filter = null) : IUseCase<PageOf<AuditLine>>;

/// <summary>An entry as list, drawer and export show it.</summary>
/// <param name="Id">Entry id.</param>
/// <param name="At">When the act began.</param>
/// <param name="ClosedAt">When it ended; null when it did not.</param>
/// <param name="ActorKind">What sort of party acted.</param>
/// <param name="Actor">Name of the actor at the time.</param>
/// <param name="Ip">Address the request came from.</param>
/// <param name="Device">User-Agent.</param>
/// <param name="RequestId">Correlates with the service log.</param>
/// <param name="Action">Action id.</param>
/// <param name="ObjectType">Kind of the object.</param>
/// <param name="ObjectId">Its id.</param>
/// <param name="ObjectName">Its name at the time.</param>
/// <param name="Outcome">An <see cref="AuditOutcome"/> or an error code.</param>
/// <param name="Changes">Fields that changed.</param>
internal sealed record AuditLine(
    Guid Id, DateTimeOffset At, DateTimeOffset? ClosedAt, ActorKind ActorKind, string Actor, string? Ip, string? Device, string? RequestId, string Action,
    string? ObjectType, string? ObjectId, string? ObjectName, string Outcome, IReadOnlyList<AuditChange> Changes);

internal sealed class ListAuditEntriesHandler(AuditQuery query) : IHandler<ListAuditEntries, PageOf<AuditLine>>
{
    public async Task<Result<PageOf<AuditLine>>> HandleAsync(ListAuditEntries order, Actor actor, CancellationToken ct) =>
        new PageOf<AuditLine>(await query.ReadAsync(order.Filter ?? new(), order.Page.Skip, order.Page.Take, ct), await query.CountAsync(order.Filter ?? new(), ct));
}

/// <summary>One entry by id: a linked drawer opens with it whatever page of the list it is on.</summary>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record GetAuditEntry(Guid Id) : IUseCase<AuditLine>;

internal sealed class GetAuditEntryHandler(AuditQuery query) : IHandler<GetAuditEntry, AuditLine>
{
    public async Task<Result<AuditLine>> HandleAsync(GetAuditEntry order, Actor actor, CancellationToken ct) =>
        await query.FindAsync(order.Id, ct) is { } line ? line : CommonErrors.NotFound;
}

/// <summary>The query behind list and export, so that both show the same.</summary>
internal sealed class AuditQuery(AppDb db)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>How many there are.</summary>
    public Task<int> CountAsync(AuditFilter filter, CancellationToken ct) => Filtered(filter).CountAsync(ct);

    /// <summary>A stretch of entries, newest first.</summary>
    public async Task<IReadOnlyList<AuditLine>> ReadAsync(AuditFilter filter, int skip, int take, CancellationToken ct)
    {
        var rows = await Filtered(filter).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Skip(skip).Take(take).ToListAsync(ct);
        return rows.Select(Line).ToList();
    }

    /// <summary>One entry, or null.</summary>
    public async Task<AuditLine?> FindAsync(Guid id, CancellationToken ct) =>
        await db.AuditEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) is { } entry ? Line(entry) : null;

    private IQueryable<AuditEntry> Filtered(AuditFilter filter)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (filter.From is { } from) entries = entries.Where(e => e.At >= from);
        if (filter.Until is { } until) entries = entries.Where(e => e.At < until);
        if (filter.Action is { Length: > 0 } action) entries = entries.Where(e => e.Action == action);
        entries = filter.Outcome switch
        {
            OutcomeFilter.Done => entries.Where(e => e.Outcome == AuditOutcome.Done),
            OutcomeFilter.Failed => entries.Where(e => e.Outcome == AuditOutcome.Failed),
            OutcomeFilter.Open => entries.Where(e => e.Outcome == AuditOutcome.Open),
            OutcomeFilter.Refused => entries.Where(e => e.Outcome != AuditOutcome.Done && e.Outcome != AuditOutcome.Failed && e.Outcome != AuditOutcome.Open),
            _ => entries,
        };
        if (Pattern(filter.Who) is { } who) entries = entries.Where(e => EF.Functions.ILike(e.ActorName, who));
        if (Pattern(filter.Text) is { } text)
        {
            var id = filter.Text!.Trim();
            entries = entries.Where(e => EF.Functions.ILike(e.ObjectName!, text) || e.ObjectId == id);
        }

        return entries;
    }

    // The default escape character of ILIKE is the backslash.
    private static string? Pattern(string? text) => text?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } part
        ? $"%{part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%"
        : null;

    private static AuditLine Line(AuditEntry e) => new(
        e.Id, e.At, e.ClosedAt, e.ActorKind, e.ActorName, e.Ip, e.Device, e.RequestId, e.Action, e.ObjectType, e.ObjectId, e.ObjectName, e.Outcome,
        JsonSerializer.Deserialize<List<AuditChange>>(e.Changes, Json) ?? []);
}
