using System.Collections.Concurrent;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live;

/// <summary>The live lists of this process: one copy per enterprise with a console open, refreshed every second, shared by all its consoles.</summary>
internal sealed class LiveBoard(IGrainFactory grains, TimeProvider time, ILogger<LiveBoard> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TenantId, BoardCopy> _copies = new();

    /// <summary>Opens a console's view; dispose to stop.</summary>
    public async Task<BoardWatch> WatchAsync(TenantId tenant)
    {
        var copy = _copies.GetOrAdd(tenant, static t => new BoardCopy(t));
        copy.Watch();
        if (copy.AsOf == default) await RefreshAsync(copy);
        return new BoardWatch(copy);
    }

    /// <summary>The list now, without following it: for exports and routes.</summary>
    public async Task<IReadOnlyList<LiveSummary>> ListAsync(TenantId tenant)
    {
        using var watch = await WatchAsync(tenant);
        await RefreshAsync(watch.Copy);
        return watch.Copy.Meetings;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var copy in _copies.Values.Where(c => c.Watched)) await RefreshAsync(copy);
        }
    }

    private async Task RefreshAsync(BoardCopy copy)
    {
        try
        {
            copy.Apply(await grains.GetGrain<ILiveBoardGrain>(copy.Tenant.Value).SinceAsync(copy.Board, copy.Version), time.GetUtcNow());
        }
        catch (Exception e)
        {
            log.LogInformation("The live list does not answer at present: {Problem}", e.Message);
        }
    }
}

/// <summary>One enterprise's live list in this process.</summary>
internal sealed class BoardCopy(TenantId tenant)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MeetingId, LiveSummary> _meetings = [];
    private int _watchers;

    public TenantId Tenant { get; } = tenant;

    public Guid Board { get; private set; }

    public long Version { get; private set; }

    /// <summary>When the list was last known to be right; consoles show it, so a list that is behind says so.</summary>
    public DateTimeOffset AsOf { get; private set; }

    public bool Watched => Volatile.Read(ref _watchers) > 0;

    /// <summary>Raised after each refresh, at most once a second.</summary>
    public event Action? Refreshed;

    public IReadOnlyList<LiveSummary> Meetings
    {
        get { lock (_gate) return [.. _meetings.Values]; }
    }

    public void Watch() => Interlocked.Increment(ref _watchers);

    public void Unwatch() => Interlocked.Decrement(ref _watchers);

    public void Apply(BoardChanges changes, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (changes.Everything) _meetings.Clear();
            foreach (var meeting in changes.Changed) _meetings[meeting.Id] = meeting;
            foreach (var gone in changes.Gone) _meetings.Remove(gone);
            (Board, Version, AsOf) = (changes.Board, changes.Version, now);
        }

        Refreshed?.Invoke();
    }
}

/// <summary>A console's view of the live list.</summary>
internal sealed class BoardWatch(BoardCopy copy) : IDisposable
{
    private bool _disposed;

    public BoardCopy Copy { get; } = copy;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Copy.Unwatch();
    }
}
