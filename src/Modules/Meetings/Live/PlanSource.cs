using Huitang.Meetings.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Meetings.Live;

/// <summary>Reads plans for live meetings, which outlive any scope: each read has its own.</summary>
internal sealed class PlanSource(IServiceScopeFactory scopes)
{
    public async Task<MeetingPlan?> FindAsync(MeetingId id)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(id, CancellationToken.None);
    }
}
