using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Live;

/// <summary>The live list as other modules see it.</summary>
internal sealed class LiveOverview(LiveBoard board) : ILiveOverview
{
    public async Task<ILiveOverviewWatch> WatchAsync(TenantId tenant) => new Watch(await board.WatchAsync(tenant));

    private sealed class Watch(BoardWatch inner) : ILiveOverviewWatch
    {
        public DateTimeOffset AsOf => inner.Copy.AsOf;

        public IReadOnlyList<LiveMeetingLine> Meetings => inner.Copy.Meetings
            .Select(m => new LiveMeetingLine(m.Id, MeetingWords.Subject(m.Type, m.Subject, m.CreatorName), m.Code, m.CreatorName, m.OpenedAt, m.People, m.Microphones, m.Cameras, m.Sharing, m.Grade, m.Poor)).ToList();

        public event Action? Refreshed
        {
            add => inner.Copy.Refreshed += value;
            remove => inner.Copy.Refreshed -= value;
        }

        public void Dispose() => inner.Dispose();
    }
}
