using System.Runtime.CompilerServices;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Ended;
using Huitang.Meetings.Features.Quality;
using Huitang.Meetings.Live;

namespace Huitang.Meetings.Features.Reports;

/// <summary>Every stretch of everybody in the ended meetings of a filter: who was there, when, with what.</summary>
internal sealed class ParticipantsReport(EndedQuery query, IDirectory directory) : ParticipationReport(query, directory)
{
    private readonly Words<MeetingRole> _roles = new(EndedWords.Role);
    private readonly Words<LeaveReason> _reasons = new(EndedWords.Reason);
    private readonly Words<string> _devices = new(EndedWords.Device);
    private readonly Words<string> _networks = new(EndedWords.Network);
    private readonly Words<int> _health = new(QualityWords.Health);

    public override string Code => "meetings.participants";

    public override string Name => Texts.report_participants;

    protected override ExportColumn[] Further =>
    [
        new(Texts.ended_col_role, 12), new(Texts.ended_col_join, 20, CellKind.Moment), new(Texts.ended_col_leave, 20, CellKind.Moment), new(Texts.ended_col_stay, 12, CellKind.Duration), new(Texts.ended_col_reason, 16),
        new(Texts.ended_col_device, 16), new(Texts.ended_col_browser, 16), new(Texts.ended_col_network, 12), new(Texts.ended_col_ip, 18), new(Texts.ended_col_quality, 12),
    ];

    protected override object?[] Cells(EndedParticipation p, Func<DateTimeOffset, DateTime> clock) =>
    [
        _roles[p.Role], clock(p.JoinedAt), clock(p.LeftAt), p.LeftAt - p.JoinedAt, _reasons[p.Reason], _devices[p.Device], p.Browser, _networks[p.Network], p.Ip,
        _health[p.Health],
    ];
}

/// <summary>The quality of every stretch of everybody in the ended meetings of a filter.</summary>
internal sealed class QualityReportFile(EndedQuery query, IDirectory directory) : ParticipationReport(query, directory)
{
    private static readonly string[] s_metrics = ["rtt", "jitter", "upLoss", "downLoss", "upKbps", "downKbps"];

    public override string Code => "meetings.quality";

    public override string Name => Texts.report_quality;

    protected override bool WithQuality => true;

    protected override ExportColumn[] Further =>
    [
        new(Texts.ended_col_join, 20, CellKind.Moment), new(Texts.ended_col_leave, 20, CellKind.Moment), new(Texts.ended_col_device, 16), new(Texts.ended_col_browser, 16), new(Texts.ended_col_network, 12),
        new(Texts.quality_col_link, 10), new(Texts.quality_col_health, 10), new(Texts.report_grade_network, 10), new(Texts.quality_audio, 10), new(Texts.quality_video, 10), new(Texts.quality_share, 10),
        new(Texts.quality_col_problems, 50), .. s_metrics.SelectMany(m => new ExportColumn[] { new(Metric(m, Texts.report_mean), 14, CellKind.Decimal), new(Metric(m, Texts.report_max), 14, CellKind.Decimal) }),
    ];

    protected override object?[] Cells(EndedParticipation p, Func<DateTimeOffset, DateTime> clock)
    {
        var report = QualityReport.Read(p.Quality);
        return
        [
            clock(p.JoinedAt), clock(p.LeftAt), EndedWords.Device(p.Device), p.Browser, EndedWords.Network(p.Network), QualityWords.Link(report.Link), QualityWords.Health(report.Health),
            QualityWords.Grade(report.Network), QualityWords.Grade(report.Audio), QualityWords.Grade(report.Video), QualityWords.Grade(report.Share), QualityWords.Problems(report),
            .. s_metrics.SelectMany(m => report.Metrics.GetValueOrDefault(m) is { } of ? new object?[] { Math.Round(of.Mean, 1), Math.Round(of.Max, 1) } : [null, null]),
        ];
    }

    private static string Metric(string key, string which) => string.Format(System.Globalization.CultureInfo.CurrentCulture, which, key switch
    {
        "rtt" => $"{Texts.quality_rtt} (ms)", "jitter" => $"{Texts.quality_jitter} (ms)", "upLoss" => $"{Texts.quality_up} {Texts.quality_chart_loss} (%)", "downLoss" => $"{Texts.quality_down} {Texts.quality_chart_loss} (%)",
        "upKbps" => $"{Texts.quality_up} {Texts.quality_chart_bandwidth} (kbps)", _ => $"{Texts.quality_down} {Texts.quality_chart_bandwidth} (kbps)",
    });
}

/// <summary>What reports with a row for each stretch share.</summary>
internal abstract class ParticipationReport(EndedQuery query, IDirectory directory) : IReport
{
    public abstract string Code { get; }

    public abstract string Name { get; }

    public ReportKind Kind => ReportKind.Meetings;

    public string Permission => MeetingPermissions.List;

    public Scoping Scoping => Scoping.ByQuery;

    public IReadOnlyList<string> Shows => [MeetingPermissions.Subject];

    public string Page => "/console/ended";

    public IReadOnlyList<ReportField> Fields => [.. MeetingFields.Ended()];

    /// <summary>Columns after meeting and person.</summary>
    protected abstract ExportColumn[] Further { get; }

    /// <summary>Whether the measured quality is read too.</summary>
    protected virtual bool WithQuality => false;

    /// <summary>Cells of <see cref="Further"/>.</summary>
    protected abstract object?[] Cells(EndedParticipation p, Func<DateTimeOffset, DateTime> clock);

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var filter = EndedRoutes.Filter(order.Criteria.Get, order.Zone.Id);
        ExportColumn[] columns =
        [
            new(Texts.ended_col_start, 18, CellKind.Moment), new(Texts.ended_col_subject, 40), new(Texts.ended_col_code, 14), new(Texts.ended_col_creator, 16), new(Texts.ended_col_name, 24), new(Texts.ended_col_department, 20), .. Further,
        ];
        return new ReportTable(columns, RowsAsync(order.Actor, filter, order.Zone.Id, ct), await query.CountPeopleAsync(order.Actor, filter, ct));
    }

    private async IAsyncEnumerable<object?[]> RowsAsync(Actor actor, EndedFilter filter, string? zone, [EnumeratorCancellation] CancellationToken ct)
    {
        var departments = (await directory.DepartmentsAsync(ct)).ToDictionary(d => d.Id.Value, d => d.Name);
        var clock = Zones.Clock(zone);
        // Rows of one meeting follow each other: what they share is made once.
        var (code, type, subject) = ("", MeetingType.OneOff, "");
        EndedParticipation? before = null;
        await foreach (var p in query.PeopleAsync(actor, filter, WithQuality, ct))
        {
            if (before?.Room != p.Room) (code, type, subject) = (MeetingCode.Grouped(p.Code), p.Type, MeetingWords.Subject(p.Type, p.Subject, p.CreatorName));
            before = p;
            yield return
            [
                clock(p.OpenedAt), subject, code, p.CreatorName, EndedWords.Name(p.Name, p.Guest), p.Department is { } d ? departments.GetValueOrDefault(d) : null, .. Cells(p, clock),
            ];
        }
    }
}

/// <summary>Words of a language, each looked up once for a file.</summary>
internal sealed class Words<T>(Func<T, string> find) where T : notnull
{
    private readonly Dictionary<T, string> _known = [];

    /// <summary>The word for a value.</summary>
    public string this[T of] => _known.TryGetValue(of, out var word) ? word : _known[of] = find(of);
}
