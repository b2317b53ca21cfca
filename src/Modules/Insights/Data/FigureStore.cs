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

/// <summary>Distinct people.</summary>
/// <param name="Users">Who were in meetings.</param>
/// <param name="Active">Who were in meetings or signed in.</param>
internal readonly record struct Distinct(int Users, int Active);

/// <summary>Reads figures. Nothing here ever looks at facts, but for the course of a day further down: a page costs a few hundred short rows at most, whatever the enterprise holds.</summary>
internal sealed class FigureStore(NpgsqlDataSource data, Clocks clocks, TimeProvider time)
{
    // Months of which what is large is fetched beforehand.
    private const int Warm = 13;

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    // Sets and vectors of the largest parts, so that a year of them is not fetched for every look.
    private readonly PartCache _parts = new();
    private readonly PointCache _points = new();

    /// <summary>The enterprise's present day.</summary>
    public async ValueTask<DateOnly> TodayAsync(TenantId tenant, CancellationToken ct) => (await clocks.OfAsync(tenant, ct)).DayOf(time.GetUtcNow());

    /// <summary>When the span begins, for seconds of last activity.</summary>
    public async Task<DateTimeOffset> BeginAsync(TenantId tenant, Period span, CancellationToken ct) => (await clocks.OfAsync(tenant, ct)).StartOf(span.From);

    /// <summary>Fetches what looks at the whole enterprise, over any days of a year, need of its people. False where it is so little that it need not be fetched beforehand.</summary>
    public async Task<bool> WarmAsync(TenantId tenant, CancellationToken ct)
    {
        var large = await AskAsync(
            new Question<bool>("select coalesce(max(octet_length(vector)), 0) >= $3 from insights.day where tenant_id = $1 and department = $2", [tenant.Value, DayFigures.Everyone, PartCache.Smallest], async (row, stop) => await row.ReadAsync(stop) && row.GetBoolean(0)), ct);
        if (!large) return false;
        var today = await TodayAsync(tenant, ct);
        // A month at a time, the latest first: in between others have the connection.
        for (var month = new DateOnly(today.Year, today.Month, 1); month > today.AddMonths(-Warm); month = month.AddMonths(-1))
        {
            var span = new Period(month, month.AddMonths(1).AddDays(-1));
            foreach (var (first, second) in new (string, string?)[] { ("vector", null), ("user_set", "active_set") })
            {
                await AskAsync(
                    new Question<int>(tenant, pieces =>
                    {
                        var parts = new PartQuery(_parts, tenant, DayFigures.Everyone, pieces.All(span), first, second);
                        return new(parts.Sql, parts.Values, async (rows, stop) => await parts.ReadAsync(rows, stop).CountAsync(stop));
                    }),
                    ct);
            }
        }

        return true;
    }

    /// <summary>Several questions at once.</summary>
    public FigureReading Read() => new(data);

    /// <summary>One question.</summary>
    public Task<T> AskAsync<T>(Question<T> question, CancellationToken ct) => FigureReading.OneAsync(data, question, ct);

    /// <summary>The days of a span that have figures, in order.</summary>
    public static Question<IReadOnlyList<DayTotals>> Days(TenantId tenant, Guid department, Period span) => new(tenant, pieces =>
    {
        var split = pieces.Days(span);
        return new(
            $"""
            select s.first, s.days, {TotalsColumns.Nulls} from unnest($3::date[], $4::date[]) w(first, last),
              lateral (select s.first, s.days from insights.span s where s.tenant_id = $1 and s.department = $2 and s.first = w.first and s.last = w.last limit 1) s
            union all
            select d.day, null, {TotalsColumns.Names} from unnest($5::date[]) e(day), lateral (select * from insights.day d where d.tenant_id = $1 and d.department = $2 and d.day = e.day limit 1) d
            """,
            [tenant.Value, department, split.Firsts, split.Lasts, split.Days], async (rows, ct) =>
            {
                var days = new List<DayTotals>();
                while (await rows.ReadAsync(ct))
                {
                    var first = rows.GetFieldValue<DateOnly>(0);
                    if (await rows.IsDBNullAsync(1, ct)) days.Add(new DayTotals(first, TotalsColumns.Read(rows, 2)));
                    else days.AddRange(DayPack.Read(first, rows.GetFieldValue<byte[]>(1)).Where(d => d.Day >= span.From && d.Day <= span.To));
                }

                return [.. days.OrderBy(d => d.Day)];
            });
    });

