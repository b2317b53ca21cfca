using Huitang.Kernel;

namespace Huitang.Meetings.Contracts;

/// <summary>What happened in an enterprise's meetings, told again: for whoever keeps facts of their own and wants to know whether they have them all.</summary>
public interface IMeetingHistory
{
    /// <summary>Media rooms that opened in a span, in order of opening.</summary>
    IAsyncEnumerable<RoomFacts> RoomsAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);

    /// <summary>Stretches of the media rooms that opened in a span.</summary>
    IAsyncEnumerable<StayFacts> StaysAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}
