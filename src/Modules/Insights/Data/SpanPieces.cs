using Huitang.Insights.Domain;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>
/// The longer parts that were made of an enterprise's days, and with them the fewest pieces a span is made of. A part counts for every department when the enterprise's was made; a
/// department may be missing in it because nobody of it did anything. Read first and in the transaction of what is asked, so that every answer is of the same moment. Pieces are then
/// looked up one by one: a department's days lie apart, and a walk over all of them would fetch every one only to leave most out.
/// </summary>
internal sealed class SpanPieces
{
    private readonly Dictionary<Period, long> _made = [];

    private SpanPieces()
    {
    }

    /// <summary>The enterprise's first day with figures; null when there is none.</summary>
    public DateOnly? First { get; private set; }

    /// <summary>For questions that do not ask for any.</summary>
    public static SpanPieces None { get; } = new();

    /// <summary>Reads them, within the connection's transaction.</summary>
    public static async Task<SpanPieces> ReadAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken ct)
    {
        var pieces = new SpanPieces();
        await using var command = new NpgsqlCommand("""
            select first, last, xmin::text::bigint from insights.span where tenant_id = $1 and department = $2
            union all
            select min(day), null, null from insights.day where tenant_id = $1 and department = $2
            """, connection) { Parameters = { new() { Value = tenant.Value }, new() { Value = DayFigures.Everyone } } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            if (!await rows.IsDBNullAsync(1, ct)) pieces._made[new Period(rows.GetFieldValue<DateOnly>(0), rows.GetFieldValue<DateOnly>(1))] = rows.GetInt64(2);
            else if (!await rows.IsDBNullAsync(0, ct)) pieces.First = rows.GetFieldValue<DateOnly>(0);
        }

        return pieces;
    }

    /// <summary>The fewest pieces of a span.</summary>
    /// <param name="span">Days.</param>
    /// <param name="quarters">Whether quarters may be among them.</param>
    public Split Of(Period span, bool quarters = true)
    {
        var (wholes, edges) = (new List<Period>(), new List<DateOnly>());
        for (var day = First > span.From ? First.Value : span.From; day <= span.To;)
        {
            // The longest part that begins here and does not reach beyond.
            var whole = LongSpan.Holding(day).LastOrDefault(p => p.From == day && p.To <= span.To && (quarters || p.Days <= 31) && _made.ContainsKey(p));
            if (whole == default)
            {
                edges.Add(day);
                day = day.AddDays(1);
                continue;
            }

            wholes.Add(whole);
            day = whole.To.AddDays(1);
        }

        return new Split(wholes, edges);
    }

    /// <summary>Where the figures of each day of a span are: the longer parts that hold them, even if they reach beyond, and the days in none. One row of ten days is read faster than three of one.</summary>
    public Split Days(Period span)
    {
        var split = Of(span, quarters: false);
        var around = split.Edges.Select(LongSpan.Third).Distinct().Where(_made.ContainsKey).ToHashSet();
        return new Split([.. split.Wholes, .. around], [.. split.Edges.Where(d => !around.Contains(LongSpan.Third(d)))]);
    }

    /// <summary>Whether exactly these days were made a longer part.</summary>
    public bool Has(Period part) => _made.ContainsKey(part);

    /// <summary>A number that changes when any of these days is rolled up again: that of the longer parts they are in, which are then made anew. Null when some day is in none.</summary>
    public long? VersionOf(Period span)
    {
        long version = 0;
        for (var day = span.From; day <= span.To;)
        {
            var part = LongSpan.Third(day);
            if (!_made.TryGetValue(part, out var made)) return null;
            version = unchecked((version * 1_000_003) + made);
            day = part.To.AddDays(1);
        }

        return version;
    }

    /// <summary>Every longer part that begins in a span, and every day of it.</summary>
    public Split All(Period span) => new([.. _made.Keys.Where(p => p.From >= span.From && p.From <= span.To)], [.. Enumerable.Range(0, span.Days).Select(span.From.AddDays)]);

    /// <summary>A span in pieces.</summary>
    /// <param name="Wholes">Longer parts.</param>
    /// <param name="Edges">Days in no longer part.</param>
    internal readonly record struct Split(IReadOnlyList<Period> Wholes, IReadOnlyList<DateOnly> Edges)
    {
        /// <summary>Whether something is one of the pieces.</summary>
        public bool Has(Period piece) => piece.Days == 1 ? Edges.Contains(piece.From) : Wholes.Contains(piece);

        /// <summary>First days of the longer parts.</summary>
        public DateOnly[] Firsts => [.. Wholes.Select(w => w.From)];

        /// <summary>Their last days.</summary>
        public DateOnly[] Lasts => [.. Wholes.Select(w => w.To)];

        /// <summary>Days.</summary>
        public DateOnly[] Days => [.. Edges];
    }
}
