using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live;

namespace Huitang.Meetings.Features.Control;

/// <summary>Opens views of running meetings for pages. Asks first whether the person may, and again while a page stays open.</summary>
internal sealed class LiveFeed(UseCases useCases, LiveBoard board, LiveNode node)
{
    /// <summary>What the person may do with the list now.</summary>
    public Task<Result<LiveListRights>> RightsAsync(CancellationToken ct) => useCases.RunAsync(new WatchLiveList(), ct);

    /// <summary>What the person may do with a meeting now, and how the meeting stands.</summary>
    public Task<Result<LiveMeetingFacts>> FactsAsync(MeetingId meeting, CancellationToken ct) => useCases.RunAsync(new WatchLiveMeeting(meeting), ct);

    /// <summary>The list of the person's enterprise as it changes; dispose to stop.</summary>
    public async Task<Result<BoardWatch>> ListAsync(CancellationToken ct)
    {
        var rights = await RightsAsync(ct);
        return rights.Error is { } error ? error : await board.WatchAsync(rights.Value!.Tenant);
    }

    /// <summary>One meeting as it changes; dispose to stop.</summary>
    public async Task<Result<LiveWatch>> MeetingAsync(MeetingId meeting, CancellationToken ct)
    {
        var facts = await FactsAsync(meeting, ct);
        return facts.Error is { } error ? error : await node.WatchAsync(meeting);
    }
}