    /// <summary>Sums of several departments.</summary>
    public static Question<IReadOnlyDictionary<Guid, Totals>> SumsByDepartment(TenantId tenant, Guid[] departments, Period span) => new(tenant, pieces =>
    {
        var split = pieces.Of(span);
        return new(
            """
            select o.department, sum(x.meetings)::int, sum(x.attendances)::int, sum(x.micros)::bigint, sum(x.shares)::int from unnest($2::uuid[]) o(department), lateral (
              select s.meetings, s.attendances, s.micros, s.shares from unnest($3::date[], $4::date[]) w(first, last),
                lateral (select * from insights.span s where s.tenant_id = $1 and s.department = o.department and s.first = w.first and s.last = w.last limit 1) s
              union all
              select d.meetings, d.attendances, d.micros, d.shares from unnest($5::date[]) e(day), lateral (select * from insights.day d where d.tenant_id = $1 and d.department = o.department and d.day = e.day limit 1) d) x
            group by o.department
            """,
            [tenant.Value, departments, split.Firsts, split.Lasts, split.Days], async (rows, ct) =>
            {
                var sums = new Dictionary<Guid, Totals>();
                while (await rows.ReadAsync(ct)) sums[rows.GetGuid(0)] = new Totals { Meetings = rows.GetInt32(1), Attendances = rows.GetInt32(2), Micros = rows.GetInt64(3), Shares = rows.GetInt32(4) };
                return sums;
            });
    });

    /// <summary>Everything up to and including a day.</summary>
    public static Question<Totals> Until(TenantId tenant, Guid department, DateOnly last) => new(tenant, pieces =>
    {
        var split = pieces.Of(new Period(pieces.First ?? last, last));
        return new(
            """
            select coalesce(sum(meetings), 0)::int, coalesce(sum(attendances), 0)::int, coalesce(sum(micros), 0)::bigint from (
              select s.meetings, s.attendances, s.micros from unnest($3::date[], $4::date[]) w(first, last),
                lateral (select * from insights.span s where s.tenant_id = $1 and s.department = $2 and s.first = w.first and s.last = w.last limit 1) s
              union all
              select d.meetings, d.attendances, d.micros from unnest($5::date[]) e(day), lateral (select * from insights.day d where d.tenant_id = $1 and d.department = $2 and d.day = e.day limit 1) d) x
            """,
            [tenant.Value, department, split.Firsts, split.Lasts, split.Days], async (row, ct) =>
            {
                await row.ReadAsync(ct);
                return new Totals { Meetings = row.GetInt32(0), Attendances = row.GetInt32(1), Micros = row.GetInt64(2) };
            });
    });

    /// <summary>How many different people each of several spans had: what was made of whole months and the like as such, the days at their edges as days. What several hold is read once.</summary>
    public Question<IReadOnlyList<Distinct>> People(TenantId tenant, Guid department, params IReadOnlyList<Period> spans) => new(tenant, pieces =>
    {
        var splits = spans.Select(s => pieces.Of(s)).ToList();
        var all = new SpanPieces.Split([.. splits.SelectMany(s => s.Wholes).Distinct()], [.. splits.SelectMany(s => s.Edges).Distinct()]);
        var parts = new PartQuery(_parts, tenant, department, all, "user_set", "active_set");
        return new(parts.Sql, parts.Values, async (rows, ct) =>
        {
            var sets = spans.Select(_ => (Users: new UserSet(), Active: new UserSet())).ToList();
            await foreach (var part in parts.ReadAsync(rows, ct))
            {
                for (var i = 0; i < splits.Count; i++)
                {
                    if (!splits[i].Has(part.Of)) continue;
                    sets[i].Users.Add(part.First);
                    sets[i].Active.Add(part.Second);
                }
            }

            return [.. sets.Select(s => new Distinct(s.Users.Count, s.Active.Count))];
        });
    });

