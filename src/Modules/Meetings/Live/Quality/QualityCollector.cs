using System.Collections.Concurrent;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live;

/// <summary>Gathers the quality samples of this process' sockets, grades them, and writes them every ten seconds in one go.</summary>
internal sealed class QualityCollector(QualityStore store, TimeProvider time, ILogger<QualityCollector> log) : BackgroundService
{
    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ParticipationId, QualitySeries> _series = new();
    private readonly ConcurrentDictionary<ParticipantId, ParticipationId> _people = new();
    private readonly SemaphoreSlim _flushing = new(1);

    /// <summary>Takes one sample; answers with the grade (0–4) for the connection bars, or null when it came too soon.</summary>
    public Task<int?> AddAsync(LiveEntry who, MeetingId meeting, MediaRoomId room, QualitySample sample)
    {
        var clean = Metric.Clean(sample);
        _people[who.Id] = who.Participation;
        var series = _series.GetOrAdd(who.Participation, static (id, joined) => new QualitySeries(id, joined), who.JoinedAt);
        var taken = series.Add(new TimedSample(Metric.Clean(time.GetUtcNow()), clean), AtLeast);
        return Task.FromResult<int?>(taken ? Grading.Of(QualityModule.Network, clean) : null);
    }

    /// <summary>Nothing more will come from this socket; another of the same person may go on.</summary>
    public void Left(ParticipantId who)
    {
        if (_people.TryRemove(who, out var participation) && _series.TryGetValue(participation, out var series)) series.Left = true;
    }

    /// <summary>What this process holds of a participation and may not have written yet; null when it has nothing of it.</summary>
    public (IReadOnlyList<TimedSample> Samples, QualityReport? Report)? Held(ParticipationId of) =>
        _series.TryGetValue(of, out var series) ? (series.Look().Samples, series.Known ? series.Look().Report : null) : null;

    /// <summary>Writes all that is not written.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await _flushing.WaitAsync(ct);
        try
        {
            var strange = _series.Values.Where(s => !s.Known).Select(s => s.Id).ToList();
            if (strange.Count > 0)
            {
                foreach (var (id, before) in await store.KnownAsync(strange, ct)) _series.GetValueOrDefault(id)?.Continue(before);
            }

            var dirty = _series.Values.Where(s => s is { Known: true, Dirty: true }).Select(s => (Series: s, Taken: s.Take())).ToList();
            if (dirty.Count > 0)
            {
                var closed = await store.WriteAsync(dirty.SelectMany(d => d.Taken.Chunks).ToList(), dirty.Select(d => (d.Series.Id, d.Taken.Report)).ToList(), ct);
                foreach (var (series, taken) in dirty) series.Written(taken.Covered);
                foreach (var room in closed) await store.SealAsync(room, ct);
            }

            // What never got a row, because its joining was never written, goes too.
            foreach (var series in _series.Values.Where(s => s.Left && (!s.Dirty || (!s.Known && time.GetUtcNow() - s.Last > TimeSpan.FromMinutes(5))))) _series.TryRemove(KeyValuePair.Create(series.Id, series));
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _flushing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // With time of its own: what stopped before may have used up the host's.
        using var limit = new CancellationTokenSource(AtTheEnd, time);
        await QuietlyAsync(limit.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested) await QuietlyAsync(stoppingToken);
        }
    }

    private async Task QuietlyAsync(CancellationToken ct)
    {
        try
        {
            await FlushAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning("Quality samples could not be written: {Problem}; trying again", e.Message);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}

/// <summary>A meeting that is over keeps its quality in one piece per participation.</summary>
internal sealed class SealQuality(QualityCollector collector, QualityStore store) : IEventHandler<MediaRoomClosed>
{
    public async Task HandleAsync(Guid eventId, TenantId tenant, MediaRoomClosed happened, CancellationToken ct)
    {
        await collector.FlushAsync(ct);
        await store.SealAsync(happened.Room, ct);
    }
}
