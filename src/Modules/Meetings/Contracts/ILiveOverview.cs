using Huitang.Kernel;

namespace Huitang.Meetings.Contracts;

/// <summary>A running meeting, for overviews.</summary>
/// <param name="Id">Meeting.</param>
/// <param name="Subject">Subject as people know it.</param>
/// <param name="Code">Meeting code.</param>
/// <param name="CreatorName">Who booked it.</param>
/// <param name="OpenedAt">When it began.</param>
/// <param name="People">People in it now.</param>
/// <param name="Microphones">Open microphones.</param>
/// <param name="Cameras">Cameras on.</param>
/// <param name="Sharing">Whether somebody shares.</param>
/// <param name="Grade">Worst connection: 0 unknown, 1 good to 4 poor.</param>
/// <param name="Poor">People with a poor connection.</param>
public sealed record LiveMeetingLine(MeetingId Id, string Subject, string Code, string CreatorName, DateTimeOffset OpenedAt, int People, int Microphones, int Cameras, bool Sharing, int Grade, int Poor);

/// <summary>The running meetings of an enterprise as they change; dispose to stop.</summary>
public interface ILiveOverviewWatch : IDisposable
{
    /// <summary>When the list was last known to be right.</summary>
    DateTimeOffset AsOf { get; }

    /// <summary>The meetings running now.</summary>
    IReadOnlyList<LiveMeetingLine> Meetings { get; }

    /// <summary>Raised after each refresh, about once a second, from any thread.</summary>
    event Action? Refreshed;
}

/// <summary>Running meetings for other modules' pages. Whoever asks has checked that the person may look.</summary>
public interface ILiveOverview
{
    /// <summary>Follows an enterprise's running meetings.</summary>
    Task<ILiveOverviewWatch> WatchAsync(TenantId tenant);
}