    /// <summary>What each person did in a span, by number; seconds of last activity count from the span's first moment.</summary>
    public async Task<Question<UserTotals>> SumsAsync(TenantId tenant, Guid department, Period span, CancellationToken ct)
    {
        var clock = await clocks.OfAsync(tenant, ct);
        return new(tenant, pieces =>
        {
            var parts = new PartQuery(_parts, tenant, department, pieces.Of(span), "vector", null);
            return new(parts.Sql, parts.Values, async (rows, stop) =>
            {
                var sums = new UserTotals();
                await foreach (var part in parts.ReadAsync(rows, stop)) sums.Add(part.First, Rollups.Shift(clock, span.From, part.Of.From));
                return sums;
            });
        });
    }

    /// <summary>Distinct people for each point of a trend. Whole months and quarters were counted when they were made; of others a count holds until one of their days is rolled up again.</summary>
    public Question<IReadOnlyList<Distinct>> DistinctByPoint(TenantId tenant, Guid department, IReadOnlyList<Period> points) => new(tenant, pieces =>
    {
        var found = new Distinct[points.Count];
        var (whole, closed, open) = (new List<int>(), new List<(int Point, long Version)>(), new List<int>());
        for (var i = 0; i < points.Count; i++)
        {
            // What days are in is taken away when they are rolled up, so its number is theirs.
            if (pieces.VersionOf(points[i]) is not { } version) open.Add(i);
            else if (_points.Find(tenant, department, points[i]) is { } counted && counted.Version == version) found[i] = counted.Distinct;
            else if (pieces.Has(points[i])) whole.Add(i);
            else closed.Add((i, version));
        }

        var known = open.Select(i => (Point: i, Counted: _points.Find(tenant, department, points[i]))).Where(k => k.Counted is not null).ToDictionary(k => k.Point, k => k.Counted!.Value);
        var versions = closed.ToDictionary(c => c.Point, c => c.Version);
        return new(
            """
            with open as materialized (select * from unnest($7::int[], $8::date[], $9::date[]) x(point, first, last)),
            days as materialized (
              select o.point, bit_xor(hashint8extended(d.xmin::text::bigint, d.day - date '2000-01-01')) as version from open o join insights.day d on d.tenant_id = $1 and d.department = $2 and d.day between o.first and o.last group by 1),
            fresh as materialized (select point, version from days left join unnest($10::int[], $11::bigint[]) k(point, version) using (point, version) where k.point is null)
            select w.point, s.users, s.active, null::bigint, null::bytea, null::bytea from unnest($3::int[], $4::date[], $5::date[]) w(point, first, last)
              join insights.span s on s.tenant_id = $1 and s.department = $2 and s.first = w.first and s.last = w.last
            union all
            select point, null, null, null, null, null from days where point not in (select point from fresh)
            union all
            select x.point, null, null, x.version, d.user_set, d.active_set
            from (select f.point, o.first, o.last, f.version from fresh f join open o using (point) union all select c.point, c.first, c.last, 0 from unnest($6::int[], $12::date[], $13::date[]) c(point, first, last)) x
              join insights.day d on d.tenant_id = $1 and d.department = $2 and d.day between x.first and x.last
            """,
            [
                tenant.Value, department, whole.ToArray(), whole.Select(i => points[i].From).ToArray(), whole.Select(i => points[i].To).ToArray(), versions.Keys.ToArray(),
                open.ToArray(), open.Select(i => points[i].From).ToArray(), open.Select(i => points[i].To).ToArray(), known.Keys.ToArray(), known.Values.Select(k => k.Version).ToArray(),
                versions.Keys.Select(i => points[i].From).ToArray(), versions.Keys.Select(i => points[i].To).ToArray(),
            ],
            async (rows, ct) =>
            {
                var fresh = versions.ToDictionary(v => v.Key, v => (Version: v.Value, Users: new UserSet(), Active: new UserSet()));
                while (await rows.ReadAsync(ct))
                {
                    var point = rows.GetInt32(0);
                    if (!await rows.IsDBNullAsync(1, ct))
                    {
                        found[point] = new Distinct(rows.GetInt32(1), rows.GetInt32(2));
                        continue;
                    }

                    if (await rows.IsDBNullAsync(3, ct))
                    {
                        found[point] = known[point].Distinct;
                        continue;
                    }

                    if (!fresh.TryGetValue(point, out var sets)) fresh[point] = sets = (rows.GetInt64(3), new UserSet(), new UserSet());
                    sets.Users.Add(rows.GetFieldValue<byte[]>(4));
                    sets.Active.Add(rows.GetFieldValue<byte[]>(5));
                }

                foreach (var (point, sets) in fresh)
                {
                    found[point] = new Distinct(sets.Users.Count, sets.Active.Count);
                    _points.Keep(tenant, department, points[point], new PointCache.Counted(sets.Version, found[point]));
                }

                foreach (var point in whole) _points.Keep(tenant, department, points[point], new PointCache.Counted(pieces.VersionOf(points[point])!.Value, found[point]));
                return found;
            });
    });

