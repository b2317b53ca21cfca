using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings;

/// <summary>An opening of a meeting as lists show it.</summary>
/// <param name="Room">The media room.</param>
/// <param name="OpenedAt">When the first person came in.</param>
/// <param name="ClosedAt">When the last one left; null while it is open.</param>
/// <param name="People">People who were in, each counted once; while it is open, those inside now.</param>
internal sealed record RoomFact(MediaRoomId Room, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, int People);

/// <summary>What planning needs to know of what happened. Answered by the live side over its tables of facts.</summary>
internal interface IMeetingFacts
{
    /// <summary>Ids of meetings with an open media room, as a query on <paramref name="db"/> that lists compose with their own; under the tenant filter.</summary>
    IQueryable<MeetingId> InProgress(AppDb db);

    /// <summary>Ids of meetings that were ever opened, as a query on <paramref name="db"/>.</summary>
    IQueryable<MeetingId> Held(AppDb db);

    /// <summary>The newest media room of each of these meetings; meetings never opened are missing.</summary>
    Task<IReadOnlyDictionary<MeetingId, RoomFact>> LastRoomsAsync(AppDb db, IReadOnlyCollection<MeetingId> meetings, CancellationToken ct);
}
