using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Control;

/// <summary>May the person follow the list of running meetings.</summary>
[Requires(MeetingPermissions.List)]
internal sealed record WatchLiveList : IUseCase<LiveListRights>;

/// <summary>What somebody may do with the list.</summary>
/// <param name="Tenant">Whose meetings they see.</param>
/// <param name="Control">Whether they may control them.</param>
internal sealed record LiveListRights(TenantId Tenant, bool Control);

internal sealed class WatchLiveListHandler : IHandler<WatchLiveList, LiveListRights>
{
    public Task<Result<LiveListRights>> HandleAsync(WatchLiveList order, Actor actor, CancellationToken ct) =>
        Task.FromResult<Result<LiveListRights>>(new LiveListRights(actor.Tenant, actor.Holds(MeetingPermissions.Control)));
}
