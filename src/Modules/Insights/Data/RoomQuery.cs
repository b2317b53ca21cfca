using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Huitang.Insights.Domain;
using Huitang.Insights.Features;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>What figures say of a selection of media rooms.</summary>
/// <param name="Paths">The paths the department covers; null for the enterprise.</param>
/// <param name="Meetings">Media rooms of the span and department, whatever else is selected by.</param>
/// <param name="All">Media rooms of the span in the whole enterprise.</param>
/// <param name="Total">Media rooms selected; null when figures do not say.</param>
/// <param name="Days">Days with media rooms in order.</param>
internal sealed record KnownRooms(int[]? Paths, int Meetings, int All, int? Total, IReadOnlyList<KnownDay> Days);

/// <summary>What figures say of a day.</summary>
/// <param name="Day">Day.</param>
/// <param name="Meetings">Media rooms of the department.</param>
/// <param name="All">Media rooms of the enterprise.</param>
/// <param name="Selected">Media rooms of the department that are selected, where figures say so.</param>
internal readonly record struct KnownDay(DateOnly Day, int Meetings, int All, int Selected);

/// <summary>The query behind the list of media rooms and its file, so that both show the same.</summary>
internal sealed class RoomQuery(NpgsqlDataSource data, FigureStore store)
{
    /// <summary>More than this are not counted one by one.</summary>
    public const int CountedAtMost = 10_000;

    // Microseconds, as measured: to look whether somebody of a department was in a media room, to find a path's stretches, and to take up a media room found by them.
    private const double Look = 18, Find = 4, TakeUp = 10;

    // Where figures do not say how many are selected: one in so many.
    private const int Guess = 8;

    // What reads everything may take its time; whoever waits can cancel.
    private const int LongSeconds = 3600;

    /// <summary>What the days' figures say: a list whose bar was clicked is as long as the bar says, without counting it.</summary>
    public async Task<KnownRooms> KnownAsync(TenantId tenant, RoomSelection of, CancellationToken ct)
    {
        var one = of with { Span = default, Department = null, Subjects = false, Query = null };
        Func<Totals, int> selected = one switch
        {
            { Duration: { } d, Size: null, Type: null } => t => Class(t.ByDuration, d),
            { Size: { } s, Duration: null, Type: null } => t => Class(t.BySize, s),
            { Type: { } k, Duration: null, Size: null } => t => Class(t.ByType, k),
            _ => t => t.Meetings,
        };
        var whose = of.Department ?? DayFigures.Everyone;
        var ask = store.Read();
        var own = ask.Ask(FigureStore.Days(tenant, whose, of.Span));
        var every = whose == DayFigures.Everyone ? own : ask.Ask(FigureStore.Days(tenant, DayFigures.Everyone, of.Span));
        var paths = whose == DayFigures.Everyone ? null : ask.Ask(Paths(tenant, whose));
        await ask.RunAsync(ct);
        var all = every.Value.ToDictionary(d => d.Day, d => d.Totals.Meetings);
        var days = own.Value.Where(d => d.Totals.Meetings > 0).Select(d => new KnownDay(d.Day, d.Totals.Meetings, all.GetValueOrDefault(d.Day), selected(d.Totals))).ToList();
        var classes = (one.Duration is null ? 0 : 1) + (one.Size is null ? 0 : 1) + (one.Type is null ? 0 : 1);
        var told = classes <= 1 && one.Device is null && !one.Shared && !one.Guests && string.IsNullOrWhiteSpace(of.Query);
        return new KnownRooms(paths?.Value, days.Sum(d => d.Meetings), all.Values.Sum(), told ? days.Sum(d => d.Selected) : null, days);

        static int Class(int[] classes, int index) => index >= 0 && index < classes.Length ? classes[index] : 0;
    }

    // As a value of its own: an array the planner knows is looked up by hash.
    private static Question<int[]> Paths(TenantId tenant, Guid department) => new(
        "select coalesce(array_agg(id), '{}') from insights.path where departments @> array[$2] and tenant_id = $1", [tenant.Value, department], async (row, ct) =>
        {
            await row.ReadAsync(ct);
            return row.GetFieldValue<int[]>(0);
        });

