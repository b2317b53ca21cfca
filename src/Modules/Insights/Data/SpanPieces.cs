using Huitang.Insights.Domain;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>
/// The fewest pieces a span is made of. <c>whole</c> are the quarters, months and thirds of months that were made, none within another; a department may be missing in one because
/// nobody of it did anything. <c>edge</c> are the days in between. Each piece is then looked up by itself: a department's days lie apart, and a walk over all of them would fetch
/// every one only to leave most out.
/// </summary>
internal static class SpanPieces
{
    /// <summary>The pieces as common table expressions. $1 is the enterprise, $3 and $4 the span's first and last day, $5 <see cref="DayFigures.Everyone"/>.</summary>
    /// <param name="longest">The longest pieces wanted, in days.</param>
    public static string With(int longest) => $"""
        with made as materialized (select first, last, last - first + 1 as length from insights.span where tenant_id = $1 and department = $5 and first >= $3 and last <= $4 and last - first < {longest}),
        whole as materialized (
          select first, last from made m
          where not exists (select 1 from made o where m.length < 28 and o.length between 28 and 31 and o.first = date_trunc('month', m.first)::date)
            and not exists (select 1 from made o where m.length < 32 and o.length > 31 and o.first = date_trunc('quarter', m.first)::date)),
        gap as (
          select coalesce(lag(last) over (order by first) + 1, $3) as first, first - 1 as last from whole
          union all select coalesce(max(last) + 1, $3), $4 from whole),
        edge as materialized (select day::date from gap, generate_series(first, last, interval '1 day') day where first <= last)
        """;

    /// <summary>Quarters and all that is shorter.</summary>
    public const int Quarters = 92;

    /// <summary>Months and all that is shorter.</summary>
    public const int Months = 31;
}

/// <summary>Figures of a day as columns of <c>insights.day</c>.</summary>
internal static class TotalsColumns
{
    /// <summary>Their names, in the order <see cref="Read"/> expects.</summary>
    public const string Names =
        "meetings, started, attendances, guest_attendances, persons, persons_internal, persons_external, micros, shares, sign_ins, users, active, peak_meetings, peak_people, by_duration, by_size, by_type, by_device";

    /// <summary>Just as many nulls, for rows of another kind.</summary>
    public const string Nulls =
        "null::int, null::int, null::int, null::int, null::int, null::int, null::int, null::bigint, null::int, null::int, null::int, null::int, null::int, null::int, null::int[], null::int[], null::int[], null::int[]";

    /// <summary>Reads them.</summary>
    /// <param name="r">A row.</param>
    /// <param name="i">Where they begin.</param>
    public static Totals Read(NpgsqlDataReader r, int i) => new()
    {
        Meetings = r.GetInt32(i), Started = r.GetInt32(i + 1), Attendances = r.GetInt32(i + 2), Guests = r.GetInt32(i + 3), Persons = r.GetInt32(i + 4), PersonsInternal = r.GetInt32(i + 5), PersonsExternal = r.GetInt32(i + 6),
        Micros = r.GetInt64(i + 7), Shares = r.GetInt32(i + 8), SignIns = r.GetInt32(i + 9), Users = r.GetInt32(i + 10), Active = r.GetInt32(i + 11), PeakMeetings = r.GetInt32(i + 12), PeakPeople = r.GetInt32(i + 13),
        ByDuration = r.GetFieldValue<int[]>(i + 14), BySize = r.GetFieldValue<int[]>(i + 15), ByType = r.GetFieldValue<int[]>(i + 16), ByDevice = r.GetFieldValue<int[]>(i + 17),
    };
}
