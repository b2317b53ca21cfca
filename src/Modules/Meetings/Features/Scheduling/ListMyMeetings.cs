using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>The three tabs of the list.</summary>
internal enum MyTab
{
    /// <summary>To come.</summary>
    Upcoming,

    /// <summary>Somebody is inside.</summary>
    Live,

    /// <summary>Past the planned end, not deleted.</summary>
    Ended,
}

/// <summary>Meetings I booked, host or am invited to.</summary>
/// <param name="Tab">Which tab.</param>
/// <param name="Search">Code or subject, or null.</param>
/// <param name="Page">Page.</param>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record ListMyMeetings(MyTab Tab, string? Search, PageRequest Page) : IUseCase<PageOf<MyMeeting>>;

/// <summary>A row of the list.</summary>
/// <param name="Id">Meeting.</param>
/// <param name="Type">How it came about.</param>
/// <param name="Subject">Subject of the date shown; empty for quick meetings.</param>
/// <param name="CreatorName">Who booked it.</param>
/// <param name="Code">Code.</param>
/// <param name="LinkKey">Key of the link.</param>
/// <param name="Start">Start of the present or next date; of the last opening in the ended tab.</param>
/// <param name="End">Its end; null for a meeting without planned end that is still open.</param>
/// <param name="TimeZone">Zone it was booked in.</param>
/// <param name="Mine">Whether I may change it.</param>
/// <param name="People">People inside now, or who were in; null when it was never opened.</param>
internal sealed record MyMeeting(MeetingId Id, MeetingType Type, string Subject, string CreatorName, string Code, string LinkKey, DateTimeOffset Start, DateTimeOffset? End, string TimeZone, bool Mine, int? People);

internal sealed class ListMyMeetingsHandler(AppDb db, IMeetingFacts facts, TimeProvider time) : IHandler<ListMyMeetings, PageOf<MyMeeting>>
{
    /// <summary>How long ended meetings stay in a member's own list.</summary>
    internal const int EndedDays = 30;

    public async Task<Result<PageOf<MyMeeting>>> HandleAsync(ListMyMeetings order, Actor actor, CancellationToken ct)
    {
        var (now, me) = (time.GetUtcNow(), actor.User);
        var open = facts.InProgress(db);
        var mine = db.Meetings.AsNoTracking().Where(m => m.CreatorId == me || m.People.Any(p => p.UserId == me)).Matching(order.Search, byCreator: false);
        var rows = order.Tab switch
        {
            MyTab.Live => mine.Where(m => open.Contains(m.Id)),
            MyTab.Ended => Ended(mine.Standing().Where(m => !open.Contains(m.Id)), now),
            _ => mine.Ahead(now).Where(m => !open.Contains(m.Id)),
        };

        var total = await rows.CountAsync(ct);
        var ordered = order.Tab switch
        {
            MyTab.Ended => rows.By(m => m.LastEndAt, !(order.Page is { Sort: "start", Descending: false })),
            MyTab.Live => rows.By(m => m.StartAt, descending: true),
            _ when order.Page.Sort == "subject" => rows.By(m => m.Subject, order.Page.Descending),
            _ => rows.By(PlanQueries.NextStart(now), order.Page is { Sort: "start", Descending: true }),
        };
        var page = await ordered.ThenBy(m => m.Id).Skip(order.Page.Skip).Take(order.Page.Take)
            .Include(m => m.Occurrences).Include(m => m.People.Where(p => p.UserId == me)).AsSplitQuery().ToListAsync(ct);
        var rooms = order.Tab == MyTab.Upcoming ? null : await facts.LastRoomsAsync(db, page.Select(m => m.Id).ToList(), ct);
        return new PageOf<MyMeeting>(page.Select(m => Row(m, me, now, rooms?.GetValueOrDefault(m.Id))).ToList(), total);
    }

    // A quick meeting nobody ever entered is not something that ended.
    private IQueryable<Meeting> Ended(IQueryable<Meeting> meetings, DateTimeOffset now)
    {
        var held = facts.Held(db);
        var since = now.AddDays(-EndedDays);
        return meetings.Where(m => m.LastEndAt <= now && m.LastEndAt > since && m.Type != MeetingType.Personal && (m.Type != MeetingType.Quick || held.Contains(m.Id)));
    }

    private static MyMeeting Row(Meeting m, UserId me, DateTimeOffset now, RoomFact? room)
    {
        var next = m.Next(now);
        var host = m.CreatorId == me || m.People.Any(p => p.Role == PlannedRole.Host);
        var (start, end) = room is null ? (next?.StartAt ?? m.StartAt, next?.EndAt ?? m.EndAt) : (room.OpenedAt, room.ClosedAt);
        return new MyMeeting(m.Id, m.Type, next?.Subject ?? m.Subject, m.CreatorName, m.Code, m.LinkKey, start, end, m.TimeZone, host, room?.People);
    }
}
