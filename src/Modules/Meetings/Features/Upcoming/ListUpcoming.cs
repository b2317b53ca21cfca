using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Upcoming;

/// <summary>Which meetings to come a console list shows.</summary>
/// <param name="Search">Code, subject or creator's name.</param>
/// <param name="From">Dates starting at or after this moment.</param>
/// <param name="To">Dates starting before this moment.</param>
/// <param name="Type">One type only.</param>
internal sealed record UpcomingFilter(string? Search = null, DateTimeOffset? From = null, DateTimeOffset? To = null, MeetingType? Type = null);

/// <summary>All meetings of the enterprise that are booked, not over, and not running now.</summary>
[Requires(MeetingPermissions.List, Scoping.ByQuery)]
internal sealed record ListUpcoming(UpcomingFilter Filter, PageRequest Page) : IUseCase<PageOf<UpcomingMeeting>>;

/// <summary>A row of the console's list.</summary>
/// <param name="Id">Meeting.</param>
/// <param name="Type">How it came about.</param>
/// <param name="Subject">Subject of the date shown.</param>
/// <param name="Code">Code.</param>
/// <param name="CreatorName">Who booked it.</param>
/// <param name="Start">Start of the first date that fits the filter.</param>
/// <param name="End">Its end.</param>
/// <param name="TimeZone">Zone it was booked in.</param>
/// <param name="Hosts">Names of designated hosts.</param>
/// <param name="People">Invited people and guests, with the creator.</param>
/// <param name="DatesLeft">Dates ahead.</param>
/// <param name="Location">Place, or null.</param>
/// <param name="HasPassword">Whether it has a password.</param>
/// <param name="WaitingRoom">Whether arrivals wait.</param>
/// <param name="CreatedAt">When it was booked.</param>
internal sealed record UpcomingMeeting(
    MeetingId Id, MeetingType Type, string Subject, string Code, string CreatorName, DateTimeOffset Start, DateTimeOffset End, string TimeZone,
    IReadOnlyList<string> Hosts, int People, int DatesLeft, string? Location, bool HasPassword, bool WaitingRoom, DateTimeOffset CreatedAt);

internal sealed class ListUpcomingHandler(UpcomingQuery query) : IHandler<ListUpcoming, PageOf<UpcomingMeeting>>
{
    public async Task<Result<PageOf<UpcomingMeeting>>> HandleAsync(ListUpcoming order, Actor actor, CancellationToken ct)
    {
        var total = await query.CountAsync(actor, order.Filter, ct);
        return new PageOf<UpcomingMeeting>(await query.ReadAsync(actor, order.Filter, order.Page.Sort, order.Page.Descending, order.Page.Skip, order.Page.Take, ct), total);
    }
}

/// <summary>The query behind list and export, so that both show the same.</summary>
internal sealed class UpcomingQuery(AppDb db, IMeetingFacts facts, IManagementScope scope, TimeProvider time)
{
    /// <summary>How many there are.</summary>
    public Task<int> CountAsync(Actor actor, UpcomingFilter filter, CancellationToken ct) => Filtered(actor, filter).CountAsync(ct);

    /// <summary>A stretch of rows.</summary>
    public async Task<IReadOnlyList<UpcomingMeeting>> ReadAsync(Actor actor, UpcomingFilter filter, string? sort, bool descending, int skip, int take, CancellationToken ct)
    {
        var from = From(filter);
        var to = filter.To ?? DateTimeOffset.MaxValue;
        var rows = Filtered(actor, filter).Select(m => new
        {
            Meeting = m,
            Next = m.Occurrences.Where(o => o.CancelledAt == null && o.EndAt > from && o.StartAt < to && (filter.From == null || o.StartAt >= filter.From))
                .OrderBy(o => o.StartAt).Select(o => new { o.StartAt, o.EndAt, o.Subject, o.Location }).First(),
            Left = m.Occurrences.Count(o => o.CancelledAt == null && o.EndAt > from),
            People = m.People.Select(p => p.UserId).Distinct().Count() + m.Guests.Count + 1,
            Hosts = m.People.Where(p => p.Role == PlannedRole.Host).Select(p => p.Name).ToList(),
        });
        // Not even the order tells what may not be read.
        var subjects = actor.Holds(MeetingPermissions.Subject);
        var ordered = sort switch
        {
            "subject" when subjects => rows.By(r => r.Meeting.Subject, descending),
            "code" => rows.By(r => r.Meeting.Code, descending),
            "creator" => rows.By(r => r.Meeting.CreatorName, descending),
            "people" => rows.By(r => r.People, descending),
            "created" => rows.By(r => r.Meeting.CreatedAt, descending),
            _ => rows.By(r => r.Next.StartAt, descending && sort == "start"),
        };
        var page = await ordered.ThenBy(r => r.Meeting.Id).Skip(skip).Take(take).ToListAsync(ct);
        return page.Select(r => new UpcomingMeeting(
            r.Meeting.Id, r.Meeting.Type, subjects ? r.Next.Subject ?? r.Meeting.Subject : Texts.sched_subject_hidden, r.Meeting.Code, r.Meeting.CreatorName, r.Next.StartAt, r.Next.EndAt, r.Meeting.TimeZone,
            r.Hosts, r.People, r.Left, r.Next.Location ?? r.Meeting.Location, r.Meeting.Password is not null, r.Meeting.Settings.WaitingRoom, r.Meeting.CreatedAt)).ToList();
    }

    private IQueryable<Meeting> Filtered(Actor actor, UpcomingFilter filter)
    {
        var open = facts.InProgress(db);
        var from = From(filter);
        var to = filter.To ?? DateTimeOffset.MaxValue;
        return db.Meetings.AsNoTracking().Ahead(time.GetUtcNow()).InScope(scope.People(actor)).Matching(filter.Search, byCreator: true, bySubject: actor.Holds(MeetingPermissions.Subject))
            .Where(m => !open.Contains(m.Id) && (filter.Type == null || m.Type == filter.Type))
            .Where(m => m.Occurrences.Any(o => o.CancelledAt == null && o.EndAt > from && o.StartAt < to && (filter.From == null || o.StartAt >= filter.From)));
    }

    private DateTimeOffset From(UpcomingFilter filter) => filter.From is { } f && f > time.GetUtcNow() ? f : time.GetUtcNow();
}
