using System.Linq.Expressions;
using Huitang.Kernel;
using Huitang.Meetings.Data;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings;

/// <summary>Conditions shared by the lists of meetings.</summary>
internal static class PlanQueries
{
    /// <summary>Not cancelled, not deleted, code not released: counts in lists of what is to come and what was.</summary>
    public static IQueryable<Meeting> Standing(this IQueryable<Meeting> meetings) =>
        meetings.Where(m => m.CancelledAt == null && m.DeletedAt == null && m.CodeReleasedAt == null);

    /// <summary>Meetings of these creators; null means of all.</summary>
    public static IQueryable<Meeting> InScope(this IQueryable<Meeting> meetings, IQueryable<UserId>? creators) => creators is null ? meetings : meetings.Where(m => creators.Contains(m.CreatorId));

    /// <summary>Media rooms of these creators' meetings; null means all.</summary>
    public static IQueryable<MediaRoomRow> InScope(this IQueryable<MediaRoomRow> rooms, IQueryable<UserId>? creators) => creators is null ? rooms : rooms.Where(r => creators.Contains(r.CreatorId));

    /// <summary>Booked meetings whose planned end is ahead.</summary>
    public static IQueryable<Meeting> Ahead(this IQueryable<Meeting> meetings, DateTimeOffset now) =>
        meetings.Standing().Where(m => m.Type != MeetingType.Personal && m.LastEndAt > now);

    /// <summary>Code or subject (where <paramref name="bySubject"/>) contains the text; with <paramref name="byCreator"/> the creator's name too, which also finds quick meetings.</summary>
    public static IQueryable<Meeting> Matching(this IQueryable<Meeting> meetings, string? search, bool byCreator, bool bySubject = true)
    {
        var text = PlainText.Line(search);
        if (text.Length == 0) return meetings;
        var pattern = Contains(text);
        var digits = new string(text.Where(c => c is not (' ' or '-')).ToArray());
        var code = digits.Length > 0 && digits.All(char.IsAsciiDigit) ? digits + "%" : null;
        return meetings.Where(m => (bySubject && EF.Functions.ILike(m.Subject, pattern, "\\"))
            || (code != null && EF.Functions.Like(m.Code, code))
            || ((byCreator || m.Type == MeetingType.Quick) && EF.Functions.ILike(m.CreatorName, pattern, "\\"))
            || (bySubject && m.Occurrences.Any(o => o.Subject != null && EF.Functions.ILike(o.Subject, pattern, "\\"))));
    }

    /// <summary>Start of the present or next date at a moment.</summary>
    public static Expression<Func<Meeting, DateTimeOffset>> NextStart(DateTimeOffset now) =>
        m => m.Occurrences.Where(o => o.CancelledAt == null && o.EndAt > now).Min(o => (DateTimeOffset?)o.StartAt) ?? m.StartAt;

    /// <summary>Orders either way.</summary>
    public static IOrderedQueryable<T> By<T, TKey>(this IQueryable<T> rows, Expression<Func<T, TKey>> key, bool descending) =>
        descending ? rows.OrderByDescending(key) : rows.OrderBy(key);

    /// <summary>A pattern that finds the text anywhere, with wildcards in it taken as letters.</summary>
    public static string Contains(string text) =>
        "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
