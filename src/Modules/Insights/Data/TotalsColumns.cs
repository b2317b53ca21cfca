using Huitang.Insights.Domain;
using Npgsql;

namespace Huitang.Insights.Data;

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
