using Huitang.Insights.Domain;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>How far the figures are.</summary>
/// <param name="AsOf">Moment up to which everything that happened is in them.</param>
/// <param name="Behind">Whether that is further back than it should be.</param>
/// <param name="Differences">Figures found not to be those of their facts, and not mended yet.</param>
internal sealed record Standing(DateTimeOffset AsOf, bool Behind, int Differences);

/// <summary>Accounts at the end of a day.</summary>
internal sealed record CensusDay(DateOnly Day, int Headcount, int Activated);

/// <summary>Which people of a day.</summary>
internal enum PeopleOf
{
    /// <summary>Those who were in meetings.</summary>
    Meetings,

    /// <summary>Those who were in meetings or signed in.</summary>
    Anything,
}

/// <summary>Reads figures. Nothing here ever looks at facts: a page costs a few hundred short rows at most, whatever the enterprise holds. Statements are not prepared, or the server would plan them for any department at once.</summary>
internal sealed class FigureStore(NpgsqlDataSource data, Clocks clocks, TimeProvider time)
{
    private const string Columns =
        "day, meetings, started, attendances, guest_attendances, persons, persons_internal, persons_external, micros, shares, sign_ins, users, active, peak_meetings, peak_people, by_duration, by_size, by_type, by_device";

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    /// <summary>The enterprise's present day.</summary>
    public async ValueTask<DateOnly> TodayAsync(TenantId tenant, CancellationToken ct) => (await clocks.OfAsync(tenant, ct)).DayOf(time.GetUtcNow());

    /// <summary>The days of a span that have figures.</summary>
    public async Task<IReadOnlyList<DayTotals>> DaysAsync(TenantId tenant, Guid department, Period span, CancellationToken ct)
    {
        await using var command = Command($"select {Columns} from insights.day where tenant_id = $1 and department = $2 and day between $3 and $4 order by day", tenant.Value, department, span.From, span.To);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var days = new List<DayTotals>();
        while (await rows.ReadAsync(ct)) days.Add(Read(rows));
        return days;
    }

    /// <summary>Sums of several departments.</summary>
    public async Task<IReadOnlyDictionary<Guid, Totals>> SumsByDepartmentAsync(TenantId tenant, Guid[] departments, Period span, CancellationToken ct)
    {
        await using var command = Command("""
            select department, sum(meetings)::int, sum(attendances)::int, sum(micros)::bigint, sum(shares)::int from insights.day
            where tenant_id = $1 and department = any($2) and day between $3 and $4 group by department
            """, tenant.Value, departments, span.From, span.To);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var sums = new Dictionary<Guid, Totals>();
        while (await rows.ReadAsync(ct)) sums[rows.GetGuid(0)] = new Totals { Meetings = rows.GetInt32(1), Attendances = rows.GetInt32(2), Micros = rows.GetInt64(3), Shares = rows.GetInt32(4) };
        return sums;
    }

    /// <summary>Everything up to and including a day.</summary>
    public async Task<Totals> UntilAsync(TenantId tenant, Guid department, DateOnly last, CancellationToken ct)
    {
        await using var command = Command("""
            select coalesce(sum(meetings), 0)::int, coalesce(sum(attendances), 0)::int, coalesce(sum(micros), 0)::bigint from insights.day where tenant_id = $1 and department = $2 and day <= $3
            """, tenant.Value, department, last);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new Totals { Meetings = row.GetInt32(0), Attendances = row.GetInt32(1), Micros = row.GetInt64(2) };
    }

