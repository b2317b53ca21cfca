using System.Collections.Concurrent;

namespace Huitang.Identity.Features.Scim;

/// <summary>
/// Where directories that read a long list page by page have come to, so that the next page begins there instead of counting its way from the front again, and the whole is
/// not counted for every page. Only a shortcut: who asks for a page out of the blue gets it all the same.
/// </summary>
internal sealed class ScimMarks(TimeProvider time)
{
    private const int Most = 10_000;

    /// <summary>How long after a page the next one is expected; however many there are, reading all of them goes on from mark to mark.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Key, Mark> _marks = new();

    /// <summary>Where a page begins; null when nobody came there lately.</summary>
    public Mark? Find(Actor actor, ScimQuery query) => _marks.TryGetValue(Key.Of(actor, query, query.Start), out var mark) && time.GetUtcNow() - mark.At < Good && query.Start <= mark.Total ? mark : null;

    /// <summary>Notes where a page ended.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="query">What was read.</param>
    /// <param name="read">How many rows.</param>
    /// <param name="last">Number of the last account.</param>
    /// <param name="total">How many there were in all when the first page was read.</param>
    public void Note(Actor actor, ScimQuery query, int read, int last, int total)
    {
        if (_marks.Count >= Most) _marks.Clear();
        _marks[Key.Of(actor, query, query.Start + read)] = new Mark(last, total, time.GetUtcNow());
    }

    /// <summary>Where a page begins.</summary>
    /// <param name="After">Number of the account before it.</param>
    /// <param name="Total">How many there were in all when the first page was read.</param>
    /// <param name="At">When the page before it was read.</param>
    internal sealed record Mark(int After, int Total, DateTimeOffset At);

    // What somebody may see is part of what they ask.
    private sealed record Key(TenantId Tenant, UserId User, string Sees, string? Filter, bool Descending, int Start)
    {
        public static Key Of(Actor actor, ScimQuery query, int start) => new(
            actor.Tenant, actor.User, string.Join(',', actor.Scope.Departments.Order().Select(d => d.ToString()).Prepend($"{actor.Scope.Whole} {actor.Holds(IdentityPermissions.UsersEmail)} {actor.Holds(IdentityPermissions.UsersPhone)} {query.Loose}")), query.Filter, query.Descending, start);
    }
}
