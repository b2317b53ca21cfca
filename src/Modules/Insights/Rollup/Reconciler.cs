using System.Diagnostics;
using System.Globalization;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Rollup;

/// <summary>Compares what is stored with what its facts come to, day by day, and the facts with the meetings' own record.</summary>
internal sealed class Reconciler(NpgsqlDataSource data, Clocks clocks, FactReplay replay, Rollups rollups, LongSpans spans, TimeProvider time) : IReconciliation
{
    private const int Named = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<ReconciliationReport> RunAsync(TenantId tenant, DateOnly? from, DateOnly? to, bool repair, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var clock = await clocks.OfAsync(tenant, ct);
        var (first, last) = await SpanAsync(tenant, from, to, clock, ct);
        var (gaps, facts) = await replay.RunAsync(tenant, clock.StartOf(first), clock.StartOf(last.AddDays(1)), repair, ct);
        var found = gaps.Select(g => new FigureDifference(g.Day, DayFigures.Everyone, g.Kind, g.Missing ? "–" : "≠", Seen(g, clock), g.Missing ? "fact_missing" : "fact_altered", repair, g.Id)).ToList();
        // What was taken over just now is rolled up before figures are compared, or each gap would show once more as many figures.
        if (repair && gaps.Count > 0) await CatchUpAsync(tenant, ct);
        long figures = 0;
        var (waiting, wrong) = (0, new HashSet<DateOnly>());
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            ct.ThrowIfCancellationRequested();
            var (differences, compared, marked) = await CompareAsync(tenant, day, clock, ct);
            figures += compared;
            if (marked) waiting++;
            if (differences.Count == 0) continue;
            if (!repair) wrong.Add(day);
            if (repair) while (!await rollups.RollUpAsync(tenant, day, whole: true, ct)) await Task.Delay(Pause, time, ct);
            found.AddRange(differences.Select(d => d with { Repaired = repair }));
        }

        // Days are right now, or said to be wrong: what longer parts hold must be what their days come to.
        var (parts, rows) = await spans.CompareAsync(tenant, first, last, wrong, ct);
        figures += rows;
        found.AddRange(parts.Select(p => p.Difference with { Repaired = repair }));
        if (repair)
        {
            await spans.DropAsync(tenant, parts.Select(p => p.Span).Distinct(), ct);
            await spans.MakeMissingAsync(ct);
        }

