using System.Runtime.CompilerServices;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Insights.Features;

/// <summary>Which media rooms: those behind a bar, a slice or a tile.</summary>
/// <param name="Span">Days on which they opened.</param>
/// <param name="Department">Only those somebody of the department was in; null for all.</param>
/// <param name="Query">Words in subject, code or creator.</param>
/// <param name="Duration">Class of <see cref="Buckets.Minutes"/>.</param>
/// <param name="Size">Class of <see cref="Buckets.People"/>.</param>
/// <param name="Type">Class of <see cref="Buckets.Types"/>.</param>
/// <param name="Device">Class of <see cref="Buckets.Devices"/>.</param>
/// <param name="Shared">Only those in which a screen was shared.</param>
/// <param name="Guests">Only those a guest was in.</param>
internal sealed record RoomSelection(Period Span, Guid? Department = null, string? Query = null, int? Duration = null, int? Size = null, int? Type = null, int? Device = null, bool Shared = false, bool Guests = false)
{
    /// <summary>Whether the subjects may be read, and so be searched and sorted by. Set from the actor's rights.</summary>
    public bool Subjects { get; init; }
}

/// <summary>A media room behind a figure.</summary>
internal sealed record RoomLine(Guid Id, string Subject, string Code, int Type, string CreatorName, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, int People, TimeSpan Time, int Shares);

/// <summary>A page of the media rooms behind a figure.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record ListRooms(RoomSelection Of, PageRequest Page) : IUseCase<PageOf<RoomLine>>;

internal sealed class ListRoomsHandler(RoomQuery rows, DepartmentScope scope) : IHandler<ListRooms, PageOf<RoomLine>>
{
    public async Task<Result<PageOf<RoomLine>>> HandleAsync(ListRooms order, Actor actor, CancellationToken ct)
    {
        if (InsightErrors.Check(order.Of.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, order.Of.Department, ct);
        if (key.Error is { } refused) return refused;
        var of = order.Of with { Department = key.Value, Subjects = actor.Holds(MeetingPermissions.Subject) };
        var known = await rows.KnownAsync(actor.Tenant, of, ct);
        return new PageOf<RoomLine>(
            await rows.ReadAsync(actor.Tenant, of, known, order.Page.Sort, order.Page.Descending, order.Page.Skip, order.Page.Take, ct), known.Total ?? await rows.CountAsync(actor.Tenant, of, known, ct));
    }
}

/// <summary>Writes the media rooms behind a figure as a file; at most 100,000.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery), Audited("insights.export_rooms")]
internal sealed record ExportRooms(RoomSelection Of, string? Sort, bool Descending, ExportFormat Format, Stream To) : IUseCase<int>;

internal sealed class ExportRoomsHandler(RoomQuery rows, DepartmentScope scope, Clocks clocks, AuditNotes notes) : IHandler<ExportRooms, int>
{
    private const int Most = 100_000;

    public async Task<Result<int>> HandleAsync(ExportRooms order, Actor actor, CancellationToken ct)
    {
        if (InsightErrors.Check(order.Of.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, order.Of.Department, ct);
        if (key.Error is { } refused) return refused;
        var clock = await clocks.OfAsync(actor.Tenant, ct);
        var of = order.Of with { Department = key.Value, Subjects = actor.Holds(MeetingPermissions.Subject) };
        var count = 0;
        await TableExport.WriteAsync(order.To, order.Format, Texts.rooms_title, RoomsReport.Columns(), RowsAsync(ct), ct);
        notes.Changed("rows", null, count);
        return count;

        async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken stop)
        {
            var known = await rows.KnownAsync(actor.Tenant, of, stop);
            await foreach (var line in rows.StreamAsync(actor.Tenant, of, known, order.Sort, order.Descending, stop).Take(Most).WithCancellation(stop))
            {
                count++;
                yield return RoomsReport.Row(line, clock.Reading);
            }
        }
    }
}
