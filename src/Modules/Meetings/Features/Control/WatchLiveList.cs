using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live;

namespace Huitang.Meetings.Features.Control;

/// <summary>May the person follow the list of running meetings.</summary>
[Requires(MeetingPermissions.List, Scoping.ByQuery)]
internal sealed record WatchLiveList : IUseCase<LiveListRights>;

/// <summary>What somebody may do with the list.</summary>
/// <param name="Tenant">Whose meetings they see.</param>
/// <param name="Control">Whether they may control them.</param>
/// <param name="Limited">Whether they manage a part of the enterprise only.</param>
/// <param name="Subjects">Whether they may read the subjects.</param>
internal sealed record LiveListRights(TenantId Tenant, bool Control, bool Limited, bool Subjects);

internal sealed class WatchLiveListHandler : IHandler<WatchLiveList, LiveListRights>
{
    public Task<Result<LiveListRights>> HandleAsync(WatchLiveList order, Actor actor, CancellationToken ct) =>
        Task.FromResult<Result<LiveListRights>>(new LiveListRights(actor.Tenant, actor.Holds(MeetingPermissions.Control), !actor.Scope.Whole, actor.Holds(MeetingPermissions.Subject)));
}

/// <summary>Those of the creators whose meetings the actor manages; the live list is not in the database and asks for its lines.</summary>
[Requires(MeetingPermissions.List, Scoping.ByQuery)]
internal sealed record CheckLiveCreators(IReadOnlyCollection<UserId> Creators) : IUseCase<LiveCreators>;

/// <summary>Creators within the scope.</summary>
internal sealed record LiveCreators(IReadOnlySet<UserId> Managed);

internal sealed class CheckLiveCreatorsHandler(IManagementScope scope) : IHandler<CheckLiveCreators, LiveCreators>
{
    public async Task<Result<LiveCreators>> HandleAsync(CheckLiveCreators order, Actor actor, CancellationToken ct) => new LiveCreators(await scope.OfAsync(actor, order.Creators, ct));
}

/// <summary>Which lines of the live list somebody sees, and what of them. One for each open list; remembers for ten seconds whose meetings are theirs.</summary>
internal sealed class LiveSight(LiveListRights rights, UseCases useCases, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Dictionary<UserId, bool> _known = [];
    private DateTimeOffset _since;

    /// <summary>The lines, without the subjects where those may not be read.</summary>
    public async Task<IReadOnlyList<LiveSummary>> OfAsync(IReadOnlyList<LiveSummary> all, CancellationToken ct)
    {
        if (rights.Limited)
        {
            if (time.GetUtcNow() - _since > Fresh)
            {
                _known.Clear();
                _since = time.GetUtcNow();
            }

            var unknown = all.Select(m => m.Creator).Where(c => !_known.ContainsKey(c)).Distinct().ToList();
            if (unknown.Count > 0)
            {
                var found = await useCases.RunAsync(new CheckLiveCreators(unknown), ct);
                foreach (var creator in unknown) _known[creator] = found.Value?.Managed.Contains(creator) == true;
            }

            all = all.Where(m => _known[m.Creator]).ToList();
        }

        return Shown(all, rights.Subjects);
    }

    /// <summary>The lines with or without their subjects.</summary>
    public static IReadOnlyList<LiveSummary> Shown(IReadOnlyList<LiveSummary> all, bool subjects) => subjects ? all : all.Select(m => m with { Subject = Texts.sched_subject_hidden }).ToList();
}