        await KeepAsync(tenant, found, first, last, repair, ct);
        return new ReconciliationReport(first, last, figures, facts, waiting, found.Count, [.. found.Take(Named)], watch.Elapsed);
    }

    public async Task<IReadOnlyList<TenantId>> TenantsAsync(CancellationToken ct)
    {
        // Enterprises are few, rooms are many: each next one is found through the key.
        await using var command = data.CreateCommand("""
            with recursive t(id) as ((select min(tenant_id) from insights.room) union all select (select min(tenant_id) from insights.room where tenant_id > t.id) from t where t.id is not null)
            select id from t where id is not null
            """);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tenants = new List<TenantId>();
        while (await rows.ReadAsync(ct)) tenants.Add(new TenantId(rows.GetInt32(0)));
        return tenants;
    }

    private async Task CatchUpAsync(TenantId tenant, CancellationToken ct)
    {
        var days = new List<DateOnly>();
        await using (var command = data.CreateCommand("select distinct day from insights.dirty where tenant_id = $1"))
        {
            command.Parameters.AddWithValue(tenant.Value);
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct)) days.Add(rows.GetFieldValue<DateOnly>(0));
        }

        foreach (var day in days) while (!await rollups.RollUpAsync(tenant, day, whole: false, ct)) await Task.Delay(Pause, time, ct);
    }

    private async Task<(List<FigureDifference> Differences, long Compared, bool Marked)> CompareAsync(TenantId tenant, DateOnly day, DayClock clock, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using (var mark = new NpgsqlCommand("select exists (select 1 from insights.dirty where tenant_id = $1 and day = $2)", connection) { Parameters = { new() { Value = tenant.Value }, new() { Value = day } } })
        {
            if (await mark.ExecuteScalarAsync(ct) is true) return ([], 0, true);
        }

        var (stored, hours, rolledAt) = await RollupStore.ReadAsync(connection, tenant, day, ct);
        var facts = await new FactReader().ReadAsync(connection, tenant, day, clock, ct);
        var computed = DayRollup.Compute(facts);
        if (stored.Count == 0 && facts.Rooms.Count + facts.Stays.Count + facts.Shares.Count + facts.SignIns.Count == 0) return ([], 0, false);
        var newest = rolledAt is null ? null : await NewestAsync(connection, tenant, day, ct);
        var changed = newest > rolledAt ? "outdated" : "altered";
        var differences = new List<FigureDifference>();
        long compared = 0;
        foreach (var department in stored.Keys.Union(computed.Keys))
        {
            var (old, real) = (stored.GetValueOrDefault(department), computed.GetValueOrDefault(department));
            if (old is null || real is null)
            {
                differences.Add(new FigureDifference(day, department, "all", old is null ? "–" : "✓", real is null ? "–" : "✓", old is null ? "missing" : "surplus", false));
                continue;
            }

            foreach (var (name, was, should) in Lines(old, hours.GetValueOrDefault(department) ?? []).Zip(Lines(real, [.. RollupStore.Hours(real)]), (a, b) => (a.Name, a.Text, b.Text)))
            {
                compared++;
                if (was != should) differences.Add(new FigureDifference(day, department, name, Short(was), Short(should), changed, false));
            }
        }

        var sums = DayRollup.Rooms(facts).ToDictionary(r => r.Room);
        foreach (var was in await RollupStore.ReadRoomsAsync(connection, tenant, day, ct))
        {
            compared++;
            var real = sums.GetValueOrDefault(was.Room, new RoomSums(was.Room, 0, 0, false, 0));
            if (was != real) differences.Add(new FigureDifference(day, DayFigures.Everyone, "room_sums", Of(was), Of(real), changed, false, was.Room));
        }

        return (differences, compared, false);

        static string Of(RoomSums r) => string.Create(CultureInfo.InvariantCulture, $"{r.People}; {r.Micros} µs; {(r.Guests ? 1 : 0)}; {r.Devices}");
    }

    /// <summary>Every figure of a day by name, as text: what is equal here is equal.</summary>
    private static IEnumerable<(string Name, string Text)> Lines(DayFigures f, IReadOnlyList<HourFigures> hours)
    {
        foreach (var (name, value) in new (string, long)[]
        {
            ("meetings", f.Meetings), ("started", f.Started), ("attendances", f.Attendances), ("guest_attendances", f.GuestAttendances), ("persons", f.Persons), ("persons_internal", f.PersonsInternal),
            ("persons_external", f.PersonsExternal), ("micros", f.Micros), ("shares", f.Shares), ("sign_ins", f.SignIns), ("users", f.Users), ("active", f.Active), ("peak_meetings", f.PeakMeetings), ("peak_people", f.PeakPeople),
        })
            yield return (name, value.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, classes) in new[] { ("by_duration", f.ByDuration), ("by_size", f.BySize), ("by_type", f.ByType), ("by_device", f.ByDevice) }) yield return (name, string.Join(',', classes));
        foreach (var (name, bytes) in new[] { ("user_set", f.UserSet), ("active_set", f.ActiveSet), ("vector", f.Vector), ("course", f.Course?.ToBytes() ?? []) }) yield return (name, Convert.ToHexString(bytes));
        yield return ("hours", string.Join(';', hours));
    }

    /// <summary>A fact in words of any language: the meeting's number and when it opened or was joined.</summary>
    private static string Seen(FactGap gap, DayClock clock) => string.Create(CultureInfo.InvariantCulture, $"{gap.Code} {clock.Reading(gap.At):yyyy-MM-dd HH:mm:ss}").Trim();

    private static string Short(string text) => text.Length <= 120 ? text : text[..117] + "…";

    private static async Task<DateTimeOffset?> NewestAsync(NpgsqlConnection connection, TenantId tenant, DateOnly day, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select greatest((select max(written_at) from insights.room where tenant_id = $1 and day = $2), (select max(written_at) from insights.stay where tenant_id = $1 and first_day = $2),
                            (select max(written_at) from insights.moment where tenant_id = $1 and day = $2))
            """, connection) { Parameters = { new() { Value = tenant.Value }, new() { Value = day } } };
        return await command.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
    }

    private async Task<(DateOnly First, DateOnly Last)> SpanAsync(TenantId tenant, DateOnly? from, DateOnly? to, DayClock clock, CancellationToken ct)
    {
        var today = clock.DayOf(time.GetUtcNow());
        if (from is { } f && to is { } t) return (f, t < f ? f : t > today ? today : t);
        await using var command = data.CreateCommand("select least((select min(day) from insights.room where tenant_id = $1), (select min(first_day) from insights.stay where tenant_id = $1), (select min(day) from insights.day where tenant_id = $1))");
        command.Parameters.AddWithValue(tenant.Value);
        var first = from ?? (await command.ExecuteScalarAsync(ct) is DateOnly found ? found : today);
        return (first, to is { } until && until < today ? until : today);
    }

    /// <summary>Differences become alerts; one that is known already is not told again, and mended ones are closed.</summary>
    private async Task KeepAsync(TenantId tenant, List<FigureDifference> found, DateOnly first, DateOnly last, bool repaired, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var d in found.Take(1000))
        {
            Add(batch, """
                insert into insights.difference(id, tenant_id, found_at, day, department, figure, stored, computed, cause, repaired_at, object)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
                where not exists (select 1 from insights.difference where tenant_id = $2 and day = $4 and department = $5 and figure = $6 and computed = $8 and object = $11 and repaired_at is null)
                """, Ids.New(time), tenant.Value, time.GetUtcNow(), d.Day, d.Department, d.Figure, d.Stored, d.Computed, d.Cause, repaired ? time.GetUtcNow() : null, d.Object ?? Guid.Empty);
        }

        // Whatever was found before in this span and is not there any more has been put right, now or by a later roll-up.
        if (found.Count == 0 || repaired) Add(batch, "update insights.difference set repaired_at = $4 where tenant_id = $1 and day between $2 and $3 and repaired_at is null", tenant.Value, first, last, time.GetUtcNow());
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
    }

    private static void Add(NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz } : new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
