using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Control;
using Huitang.Meetings.Live;

namespace Huitang.Meetings.Features.Reports;

/// <summary>Running meetings at the moment the file is written; over the board of the list.</summary>
internal sealed class LiveReport(LiveBoard board, IManagementScope scope, TimeProvider time) : IReport
{
    public string Code => "meetings.live";

    public string Name => Texts.live_title;

    public ReportKind Kind => ReportKind.Meetings;

    public string Permission => MeetingPermissions.List;

    public Scoping Scoping => Scoping.ByQuery;

    public IReadOnlyList<string> Shows => [MeetingPermissions.Subject];

    public string Page => "/console/live";

    public IReadOnlyList<ReportField> Fields =>
    [
        ReportField.Text("q", Texts.upcoming_search), MeetingFields.Types(),
        ReportField.Choice("quality", Texts.live_col_quality, Enum.GetValues<LiveGrade>().Where(g => g != LiveGrade.Unknown).Select(g => (g.ToString().ToLowerInvariant(), LiveWords.Grade((int)g)))),
    ];

    /// <summary>Columns of the file.</summary>
    public static ExportColumn[] Columns() =>
    [
        new(Texts.live_col_started, 18), new(Texts.live_col_planned, 18), new(Texts.sched_col_subject, 40), new(Texts.sched_col_code, 14), new(Texts.sched_col_creator, 16), new(Texts.sched_col_type, 12),
        new(Texts.live_col_people, 10), new(Texts.live_col_waiting, 10), new(Texts.live_col_mics, 10), new(Texts.live_col_cameras, 10), new(Texts.live_col_sharing, 10), new(Texts.live_col_locked, 10),
        new(Texts.live_col_quality, 10), new(Texts.live_col_poor, 12), new(Texts.live_col_duration, 12), new(Texts.live_col_asof, 18),
    ];

    /// <summary>Rows of the file: what the actor sees in the list.</summary>
    public async Task<IReadOnlyList<object?[]>> RowsAsync(Actor actor, LiveFilter filter, string? sort, bool descending, string? zone, CancellationToken ct)
    {
        var all = await board.ListAsync(actor.Tenant);
        var managed = await scope.OfAsync(actor, all.Select(m => m.Creator).ToList(), ct);
        var now = time.GetUtcNow();
        return
        [
            .. filter.Of(LiveSight.Shown(all.Where(m => managed.Contains(m.Creator)).ToList(), actor.Holds(MeetingPermissions.Subject)), sort, descending).Select(m => (object?[])
            [
                Zones.ToClock(zone, m.OpenedAt), Zones.ToClock(zone, m.PlannedStart), LiveWords.Subject(m), MeetingCode.Grouped(m.Code), m.CreatorName, MeetingWords.Type(m.Type),
                m.People, m.Waiting, m.Microphones, m.Cameras, YesNo(m.Sharing), YesNo(m.Locked), LiveWords.Grade(m.Grade), m.Poor, now - m.OpenedAt, Zones.ToClock(zone, m.AsOf),
            ]),
        ];
    }

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var rows = await RowsAsync(order.Actor, LiveRoutes.Filter(order.Criteria.Get), order.Criteria.Get("sort"), order.Criteria.Get("desc") == "1", order.Zone.Id, ct);
        return new ReportTable(Columns(), rows.ToAsyncEnumerable(), rows.Count);
    }

    private static string YesNo(bool on) => on ? Texts.sched_yes : Texts.sched_no;
}
