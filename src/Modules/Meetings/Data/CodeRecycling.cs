using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings;

/// <summary>Gives codes back for reuse 30 days after the last planned end, every hour. Running it in several processes at once changes nothing.</summary>
internal sealed class CodeRecycling(IServiceScopeFactory scopes, TimeProvider time, ILogger<CodeRecycling> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Releases what is due, in all enterprises; personal rooms and meetings somebody is in keep their codes. Returns how many.</summary>
    public async Task<int> ReleaseAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var open = scope.ServiceProvider.GetRequiredService<IMeetingFacts>().InProgress(db);
        var now = time.GetUtcNow();
        var due = now.AddDays(-MeetingLimits.CodeDays);
        return await db.Meetings.IgnoreQueryFilters([AppDb.TenantFilter])
            .Where(m => m.CodeReleasedAt == null && m.Type != MeetingType.Personal && m.LastEndAt <= due && !open.Contains(m.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.CodeReleasedAt, now), ct);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReleaseAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Meeting codes could not be released; trying again in an hour");
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
