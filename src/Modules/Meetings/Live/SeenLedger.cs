using System.Collections.Concurrent;
using Huitang.Meetings.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live;

/// <summary>Signs of life of everybody in the meetings this process owns, written once a second in one statement: they say when a stretch ended that a crash cut off.</summary>
internal sealed class SeenLedger(FactStore store, TimeProvider time, ILogger<SeenLedger> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private ConcurrentDictionary<ParticipationId, DateTimeOffset> _seen = new();

    /// <summary>These were seen, at the time they carry.</summary>
    public void Note(IEnumerable<Participant> people)
    {
        var seen = _seen;
        foreach (var person in people) seen[person.Participation] = person.LastSeen;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var batch = Interlocked.Exchange(ref _seen, new());
            try
            {
                await store.SeenAsync(batch, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The next signs of life tell the same and more.
                log.LogInformation("Signs of life could not be written: {Problem}", e.Message);
            }
        }
    }
}