    /// <summary>How many there are, at most one more than <see cref="CountedAtMost"/>.</summary>
    public async Task<int> CountAsync(TenantId tenant, RoomSelection of, KnownRooms known, CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"select count(*)::int from (select 1 {From(command, tenant, of, known, null, null)} limit {CountedAtMost + 1}) x");
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A stretch of them.</summary>
    /// <param name="tenant">Enterprise.</param>
    /// <param name="of">Which.</param>
    /// <param name="known">What figures say, by <see cref="KnownAsync"/>: decides where and how they are looked for.</param>
    /// <param name="sort">Column; null for the latest first.</param>
    /// <param name="descending">Order.</param>
    /// <param name="skip">Rows to leave out.</param>
    /// <param name="take">Rows at most.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<RoomLine>> ReadAsync(TenantId tenant, RoomSelection of, KnownRooms known, string? sort, bool descending, int skip, int take, CancellationToken ct)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"limit {take} offset {skip}");
        if (ByTime(sort) && Narrowed(of.Span, known, sort is not null && !descending, skip + take) is { } near)
        {
            var rows = await RowsAsync(tenant, of with { Span = near.Span }, near.Known, sort, descending, skip + take, limit, ct).ToListAsync(ct);
            // Fewer than figures said: what happened is shown, whatever they say.
            if (rows.Count == take) return rows;
        }

