using System.Collections.Concurrent;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Insights.Features;

/// <summary>The present day so far.</summary>
/// <param name="Department">Department; null for the enterprise.</param>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record GetToday(Guid? Department) : IUseCase<TodaySoFar>;

/// <summary>A day that is not over.</summary>
/// <param name="Day">The day.</param>
/// <param name="From">When it began.</param>
/// <param name="Totals">Its figures so far.</param>
/// <param name="Yesterday">The whole day before.</param>
/// <param name="Course">Its course by the minute; null when nothing happened yet.</param>
/// <param name="Standing">How far the figures are.</param>
internal sealed record TodaySoFar(DateOnly Day, DateTimeOffset From, Totals Totals, Totals Yesterday, DayCourse? Course, Standing Standing);

internal sealed class GetTodayHandler(TodayFigures today, DepartmentScope scope) : IHandler<GetToday, TodaySoFar>
{
    public async Task<Result<TodaySoFar>> HandleAsync(GetToday order, Actor actor, CancellationToken ct)
    {
        var key = await scope.KeyAsync(actor, order.Department, ct);
        return key.Error is { } refused ? refused : await today.ReadAsync(actor.Tenant, key.Value, ct);
    }
}

/// <summary>May the person follow the enterprise's running meetings on a board.</summary>
[Requires(InsightsPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record WatchBoard : IUseCase<BoardRights>;

/// <summary>What somebody may follow.</summary>
/// <param name="Tenant">Whose meetings.</param>
/// <param name="Subjects">Whether their subjects may be read.</param>
internal sealed record BoardRights(TenantId Tenant, bool Subjects);

internal sealed class WatchBoardHandler : IHandler<WatchBoard, BoardRights>
{
    public Task<Result<BoardRights>> HandleAsync(WatchBoard order, Actor actor, CancellationToken ct) => Task.FromResult<Result<BoardRights>>(new BoardRights(actor.Tenant, actor.Holds(MeetingPermissions.Subject)));
}

/// <summary>Running meetings for this module's pages; asks first whether the person may look.</summary>
internal sealed class LiveFigures(UseCases useCases, ILiveOverview live)
{
    /// <summary>Whether the person may read the subjects of what they follow.</summary>
    public bool Subjects { get; private set; }

    /// <summary>The running meetings of the person's enterprise as they change, or why not; dispose to stop.</summary>
    public async Task<(ILiveOverviewWatch? Watch, Error? Refused)> WatchAsync(CancellationToken ct)
    {
        var rights = await useCases.RunAsync(new WatchBoard(), ct);
        if (rights.Error is { } refused) return (null, refused);
        Subjects = rights.Value!.Subjects;
        return (await live.WatchAsync(rights.Value.Tenant), null);
    }
}

/// <summary>The present day, read once for all who look at it: at most a few times a second, and at once after figures changed.</summary>
internal sealed class TodayFigures : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<(TenantId, Guid), (TodaySoFar Day, DateTimeOffset Until)> _known = new();
    private readonly FigureStore _store;
    private readonly Clocks _clocks;
    private readonly RollupSignal _signal;
    private readonly TimeProvider _time;

    public TodayFigures(FigureStore store, Clocks clocks, RollupSignal signal, TimeProvider time)
    {
        (_store, _clocks, _signal, _time) = (store, clocks, signal, time);
        signal.Rolled += Forget;
    }

    public async Task<TodaySoFar> ReadAsync(TenantId tenant, Guid department, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        if (_known.TryGetValue((tenant, department), out var known) && known.Until > now) return known.Day;
        if (_known.Count > 10_000) _known.Clear();
        var clock = await _clocks.OfAsync(tenant, ct);
        var day = clock.DayOf(now);
        var ask = _store.Read();
        var (standing, both) = (ask.Ask(_store.Standing(tenant)), ask.Ask(FigureStore.Days(tenant, department, new Period(day.AddDays(-1), day))));
        await ask.RunAsync(ct);
        var days = both.Value.ToDictionary(d => d.Day, d => d.Totals);
        var read = new TodaySoFar(day, clock.StartOf(day), days.GetValueOrDefault(day) ?? new Totals(), days.GetValueOrDefault(day.AddDays(-1)) ?? new Totals(), await _store.CourseAsync(tenant, department, day, ct), standing.Value);
        _known[(tenant, department)] = (read, now + Fresh);
        return read;
    }

    public void Dispose() => _signal.Rolled -= Forget;

    private void Forget(TenantId tenant)
    {
        foreach (var key in _known.Keys.Where(k => k.Item1 == tenant)) _known.TryRemove(key, out _);
    }
}