    /// <summary>Accounts by day; days nobody counted are left out.</summary>
    public static Question<IReadOnlyList<CensusDay>> Census(TenantId tenant, Guid department, Period span) => new(
        "select day, headcount, activated from insights.census where tenant_id = $1 and department = $2 and day between $3 and $4 order by day", [tenant.Value, department, span.From, span.To], async (rows, ct) =>
        {
            var days = new List<CensusDay>();
            while (await rows.ReadAsync(ct)) days.Add(new CensusDay(rows.GetFieldValue<DateOnly>(0), rows.GetInt32(1), rows.GetInt32(2)));
            return days;
        });

    /// <summary>The course of a day by the minute. For a department further down it is computed from the day's facts, which nobody stores by the minute.</summary>
    public async Task<DayCourse?> CourseAsync(TenantId tenant, Guid department, DateOnly day, CancellationToken ct)
    {
        var found = await AskAsync<(bool Any, byte[]? Stored)>(new("select course from insights.day where tenant_id = $1 and department = $2 and day = $3", [tenant.Value, department, day], async (row, stop) =>
            await row.ReadAsync(stop) ? (true, await row.IsDBNullAsync(0, stop) ? null : row.GetFieldValue<byte[]>(0)) : (false, null)), ct);
        if (!found.Any) return null;
        if (found.Stored is { } stored) return DayCourse.Read(stored);
        await using var connection = await data.OpenConnectionAsync(ct);
        var facts = await new FactReader().ReadAsync(connection, tenant, day, await clocks.OfAsync(tenant, ct), ct);
        var own = facts with { Paths = facts.Paths.ToDictionary(p => p.Key, p => p.Value.Contains(department) ? new[] { department } : []) };
        return DayRollup.Compute(own).GetValueOrDefault(department)?.Course;
    }

    /// <summary>How far the figures are.</summary>
    public Question<Standing> Standing(TenantId tenant) => new("""
        select least((select min(at) from insights.dirty where tenant_id = $1), (select min(at) from kernel.outbox where tenant_id = $1 and type = any($2))),
               (select count(*)::int from insights.difference where tenant_id = $1 and repaired_at is null)
        """, [tenant.Value, FactTypes], async (row, ct) =>
        {
            await row.ReadAsync(ct);
            var now = time.GetUtcNow();
            DateTimeOffset? open = await row.IsDBNullAsync(0, ct) ? null : await row.GetFieldValueAsync<DateTimeOffset>(0, ct);
            return new Standing(open is { } at && at < now ? at : now, open is { } since && now - since > Late, row.GetInt32(1));
        });

    private static readonly string[] FactTypes =
    [
        .. typeof(FactHandlers).GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEventHandler<>)).Select(i => i.GetGenericArguments()[0].FullName!),
    ];
}
