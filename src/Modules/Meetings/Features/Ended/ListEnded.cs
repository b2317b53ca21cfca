using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Ended;

/// <summary>Media rooms of the enterprise that are over, the latest first.</summary>
[Requires(MeetingPermissions.List, Scoping.ByQuery)]
internal sealed record ListEnded(EndedFilter Filter, PageRequest Page) : IUseCase<PageOf<EndedMeeting>>;

internal sealed class ListEndedHandler(EndedQuery query) : IHandler<ListEnded, PageOf<EndedMeeting>>
{
    public async Task<Result<PageOf<EndedMeeting>>> HandleAsync(ListEnded order, Actor actor, CancellationToken ct)
    {
        var total = await query.CountAsync(actor, order.Filter, ct);
        var rows = await query.ReadAsync(actor, order.Filter, order.Page.Sort, order.Page.Descending, order.Page.Skip, order.Page.Take, ct);
        return new PageOf<EndedMeeting>(rows, total);
    }
}
