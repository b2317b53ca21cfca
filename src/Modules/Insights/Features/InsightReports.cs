using System.Globalization;
using System.Runtime.CompilerServices;
using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Npgsql;

namespace Huitang.Insights.Features;

/// <summary>What each person did in a span, as a file.</summary>
internal sealed class PeopleReport(PeopleFigures people, TimeProvider time) : IReport
{
    public string Code => "insights.people";

    public string Name => Texts.people_title;

    public ReportKind Kind => ReportKind.Figures;

    public string Permission => InsightsPermissions.Read;

    public Scoping Scoping => Scoping.ByQuery;

    public string Page => "/console/insights/usage/people";

    public IReadOnlyList<ReportField> Fields =>
    [
        ReportField.Days(Texts.span), ReportField.Department(Texts.department), ReportField.Text("q", Texts.search_people),
        ReportField.Choice("status", Texts.col_status, new[] { RosterStatus.Enabled, RosterStatus.NotActivated, RosterStatus.Disabled }.Select(s => (s.ToString().ToLowerInvariant(), InsightWords.Status(s)))),
        ReportField.Choice("active", Texts.active_label, [("1", Texts.active_yes), ("0", Texts.active_no)]),
    ];

    /// <summary>Columns of the file.</summary>
    public static ExportColumn[] Columns() =>
    [
        new(Texts.col_login, 18), new(Texts.col_name, 16), new(Texts.col_department, 24), new(Texts.col_status, 12), new(Texts.col_last_active, 18, CellKind.Moment), new(Texts.col_attended, 12, CellKind.Number),
        new(Texts.col_started, 12, CellKind.Number), new(Texts.col_time, 14, CellKind.Duration),
    ];

    /// <summary>A row of the file.</summary>
    public static object?[] Row(PersonLine l, Func<DateTimeOffset, DateTime> clock) => [l.Login, l.Name, l.Department, InsightWords.Status(l.Status), l.LastActive is { } at ? clock(at) : null, l.Attended, l.Started, l.Time];

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var found = await people.FindAsync(order.Actor, InsightRoutes.People(order.Criteria.Get, time), ct);
        if (found.Error is { } refused) return refused;
        var sort = order.Criteria.Get("sort") ?? "-attended";
        var lines = found.Value!.Sorted(sort.TrimStart('-'), sort.StartsWith('-')).Select(l => Row(l, at => Reports.Reading(order, at)));
        return new ReportTable(Columns(), lines.ToAsyncEnumerable(), found.Value!.Count);
    }
}

/// <summary>The media rooms behind the figures, as a file.</summary>
internal sealed class RoomsReport(RoomQuery rows, DepartmentScope scope, TimeProvider time) : IReport
{
    public string Code => "insights.rooms";

    public string Name => Texts.rooms_title;

    public ReportKind Kind => ReportKind.Figures;

    public string Permission => InsightsPermissions.Read;

    public Scoping Scoping => Scoping.ByQuery;

    public IReadOnlyList<string> Shows => [MeetingPermissions.Subject];

    public string Page => "/console/insights/rooms";

    public IReadOnlyList<ReportField> Fields => [ReportField.Days(Texts.span), ReportField.Department(Texts.department), ReportField.Text("q", Texts.col_subject)];

    /// <summary>Columns of the file.</summary>
    public static ExportColumn[] Columns() =>
    [
        new(Texts.col_opened, 18, CellKind.Moment), new(Texts.col_closed, 18, CellKind.Moment), new(Texts.col_subject, 40), new(Texts.col_type, 12), new(Texts.col_code, 14), new(Texts.col_creator, 16),
        new(Texts.col_people, 10, CellKind.Number), new(Texts.col_user_time, 14, CellKind.Duration), new(Texts.col_shares, 10, CellKind.Number),
    ];

    /// <summary>A row of the file.</summary>
    public static object?[] Row(RoomLine l, Func<DateTimeOffset, DateTime> clock) =>
        [clock(l.OpenedAt), l.ClosedAt is { } at ? clock(at) : null, InsightWords.Subject(l), InsightWords.Type(l.Type), InsightWords.Code(l.Code), l.CreatorName, l.People, l.Time, l.Shares];

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var of = InsightRoutes.Rooms(order.Criteria.Get, time);
        if (InsightErrors.Check(of.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(order.Actor, of.Department, ct);
        if (key.Error is { } refused) return refused;
        of = of with { Department = key.Value, Subjects = order.Actor.Holds(MeetingPermissions.Subject) };
        var sort = order.Criteria.Get("sort");
        var known = await rows.KnownAsync(order.Actor.Tenant, of, ct);
        var total = known.Total ?? await rows.CountAsync(order.Actor.Tenant, of, known, ct);
        var lines = rows.StreamAsync(order.Actor.Tenant, of, known, sort?.TrimStart('-'), sort?.StartsWith('-') ?? true, ct).Select(l => Row(l, at => Reports.Reading(order, at)));
        return new ReportTable(Columns(), lines, known.Total is null && total > RoomQuery.CountedAtMost ? null : total);
    }
}

/// <summary>The figures of each day, as a file.</summary>
internal sealed class DaysReport(FigureStore store, DepartmentScope scope, TimeProvider time) : IReport
{
    private static readonly Metric[] s_metrics =
        [Metric.Meetings, Metric.Started, Metric.Attendances, Metric.Guests, Metric.Users, Metric.Active, Metric.Time, Metric.Shares, Metric.SignIns, Metric.PeakMeetings, Metric.PeakPeople];