    /// <summary>Everybody of a span, each once: whole months as months, the days at its edges as days.</summary>
    public async Task<UserSet> PeopleAsync(TenantId tenant, Guid department, Period span, PeopleOf of, CancellationToken ct)
    {
        var (set, column) = (new UserSet(), of == PeopleOf.Meetings ? "user_set" : "active_set");
        await using var command = Parts(tenant, department, span, column);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) set.Add(rows.GetFieldValue<byte[]>(1));
        return set;
    }

    /// <summary>What each person did in a span, by number; seconds of last activity count from the span's first moment.</summary>
    public async Task<UserTotals> SumsAsync(TenantId tenant, Guid department, Period span, CancellationToken ct)
    {
        var clock = await clocks.OfAsync(tenant, ct);
        var sums = new UserTotals();
        await using var command = Parts(tenant, department, span, "vector");
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) sums.Add(rows.GetFieldValue<byte[]>(1), Rollups.Shift(clock, span.From, rows.GetFieldValue<DateOnly>(0)));
        return sums;
    }

    /// <summary>When the span begins, for seconds of last activity.</summary>
    public async Task<DateTimeOffset> BeginAsync(TenantId tenant, Period span, CancellationToken ct) => (await clocks.OfAsync(tenant, ct)).StartOf(span.From);

    /// <summary>Distinct people for each point of a trend.</summary>
    public async Task<IReadOnlyList<(int Users, int Active)>> DistinctAsync(TenantId tenant, Guid department, IReadOnlyList<Period> points, CancellationToken ct)
    {
        var found = points.Select(_ => (Users: new UserSet(), Active: new UserSet())).ToList();
        if (points.Count == 0) return [];
        await using var command = Command("select day, user_set, active_set from insights.day where tenant_id = $1 and department = $2 and day between $3 and $4 order by day", tenant.Value, department, points[0].From, points[^1].To);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var at = 0;
        while (await rows.ReadAsync(ct))
        {
            var day = rows.GetFieldValue<DateOnly>(0);
            while (points[at].To < day) at++;
            found[at].Users.Add(rows.GetFieldValue<byte[]>(1));
            found[at].Active.Add(rows.GetFieldValue<byte[]>(2));
        }

        return [.. found.Select(f => (f.Users.Count, f.Active.Count))];
    }

    /// <summary>Accounts by day; days nobody counted are left out.</summary>
    public async Task<IReadOnlyList<CensusDay>> CensusAsync(TenantId tenant, Guid department, Period span, CancellationToken ct)
    {
        await using var command = Command("select day, headcount, activated from insights.census where tenant_id = $1 and department = $2 and day between $3 and $4 order by day", tenant.Value, department, span.From, span.To);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var days = new List<CensusDay>();
        while (await rows.ReadAsync(ct)) days.Add(new CensusDay(rows.GetFieldValue<DateOnly>(0), rows.GetInt32(1), rows.GetInt32(2)));
        return days;
    }

    /// <summary>The course of a day by the minute. For a department further down it is computed from the day's facts, which nobody stores by the minute.</summary>
    public async Task<DayCourse?> CourseAsync(TenantId tenant, Guid department, DateOnly day, CancellationToken ct)
    {
        await using (var command = Command("select course from insights.day where tenant_id = $1 and department = $2 and day = $3", tenant.Value, department, day))
        {
            if (await command.ExecuteScalarAsync(ct) is not { } found) return null;
            if (found is byte[] stored) return DayCourse.Read(stored);
        }

        await using var connection = await data.OpenConnectionAsync(ct);
        var facts = await new FactReader().ReadAsync(connection, tenant, day, await clocks.OfAsync(tenant, ct), ct);
        var own = facts with { Paths = facts.Paths.ToDictionary(p => p.Key, p => p.Value.Contains(department) ? new[] { department } : []) };
        return DayRollup.Compute(own).GetValueOrDefault(department)?.Course;
    }

    /// <summary>How far the figures are.</summary>
    public async Task<Standing> StandingAsync(TenantId tenant, CancellationToken ct)
    {
        await using var command = Command("""
            select least((select min(at) from insights.dirty where tenant_id = $1), (select min(at) from kernel.outbox where tenant_id = $1 and type = any($2))),
                   (select count(*)::int from insights.difference where tenant_id = $1 and repaired_at is null)
            """, tenant.Value, FactTypes);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var now = time.GetUtcNow();
        DateTimeOffset? open = await row.IsDBNullAsync(0, ct) ? null : await row.GetFieldValueAsync<DateTimeOffset>(0, ct);
        return new Standing(open is { } at && at < now ? at : now, open is { } since && now - since > Late, row.GetInt32(1));
    }

    private static readonly string[] FactTypes =
    [
        .. typeof(FactHandlers).GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEventHandler<>)).Select(i => i.GetGenericArguments()[0].FullName!),
    ];

    private NpgsqlCommand Parts(TenantId tenant, Guid department, Period span, string column)
    {
        // A month counts as a whole when the enterprise's month was made; the department may be missing in it because nobody of it did anything.
        var first = RollupStore.MonthOf(span.From.AddDays(-1)).AddMonths(1);
        var end = RollupStore.MonthOf(span.To.AddDays(1));
        return Command($"""
            with made as (select month from insights.month where tenant_id = $1 and department = $5 and month >= $6 and month < $7)
            select month, {column} from insights.month where tenant_id = $1 and department = $2 and month in (select month from made)
            union all
            select day, {column} from insights.day where tenant_id = $1 and department = $2 and day between $3 and $4 and date_trunc('month', day)::date not in (select month from made)
            """, tenant.Value, department, span.From, span.To, DayFigures.Everyone, first, end);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = data.CreateCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return command;
    }

    private static DayTotals Read(NpgsqlDataReader r) => new(r.GetFieldValue<DateOnly>(0), new Totals
    {
        Meetings = r.GetInt32(1), Started = r.GetInt32(2), Attendances = r.GetInt32(3), Guests = r.GetInt32(4), Persons = r.GetInt32(5), PersonsInternal = r.GetInt32(6), PersonsExternal = r.GetInt32(7),
        Micros = r.GetInt64(8), Shares = r.GetInt32(9), SignIns = r.GetInt32(10), Users = r.GetInt32(11), Active = r.GetInt32(12), PeakMeetings = r.GetInt32(13), PeakPeople = r.GetInt32(14),
        ByDuration = r.GetFieldValue<int[]>(15), BySize = r.GetFieldValue<int[]>(16), ByType = r.GetFieldValue<int[]>(17), ByDevice = r.GetFieldValue<int[]>(18),
    });
}