        return await RowsAsync(tenant, of, known, sort, descending, skip + take, limit, ct).ToListAsync(ct);
    }

    /// <summary>All of them, read while they are used.</summary>
    public IAsyncEnumerable<RoomLine> StreamAsync(TenantId tenant, RoomSelection of, KnownRooms known, string? sort, bool descending, CancellationToken ct) => RowsAsync(tenant, of, known, sort, descending, null, "", ct);

    private static bool ByTime(string? sort) => sort is not ("subject" or "creator" or "people" or "time" or "duration" or "shares");

    // In the order of time the first so many are all of the days at one end, and figures say of which.
    private static (Period Span, KnownRooms Known)? Narrowed(Period span, KnownRooms known, bool fromStart, int wanted)
    {
        if (known.Total is not { } total || total < wanted) return null;
        var (selected, near) = (0, new List<KnownDay>());
        foreach (var day in fromStart ? known.Days : known.Days.Reverse())
        {
            selected += day.Selected;
            near.Add(day);
            if (selected >= wanted) return (fromStart ? span with { To = day.Day } : span with { From = day.Day }, known with { Meetings = near.Sum(d => d.Meetings), All = near.Sum(d => d.All), Total = selected, Days = near });
        }

        return null;
    }

    // Media rooms of a department are gathered from its stretches, or all are walked through in the order of the list until enough are theirs: whichever is shorter.
    private static bool Walks(KnownRooms known, string? sort, int? wanted)
    {
        var looked = ByTime(sort) && wanted is { } w ? known.All * Math.Min(1, (w + 1.0) / Math.Max(1, known.Total ?? (known.Meetings / Guess))) : known.All;
        return looked * Look < (known.Paths!.Length * Find) + (known.Meetings * TakeUp);
    }

    private async IAsyncEnumerable<RoomLine> RowsAsync(TenantId tenant, RoomSelection of, KnownRooms known, string? sort, bool descending, int? wanted, string limit, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        var way = sort is null || descending ? "desc" : "asc";
        var column = sort switch
        {
            "subject" when of.Subjects => $"r.subject {way}", "creator" => $"r.creator_name {way}", "people" => $"r.people {way}", "time" => $"r.micros {way}",
            "duration" => $"coalesce(r.closed_at, now()) - r.opened_at {way}", "shares" => $"({Shares}) {way}",
            // The order of days is the order of moments, and days are what the index has.
            _ => $"r.day {way}, r.opened_at {way}",
        };
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
            select r.id, r.subject, r.code, r.type, r.creator_name, r.opened_at, r.closed_at, r.people, r.micros, ({Shares}) shares
            from (select r.* {From(command, tenant, of, known, sort, wanted)} order by {column}, r.id {limit}) r order by {column}, r.id
            """);
        if (limit.Length == 0) command.CommandTimeout = LongSeconds;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return new RoomLine(
                rows.GetGuid(0), of.Subjects ? rows.GetString(1) : Texts.subject_hidden, rows.GetString(2), rows.GetInt16(3), rows.GetString(4), await rows.GetFieldValueAsync<DateTimeOffset>(5, ct),
                await rows.IsDBNullAsync(6, ct) ? null : await rows.GetFieldValueAsync<DateTimeOffset>(6, ct), rows.GetInt32(7), TimeSpan.FromSeconds(Math.Round(rows.GetInt64(8) / 1e6)), rows.GetInt32(9));
        }
    }

    private const string Shares = "select count(*)::int from insights.moment m where m.tenant_id = r.tenant_id and m.room_id = r.id and m.kind = 2";

    private static string From(NpgsqlCommand command, TenantId tenant, RoomSelection of, KnownRooms known, string? sort, int? wanted)
    {
        var (from, sql) = ("from insights.room r", new StringBuilder().Append(CultureInfo.InvariantCulture, $"where r.tenant_id = {Value(tenant.Value)} and r.day between {Value(of.Span.From)} and {Value(of.Span.To)}"));
        // The same rule as the figures': somebody of the department was in, and for devices it was theirs.
        if (known.Paths is { } paths)
        {
            var path = $"s.path = any({Value(paths)}){(of.Device is { } own ? $" and s.device = {Value((short)own)}" : "")}";
            if (!Walks(known, sort, wanted))
            {
                // A stretch is at the latest of the day on which the last media room of the span closed.
                var last = $"greatest({Value(of.Span.To)}, (select max(coalesce(last_day, 'infinity')) from insights.room where tenant_id = {Value(tenant.Value)} and (last_day is null or last_day > day) and day between {Value(of.Span.From)} and {Value(of.Span.To)}))";
                sql.Append(CultureInfo.InvariantCulture, $" and r.id in (select s.room_id from insights.stay s where s.tenant_id = {Value(tenant.Value)} and {path} and s.first_day between {Value(of.Span.From)} and {last})");
            }
            else
            {
                // The limit keeps the order of the walk: without it the planner gathers everything first.
                from += $" cross join lateral (select 1 from insights.stay s where s.tenant_id = r.tenant_id and s.room_id = r.id and {path} limit 1) theirs";
            }
        }
        else if (of.Device is { } device)
        {
            sql.Append(CultureInfo.InvariantCulture, $" and r.devices & {Value(1 << device)} <> 0");
        }

        if (of.Type is { } type) sql.Append(CultureInfo.InvariantCulture, $" and r.type = {Value((short)type)}");
        if (of.Guests) sql.Append(" and r.guests");
        if (of.Shared) sql.Append(" and exists (select 1 from insights.moment m where m.tenant_id = r.tenant_id and m.room_id = r.id and m.kind = 2)");
        if (of.Duration is { } duration) sql.Append(CultureInfo.InvariantCulture, $" and width_bucket(extract(epoch from r.closed_at - r.opened_at)::float8, {Value(Buckets.Minutes.Select(m => m * 60.0).ToArray())}) = {Value(duration)}");
        if (of.Size is { } size) sql.Append(CultureInfo.InvariantCulture, $" and r.closed_at is not null and width_bucket(r.people::float8, {Value(Buckets.People.Select(p => p + 1.0).ToArray())}) = {Value(size)}");
        foreach (var word in (of.Query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(6))
        {
            var like = Value($"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%");
            sql.Append(CultureInfo.InvariantCulture, $" and ({(of.Subjects ? $"r.subject ilike {like} or " : "")}r.creator_name ilike {like} or r.code like {like})");
        }

        return $"{from} {sql}";

        string Value(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        }
    }
}
