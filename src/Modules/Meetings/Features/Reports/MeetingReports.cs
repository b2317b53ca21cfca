using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Ended;
using Huitang.Meetings.Features.Quality;
using Huitang.Meetings.Features.Upcoming;

namespace Huitang.Meetings.Features.Reports;

/// <summary>Ended meetings as a file; over the query of the list.</summary>
internal sealed class EndedReport(EndedQuery query) : IReport
{
    public string Code => "meetings.ended";

    public string Name => Texts.ended_title;

    public ReportKind Kind => ReportKind.Meetings;

    public string Permission => MeetingPermissions.List;

    public Scoping Scoping => Scoping.ByQuery;

    public IReadOnlyList<string> Shows => [MeetingPermissions.Subject];

    public string Page => "/console/ended";

    public IReadOnlyList<ReportField> Fields => [.. MeetingFields.Ended(), ReportField.Choice("by", Texts.ended_view, [("meeting", Texts.ended_by_meeting)])];

    /// <summary>Columns of the file.</summary>
    public static ExportColumn[] Columns() =>
    [
        new(Texts.ended_col_start, 18, CellKind.Moment), new(Texts.ended_col_end, 18, CellKind.Moment), new(Texts.ended_col_subject, 40), new(Texts.ended_col_type, 12), new(Texts.ended_col_code, 14),
        new(Texts.ended_col_creator, 16), new(Texts.ended_col_rooms, 10, CellKind.Number), new(Texts.ended_col_people, 10, CellKind.Number), new(Texts.ended_col_duration, 12, CellKind.Duration),
        new(Texts.ended_col_user_time, 14, CellKind.Duration), new(Texts.ended_col_peak, 12, CellKind.Number), new(Texts.ended_col_quality, 12), new(Texts.ended_col_planned_start, 18, CellKind.Moment),
        new(Texts.ended_col_planned_end, 18, CellKind.Moment), new(Texts.ended_col_features, 24),
    ];

    /// <summary>A row of the file.</summary>
    public static object?[] Row(EndedMeeting r, string? zone) =>
    [
        Zones.ToClock(zone, r.OpenedAt), Zones.ToClock(zone, r.ClosedAt), MeetingWords.Subject(r.Type, r.Subject, r.CreatorName), MeetingWords.Type(r.Type), MeetingCode.Grouped(r.Code), r.CreatorName,
        r.Rooms, r.People, r.Duration, r.UserTime, r.Peak, QualityWords.Health(r.Health), Zones.ToClock(zone, r.PlannedStart), Zones.ToClock(zone, r.PlannedEnd), EndedWords.Features(r.Features),
    ];

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var filter = EndedRoutes.Filter(order.Criteria.Get, order.Zone.Id);
        var sort = order.Criteria.Get("sort") ?? "-start";
        var rows = query.StreamAsync(order.Actor, filter, sort.TrimStart('-'), sort.StartsWith('-'), ct).Select(r => Row(r, order.Zone.Id));
        return new ReportTable(Columns(), rows, await query.CountAsync(order.Actor, filter, ct));
    }
}

/// <summary>Meetings to come as a file; over the query of the list.</summary>
internal sealed class UpcomingReport(UpcomingQuery query) : IReport
{
    private const int Batch = 500;

    public string Code => "meetings.upcoming";

    public string Name => Texts.upcoming_title;

    public ReportKind Kind => ReportKind.Meetings;

    public string Permission => MeetingPermissions.List;

    public Scoping Scoping => Scoping.ByQuery;

    public IReadOnlyList<string> Shows => [MeetingPermissions.Subject];

    public string Page => "/console/upcoming";

    public IReadOnlyList<ReportField> Fields => [ReportField.Text("q", Texts.upcoming_search), MeetingFields.Types()];

    /// <summary>Columns of the file.</summary>
    public static ExportColumn[] Columns() =>
    [
        new(Texts.sched_col_start, 18, CellKind.Moment), new(Texts.sched_col_end, 18, CellKind.Moment), new(Texts.sched_col_subject, 40), new(Texts.sched_col_type, 12), new(Texts.sched_col_code, 14),
        new(Texts.sched_col_creator, 16), new(Texts.sched_col_hosts, 24), new(Texts.sched_col_people, 10, CellKind.Number), new(Texts.sched_col_dates_left, 10, CellKind.Number),
        new(Texts.sched_col_location, 24), new(Texts.sched_col_password, 10), new(Texts.sched_col_waiting_room, 10), new(Texts.sched_col_created, 18, CellKind.Moment),
    ];

    /// <summary>Rows of the file, at most so many.</summary>
    public async IAsyncEnumerable<object?[]> RowsAsync(Actor actor, UpcomingFilter filter, string? sort, bool descending, string? zone, int most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var skip = 0; skip < most; skip += Batch)
        {
            var rows = await query.ReadAsync(actor, filter, sort, descending, skip, Batch, ct);
            foreach (var r in rows)
            {
                yield return
                [
                    Zones.ToClock(zone, r.Start), Zones.ToClock(zone, r.End), r.Subject, MeetingWords.Type(r.Type), MeetingCode.Grouped(r.Code),
                    r.CreatorName, string.Join(", ", r.Hosts), r.People, r.DatesLeft, r.Location, r.HasPassword ? Texts.sched_yes : Texts.sched_no,
                    r.WaitingRoom ? Texts.sched_yes : Texts.sched_no, Zones.ToClock(zone, r.CreatedAt),
                ];
            }

            if (rows.Count < Batch) yield break;
        }
    }

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var filter = UpcomingRoutes.Filter(order.Criteria.Get, order.Zone.Id);
        var sort = order.Criteria.Get("sort") ?? "";
        return new ReportTable(Columns(), RowsAsync(order.Actor, filter, sort.TrimStart('-'), sort.StartsWith('-'), order.Zone.Id, int.MaxValue - Batch, ct), await query.CountAsync(order.Actor, filter, ct));
    }
}

/// <summary>Criteria that several reports of meetings share.</summary>
internal static class MeetingFields
{
    /// <summary>Those of the list of ended meetings.</summary>
    public static IEnumerable<ReportField> Ended() =>
        [ReportField.Days(Texts.ended_col_start), ReportField.Text("q", Texts.upcoming_search), Types(), ReportField.Choice("alarm", Texts.ended_col_quality, [("1", Texts.ended_with_alarm)])];

    /// <summary>Types of meetings.</summary>
    public static ReportField Types() => ReportField.Choice("type", Texts.ended_col_type,
        new[] { MeetingType.OneOff, MeetingType.Recurring, MeetingType.Personal, MeetingType.Quick }.Select(t => (t.ToString().ToLowerInvariant(), MeetingWords.Type(t))));
}
