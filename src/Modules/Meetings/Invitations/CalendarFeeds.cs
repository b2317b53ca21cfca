using System.Security.Cryptography;
using System.Text;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Invitations;

/// <summary>Makes a new secret address for a calendar of my meetings; an earlier one stops working.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("meeting.make_feed")]
internal sealed record MakeCalendarFeed : IUseCase<string>;

internal sealed class MakeCalendarFeedHandler(AppDb db, TimeProvider time) : IHandler<MakeCalendarFeed, string>
{
    public async Task<Result<string>> HandleAsync(MakeCalendarFeed order, Actor actor, CancellationToken ct)
    {
        var token = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        await db.CalendarFeeds.Where(f => f.UserId == actor.User).ExecuteDeleteAsync(ct);
        db.CalendarFeeds.Add(new CalendarFeed { UserId = actor.User, TokenHash = Hash(token), CreatedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(ct);
        return $"/calendar/{token}.ics";
    }

    /// <summary>What is stored of a token.</summary>
    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>Ends the calendar address.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("meeting.revoke_feed")]
internal sealed record RevokeCalendarFeed : IUseCase<Unit>;

internal sealed class RevokeCalendarFeedHandler(AppDb db) : IHandler<RevokeCalendarFeed, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RevokeCalendarFeed order, Actor actor, CancellationToken ct)
    {
        await db.CalendarFeeds.Where(f => f.UserId == actor.User).ExecuteDeleteAsync(ct);
        return Unit.Value;
    }
}

/// <summary>When my calendar address was made.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record GetCalendarFeed : IUseCase<FeedState>;

/// <summary>When it was made; null when there is none.</summary>
internal sealed record FeedState(DateTimeOffset? Since);

internal sealed class GetCalendarFeedHandler(AppDb db) : IHandler<GetCalendarFeed, FeedState>
{
    public async Task<Result<FeedState>> HandleAsync(GetCalendarFeed order, Actor actor, CancellationToken ct) =>
        new FeedState(await db.CalendarFeeds.Where(f => f.UserId == actor.User).Select(f => (DateTimeOffset?)f.CreatedAt).SingleOrDefaultAsync(ct));
}

/// <summary>A person's meetings as a calendar, for whoever has the secret address. The secret is the permission.</summary>
[Requires(RequiresAttribute.Nobody)]
internal sealed record ReadCalendarFeed(string Token) : IUseCase<string>;

internal sealed class ReadCalendarFeedHandler(AppDb db, CurrentActor current, IDirectory directory, ISiteAddress site, TimeProvider time) : IHandler<ReadCalendarFeed, string>
{
    private const int Most = 1000;
    private const int PastDays = 30;

    public async Task<Result<string>> HandleAsync(ReadCalendarFeed order, Actor actor, CancellationToken ct)
    {
        var hash = MakeCalendarFeedHandler.Hash(order.Token);
        var feed = await db.CalendarFeeds.IgnoreQueryFilters([AppDb.TenantFilter]).AsNoTracking().SingleOrDefaultAsync(f => f.TokenHash == hash, ct);
        if (feed is null) return SchedulingErrors.NotFound;
        // From here on the filter is that of the person whose address it is.
        current.Actor = Actor.System(feed.TenantId);
        if (!(await directory.GetAsync([feed.UserId], ct)).TryGetValue(feed.UserId, out var person) || !person.Active) return SchedulingErrors.NotFound;

        var now = time.GetUtcNow();
        var since = now.AddDays(-PastDays);
        var meetings = await db.Meetings.AsNoTracking().AsSplitQuery().Standing()
            .Where(m => m.Type == MeetingType.OneOff || m.Type == MeetingType.Recurring)
            .Where(m => m.LastEndAt > since && (m.CreatorId == feed.UserId || m.People.Any(p => p.UserId == feed.UserId)))
            .OrderByDescending(m => m.LastEndAt).Take(Most).Include(m => m.Occurrences).ToListAsync(ct);
        return Invitation.In(person.Language, () => MeetingCalendar.Feed(meetings.Select(m => (m, Face(m))), Texts.feed_name, now));

        CalendarFace Face(Meeting m)
        {
            var link = Invitation.Link(site.Base, m.Code, m.LinkKey);
            return new CalendarFace(own => own ?? m.Subject, Invitation.Copy(m.Subject, m.CreatorName, "", link, m.Code, m.Password, m.Location), link, new CalendarPerson(m.CreatorName, null), []);
        }
    }
}
