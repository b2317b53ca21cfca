using System.Globalization;
using System.Security.Cryptography;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Rollup;

/// <summary>Makes the figures of thirds of months, months and quarters that are over. A day that is rolled up again takes away those it is in.</summary>
internal sealed class LongSpans(NpgsqlDataSource data, Clocks clocks, TimeProvider time)
{
    /// <summary>Makes what is missing. Answers whose.</summary>
    public async Task<IReadOnlyList<TenantId>> MakeMissingAsync(CancellationToken ct)
    {
        var made = new List<TenantId>();
        await using var connection = await data.OpenConnectionAsync(ct);
        foreach (var tenant in await TenantsAsync(connection, ct))
        {
            var clock = await clocks.OfAsync(tenant, ct);
            var missing = await MissingAsync(connection, tenant, clock.DayOf(time.GetUtcNow()), ct);
            if (missing.Count == 0) continue;
            // A month and its thirds in one walk through its days; quarters out of months.
            foreach (var month in missing.Where(s => !IsQuarter(s)).GroupBy(s => LongSpan.Month(s.From))) await MakeAsync(connection, tenant, clock, [.. month], quarter: false, ct);
            foreach (var quarter in missing.Where(IsQuarter)) await MakeAsync(connection, tenant, clock, [quarter], quarter: true, ct);
            made.Add(tenant);
        }

        return made;
    }

    private static bool IsQuarter(Period span) => span.Days > 31;