    public string Code => "insights.days";

    public string Name => Texts.report_days;

    public ReportKind Kind => ReportKind.Figures;

    public string Permission => InsightsPermissions.Read;

    public Scoping Scoping => Scoping.ByQuery;

    public string Page => "/console/insights";

    public IReadOnlyList<ReportField> Fields => [ReportField.Days(Texts.span), ReportField.Department(Texts.department)];

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var span = InsightRoutes.Days(order.Criteria.Get, time);
        if (InsightErrors.Check(span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(order.Actor, Guid.TryParse(order.Criteria.Get("dept"), out var department) ? department : null, ct);
        if (key.Error is { } refused) return refused;
        var days = (await store.AskAsync(FigureStore.Days(order.Actor.Tenant, key.Value, span), ct)).ToDictionary(d => d.Day, d => d.Totals);
        ExportColumn[] columns = [new(Texts.col_day, 14), .. s_metrics.Select(m => new ExportColumn(m == Metric.Time ? $"{InsightWords.Name(m)} ({Texts.unit_hours})" : InsightWords.Name(m), 14, m == Metric.Time ? CellKind.Decimal : CellKind.Number))];
        var rows = Enumerable.Range(0, span.Days).Select(span.From.AddDays).Select(day =>
        {
            var totals = days.GetValueOrDefault(day) ?? new Totals();
            return (object?[])[InsightRoutes.Text(day), .. s_metrics.Select(m => m == Metric.Time ? (object)Math.Round(totals.Value(m), 2) : (long)totals.Value(m))];
        });
        return new ReportTable(columns, rows.ToAsyncEnumerable(), span.Days);
    }
}

/// <summary>Every use of rooms, connectors, phone lines and webinars in a span, as a file.</summary>
internal sealed class ResourcesReport(NpgsqlDataSource data, TimeProvider time) : IReport
{
    public string Code => "insights.resources";

    public string Name => Texts.report_resources;

    public ReportKind Kind => ReportKind.Figures;

    public string Permission => InsightsPermissions.Read;

    public Scoping Scoping => Scoping.WholeEnterprise;

    public string Page => "/console/insights/resources";

    public IReadOnlyList<ReportField> Fields => [ReportField.Days(Texts.span), ReportField.Choice("kind", Texts.col_type, ResourceKinds.ByPage.SelectMany(p => p.Value).Select(k => (k, Word(k))))];

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var span = InsightRoutes.Days(order.Criteria.Get, time);
        if (InsightErrors.Check(span) is { } wrong) return wrong;
        ExportColumn[] columns =
        [
            new(Texts.col_type, 16), new(Texts.col_name, 30), new(Texts.report_model, 18), new(Texts.report_version, 14), new(Texts.col_opened, 20, CellKind.Moment), new(Texts.col_closed, 20, CellKind.Moment), new(Texts.col_duration, 14, CellKind.Duration),
        ];
        await using var count = Command("select count(*)", order, span, "");
        return new ReportTable(columns, RowsAsync(order, span, ct), (long)(await count.ExecuteScalarAsync(ct))!);
    }

    private async IAsyncEnumerable<object?[]> RowsAsync(ReportOrder order, Period span, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Command("select kind, resource_name, model, version, began_at, ended_at", order, span, "order by began_at, id");
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var (from, to) = (rows.GetFieldValue<DateTimeOffset>(4), rows.GetFieldValue<DateTimeOffset>(5));
            yield return [Word(rows.GetString(0)), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3), Reports.Reading(order, from), Reports.Reading(order, to), to - from];
        }
    }

    private NpgsqlCommand Command(string select, ReportOrder order, Period span, string sort)
    {
        var command = data.CreateCommand($"{select} from insights.resource_use where tenant_id = $1 and day between $2 and $3 and ($4::text is null or kind = $4) {sort}");
        foreach (var value in new object[] { order.Actor.Tenant.Value, span.From, span.To }) command.Parameters.AddWithValue(value);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = order.Criteria.Get("kind"), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        return command;
    }

    private static string Word(string kind) => Texts.ResourceManager.GetString("use_" + kind.Replace('.', '_'), CultureInfo.CurrentUICulture) ?? kind;
}

/// <summary>What the reports share.</summary>
internal static class Reports
{
    /// <summary>What a clock in the report's zone shows.</summary>
    public static DateTime Reading(ReportOrder order, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, order.Zone).DateTime;
}
