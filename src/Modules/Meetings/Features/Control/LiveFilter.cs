using Huitang.Meetings.Live;

namespace Huitang.Meetings.Features.Control;

/// <summary>Grade of a connection, as meetings report it.</summary>
internal enum LiveGrade
{
    /// <summary>Not known yet.</summary>
    Unknown = 0,

    /// <summary>Good.</summary>
    Good = 1,

    /// <summary>Fair.</summary>
    Fair = 2,

    /// <summary>Medium.</summary>
    Medium = 3,

    /// <summary>Poor.</summary>
    Poor = 4,
}

/// <summary>Which running meetings a list or export shows; null parts do not filter.</summary>
/// <param name="Search">Subject, code or creator.</param>
/// <param name="Grade">Worst connection in the meeting.</param>
/// <param name="Locked">Locked or not.</param>
/// <param name="Sharing">Somebody shares or nobody.</param>
/// <param name="Type">How the meeting came about.</param>
internal sealed record LiveFilter(string? Search = null, LiveGrade? Grade = null, bool? Locked = null, bool? Sharing = null, MeetingType? Type = null)
{
    public bool None => this == new LiveFilter();

    /// <summary>Whether a meeting is shown.</summary>
    public bool Fits(LiveSummary m) =>
        (Grade is null || m.Grade == (int)Grade) && (Locked is null || m.Locked == Locked) && (Sharing is null || m.Sharing == Sharing) && (Type is null || m.Type == Type)
        && (string.IsNullOrWhiteSpace(Search) || Found(m, Search.Trim()));

    /// <summary>The meetings shown, in order.</summary>
    public IReadOnlyList<LiveSummary> Of(IEnumerable<LiveSummary> meetings, string? sort, bool descending)
    {
        var shown = meetings.Where(Fits);
        var ordered = sort switch
        {
            "subject" => By(LiveWords.Subject, StringComparer.CurrentCulture),
            "code" => By(m => m.Code, StringComparer.Ordinal),
            "creator" => By(m => m.CreatorName, StringComparer.CurrentCulture),
            "people" => By(m => m.People),
            "waiting" => By(m => m.Waiting),
            "mics" => By(m => m.Microphones),
            "cameras" => By(m => m.Cameras),
            "sharing" => By(m => m.Sharing),
            "locked" => By(m => m.Locked),
            "quality" => By(m => m.Grade),
            "poor" => By(m => m.Poor),
            "planned" => By(m => m.PlannedStart),
            "type" => By(m => m.Type),
            // The longest meeting is the one that opened first.
            "duration" => descending ? shown.OrderBy(m => m.OpenedAt) : shown.OrderByDescending(m => m.OpenedAt),
            "started" => By(m => m.OpenedAt),
            // What has just begun stands first.
            _ => shown.OrderByDescending(m => m.OpenedAt),
        };
        return ordered.ThenBy(m => m.Id.Value).ToList();

        IOrderedEnumerable<LiveSummary> By<TKey>(Func<LiveSummary, TKey> key, IComparer<TKey>? comparer = null) => descending ? shown.OrderByDescending(key, comparer) : shown.OrderBy(key, comparer);
    }

    private static bool Found(LiveSummary m, string text)
    {
        var digits = new string(text.Where(char.IsAsciiDigit).ToArray());
        return LiveWords.Subject(m).Contains(text, StringComparison.CurrentCultureIgnoreCase) || m.CreatorName.Contains(text, StringComparison.CurrentCultureIgnoreCase)
            || (digits.Length > 0 && digits.Length == text.Count(c => c is not ('-' or ' ')) && m.Code.Contains(digits, StringComparison.Ordinal));
    }
}