    // Enterprises are few, their days are many: each next one is found through the key.
    private static async Task<List<TenantId>> TenantsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var tenants = new List<TenantId>();
        await using var list = Rollups.Command(connection, """
            with recursive t(id) as ((select min(tenant_id) from insights.day) union all select (select min(tenant_id) from insights.day where tenant_id > t.id) from t where t.id is not null)
            select id from t where id is not null
            """);
        await using var rows = await list.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) tenants.Add(new TenantId(rows.GetInt32(0)));
        return tenants;
    }

    // Of the enterprise as a whole; departments go with it. What is still to be rolled up would be taken away again.
    private static async Task<List<Period>> MissingAsync(NpgsqlConnection connection, TenantId tenant, DateOnly today, CancellationToken ct)
    {
        var (days, made, marked) = (new List<DateOnly>(), new HashSet<Period>(), new List<DateOnly>());
        await using var list = Rollups.Command(connection, """
            select day, day, 0 from insights.day where tenant_id = $1 and department = $2
            union all select first, last, 1 from insights.span where tenant_id = $1 and department = $2
            union all select distinct day, day, 2 from insights.dirty where tenant_id = $1
            """, tenant.Value, DayFigures.Everyone);
        await using var rows = await list.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var (first, last, what) = (rows.GetFieldValue<DateOnly>(0), rows.GetFieldValue<DateOnly>(1), rows.GetInt32(2));
            if (what == 1) made.Add(new Period(first, last));
            else (what == 0 ? days : marked).Add(first);
        }

        return [.. days.SelectMany(LongSpan.Holding).Distinct().Where(s => s.To < today && !made.Contains(s) && !marked.Exists(d => d >= s.From && d <= s.To)).OrderBy(s => s.From)];
    }

    private static async Task MakeAsync(NpgsqlConnection connection, TenantId tenant, DayClock clock, Period[] spans, bool quarter, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var take = Rollups.Command(connection, "select pg_advisory_xact_lock($1, $2)", Rollups.LockSpace, tenant.Value)) await take.ExecuteNonQueryAsync(ct);
        var made = await GatherAsync(connection, tenant, clock, spans, quarter, ct);
        foreach (var span in spans)
        {
            await using var clear = Rollups.Command(connection, "delete from insights.span where tenant_id = $1 and first = $2 and last = $3", tenant.Value, span.From, span.To);
            await clear.ExecuteNonQueryAsync(ct);
        }

        await using (var copy = await connection.BeginBinaryImportAsync("copy insights.span(tenant_id, department, first, last, users, active, user_set, active_set, vector, meetings, attendances, micros, shares, days) from stdin (format binary)", ct))
        {
            foreach (var m in made)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(tenant.Value, ct);
                await copy.WriteAsync(m.Department, ct);
                await copy.WriteAsync(m.Span.From, ct);
                await copy.WriteAsync(m.Span.To, ct);
                await copy.WriteAsync(m.Users, ct);
                await copy.WriteAsync(m.Active, ct);
                foreach (var bytes in new[] { m.UserSet, m.ActiveSet, m.Vector }) await copy.WriteAsync(bytes, ct);
                await copy.WriteAsync(m.Meetings, ct);
                await copy.WriteAsync(m.Attendances, ct);
                await copy.WriteAsync(m.Micros, ct);
                await copy.WriteAsync(m.Shares, ct);
                await copy.WriteAsync(m.Days, ct);
            }

            await copy.CompleteAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    // One department after the other: what is kept of each is a few bytes, what it takes to add its days up is not.
    private static async Task<List<SpanFigures>> GatherAsync(NpgsqlConnection connection, TenantId tenant, DayClock clock, Period[] spans, bool quarter, CancellationToken ct)
    {
        var made = new List<SpanFigures>();
        var parts = spans.Select(s => new Gathering(s)).ToArray();
        await using var list = Rollups.Command(
            connection,
            quarter ? "select department, first, last, user_set, active_set, vector, meetings, attendances, micros, shares from insights.span where tenant_id = $1 and first >= $2 and last <= $3 and last - first between 27 and 30 order by department"
                : $"select department, day, day, user_set, active_set, vector, {TotalsColumns.Names} from insights.day where tenant_id = $1 and day >= $2 and day <= $3 order by department, day",
            tenant.Value, spans.Min(s => s.From), spans.Max(s => s.To));
        list.CommandTimeout = 0;
        await using var rows = await list.ExecuteReaderAsync(ct);
        Guid? department = null;
        while (await rows.ReadAsync(ct))
        {
            if (department is { } before && before != rows.GetGuid(0)) Keep(before);
            department = rows.GetGuid(0);
            var from = new Period(rows.GetFieldValue<DateOnly>(1), rows.GetFieldValue<DateOnly>(2));
            var (users, active, vector) = (rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4), rows.GetFieldValue<byte[]>(5));
            var totals = quarter ? new Totals { Meetings = rows.GetInt32(6), Attendances = rows.GetInt32(7), Micros = rows.GetInt64(8), Shares = rows.GetInt32(9) } : TotalsColumns.Read(rows, 6);
            foreach (var part in parts.Where(p => from.From >= p.Span.From && from.To <= p.Span.To)) part.Add(from.From, users, active, vector, totals, Rollups.Shift(clock, part.Span.From, from.From));
        }

        if (department is { } last) Keep(last);
        foreach (var part in parts) part.Dispose();
        return made;

        void Keep(Guid of)
        {
            foreach (var part in parts)
            {
                if (part.Take(of) is { } done) made.Add(done);
            }
        }
    }

    /// <summary>Compares the parts that hold any of some days with what their days come to. Those with days still to be rolled up are left out.</summary>
    /// <param name="tenant">Enterprise.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="wrong">Days known to be wrong: what holds them is not compared, it would only be named once more.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What differs, with the part it is about, and how many rows were compared.</returns>
    public async Task<(List<(Period Span, FigureDifference Difference)> Differences, long Compared)> CompareAsync(TenantId tenant, DateOnly from, DateOnly to, IReadOnlySet<DateOnly> wrong, CancellationToken ct)
    {
        var clock = await clocks.OfAsync(tenant, ct);
        await using var connection = await data.OpenConnectionAsync(ct);
        var spans = new List<Period>();
        await using (var list = Rollups.Command(connection, """
            select first, last from insights.span s where tenant_id = $1 and department = $2 and first <= $4 and last >= $3
              and not exists (select 1 from insights.dirty d where d.tenant_id = $1 and d.day between s.first and s.last)
            """, tenant.Value, DayFigures.Everyone, from, to))
        {
            await using var rows = await list.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct)) spans.Add(new Period(rows.GetFieldValue<DateOnly>(0), rows.GetFieldValue<DateOnly>(1)));
        }

        var (found, compared) = (new List<(Period, FigureDifference)>(), 0L);
        foreach (var group in spans.Where(s => !wrong.Any(d => d >= s.From && d <= s.To)).GroupBy(s => (Quarter: IsQuarter(s), LongSpan.Month(s.From).From)))
        {
            // One moment for both: a day rolled up meanwhile would look like a difference.
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            var stored = await StoredAsync(connection, tenant, [.. group], ct);
            // What was taken away since it was listed is to be made again, not missing.
            var still = group.Where(s => stored.ContainsKey((DayFigures.Everyone, s))).ToArray();
            if (still.Length == 0) continue;
            var real = (await GatherAsync(connection, tenant, clock, still, group.Key.Quarter, ct)).ToDictionary(m => (m.Department, m.Span));
            foreach (var key in stored.Keys.Union(real.Keys))
            {
                compared++;
                var (was, should) = (stored.TryGetValue(key, out var w) ? w.ToString() : "–", real.TryGetValue(key, out var r) ? r.ToString() : "–");
                if (was != should) found.Add((key.Span, new FigureDifference(key.Span.From < from ? from : key.Span.From, key.Department, "span", was, should, was == "–" ? "missing" : should == "–" ? "surplus" : "altered", false)));
            }
        }

        return (found, compared);
    }

    /// <summary>Takes parts away, to be made again.</summary>
    public async Task DropAsync(TenantId tenant, IEnumerable<Period> spans, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        foreach (var span in spans)
        {
            await using var clear = Rollups.Command(connection, "delete from insights.span where tenant_id = $1 and first = $2 and last = $3", tenant.Value, span.From, span.To);
            await clear.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<Dictionary<(Guid Department, Period Span), SpanFigures>> StoredAsync(NpgsqlConnection connection, TenantId tenant, Period[] spans, CancellationToken ct)
    {
        var stored = new Dictionary<(Guid, Period), SpanFigures>();
        await using var list = Rollups.Command(connection, """
            select s.department, s.first, s.last, s.users, s.active, s.user_set, s.active_set, s.vector, s.meetings, s.attendances, s.micros, s.shares, s.days
            from unnest($2::date[], $3::date[]) x(first, last) join insights.span s on s.tenant_id = $1 and s.first = x.first and s.last = x.last
            """, tenant.Value, spans.Select(s => s.From).ToArray(), spans.Select(s => s.To).ToArray());
        list.CommandTimeout = 0;
        await using var rows = await list.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var span = new Period(rows.GetFieldValue<DateOnly>(1), rows.GetFieldValue<DateOnly>(2));
            stored[(rows.GetGuid(0), span)] = new SpanFigures(
                rows.GetGuid(0), span, rows.GetInt32(3), rows.GetInt32(4), rows.GetFieldValue<byte[]>(5), rows.GetFieldValue<byte[]>(6), rows.GetFieldValue<byte[]>(7), rows.GetInt32(8), rows.GetInt32(9), rows.GetInt64(10), rows.GetInt32(11), rows.GetFieldValue<byte[]>(12));
        }

        return stored;
    }

    private readonly record struct SpanFigures(Guid Department, Period Span, int Users, int Active, byte[] UserSet, byte[] ActiveSet, byte[] Vector, int Meetings, int Attendances, long Micros, int Shares, byte[] Days)
    {
        /// <summary>All of it: what is equal here is equal.</summary>
        public override string ToString()
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var bytes in new[] { UserSet, ActiveSet, Vector, Days })
            {
                hash.AppendData(BitConverter.GetBytes(bytes.Length));
                hash.AppendData(bytes);
            }

            return string.Create(CultureInfo.InvariantCulture, $"{Span.From:yyyy-MM-dd} – {Span.To:yyyy-MM-dd}: {Users}; {Active}; {Meetings}; {Attendances}; {Micros} µs; {Shares}; {Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6))}");
        }
    }

    /// <summary>Days of one department being added up.</summary>
    private sealed class Gathering(Period span) : IDisposable
    {
        private UserSet _users = new();
        private UserSet _active = new();
        private UserTotals _sums = new();
        private List<DayTotals> _days = [];

        public Period Span { get; } = span;

        public void Add(DateOnly day, byte[] users, byte[] active, byte[] vector, Totals totals, int shift)
        {
            _days.Add(new DayTotals(day, totals));
            _users.Add(users);
            _active.Add(active);
            _sums.Add(vector, shift);
        }

        /// <inheritdoc/>
        public void Dispose() => _sums.Dispose();

        /// <summary>What came together, and begins anew; null when nothing did.</summary>
        public SpanFigures? Take(Guid department)
        {
            if (_days.Count == 0) return null;
            var done = new SpanFigures(
                department, Span, _users.Count, _active.Count, _users.ToBytes(), _active.ToBytes(), UserVector.Write(_sums.People),
                _days.Sum(d => d.Totals.Meetings), _days.Sum(d => d.Totals.Attendances), _days.Sum(d => d.Totals.Micros), _days.Sum(d => d.Totals.Shares), IsQuarter(Span) ? [] : DayPack.Write(Span.From, _days));
            _sums.Dispose();
            (_users, _active, _sums, _days) = (new UserSet(), new UserSet(), new UserTotals(), []);
            return done;
        }
    }
}
