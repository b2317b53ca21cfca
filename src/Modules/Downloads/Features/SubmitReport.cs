using System.Globalization;
using Huitang.Downloads.Running;

namespace Huitang.Downloads.Features;

/// <summary>Queues a file. It is written with the rights its creator holds then.</summary>
/// <param name="Report">Code of the report.</param>
/// <param name="Criteria">Which rows; days that move along are fixed now.</param>
/// <param name="Format">File format.</param>
/// <param name="Zone">IANA id of the zone of days and clock readings; null for the enterprise's.</param>
[Requires(RequiresAttribute.SignedIn), Audited("report.submit", Log = AuditLogKind.Administrator)]
internal sealed record SubmitReport(string Report, ReportCriteria Criteria, ExportFormat Format, string? Zone) : IUseCase<Guid>
{
    /// <summary>Whether a mail is sent when it is done.</summary>
    public bool Mail { get; init; }
}

internal sealed class SubmitReportHandler(AppDb db, ReportShelf shelf, IPolicy<EnterpriseClock> clock, ExportWorker worker, AuditNotes notes, TimeProvider time) : IHandler<SubmitReport, Guid>
{
    public async Task<Result<Guid>> HandleAsync(SubmitReport order, Actor actor, CancellationToken ct)
    {
        notes.On("report", order.Report, shelf.Find(order.Report)?.Name);
        var found = shelf.For(actor, order.Report);
        if (found.Error is { } refused) return refused;
        if (!order.Criteria.Fits) return DownloadErrors.CriteriaTooLong;
        if (await db.Downloads.CountAsync(j => j.CreatorId == actor.User && j.DueAt == null && (j.State == JobState.Queued || j.State == JobState.Running), ct) >= DownloadErrors.MostOpen)
            return DownloadErrors.TooManyOpen.With(DownloadErrors.MostOpen.ToString(CultureInfo.InvariantCulture));
        var report = found.Value.Report;
        var (now, zone) = (time.GetUtcNow(), Zones.Of(order.Zone ?? (await clock.GetAsync(actor.Tenant, ct)).Zone));
        var job = new JobRow
        {
            Id = Ids.New(time), CreatorId = actor.User, CreatorName = actor.Name, Report = report.Code, Kind = report.Kind, Name = Zones.FileName(report.Name, now, zone),
            Criteria = order.Criteria.On(Zones.DayOf(now, zone)).ToJson(), Format = order.Format, Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? "en-US" : "zh-CN", Zone = zone.Id,
            ScopeWhole = actor.Scope.Whole, ScopeDepartments = [.. actor.Scope.Departments], CreatedAt = now, Mail = order.Mail,
        };
        db.Downloads.Add(job);
        await db.SaveChangesAsync(ct);
        notes.Changed("file", null, $"{job.Name}.{TableExport.Extension(job.Format)}");
        notes.Changed("criteria", null, job.Criteria);
        worker.Wake();
        return job.Id;
    }
}

/// <summary>How many rows an export has; null when nobody can tell.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record CountReport(string Report, ReportCriteria Criteria, string? Zone) : IUseCase<RowCount>;

/// <summary>Number of rows; null when nobody can tell.</summary>
internal sealed record RowCount(long? Rows);

internal sealed class CountReportHandler(ReportShelf shelf) : IHandler<CountReport, RowCount>
{
    public async Task<Result<RowCount>> HandleAsync(CountReport order, Actor actor, CancellationToken ct)
    {
        var found = shelf.For(actor, order.Report);
        if (found.Error is { } refused) return refused;
        var table = await found.Value.Report.OpenAsync(new ReportOrder(actor, order.Criteria, Zones.Of(order.Zone)), ct);
        return table.Error is { } wrong ? wrong : new RowCount(table.Value!.Total);
    }
}

/// <summary>Takes long exports of the lists over. A refusal is left to the export itself, which keeps it in the log.</summary>
internal sealed class ExportDesk(UseCases useCases, StoreOptions options) : IExportDesk
{
    public async Task<Result<string?>> TakeAsync(string report, ReportCriteria criteria, ExportFormat format, string? zone, CancellationToken ct)
    {
        if (format != ExportFormat.Parquet)
        {
            var counted = await useCases.RunAsync(new CountReport(report, criteria, zone), ct);
            if (counted.Error is not null || counted.Value!.Rows <= options.DirectRows) return (string?)null;
        }

        var queued = await useCases.RunAsync(new SubmitReport(report, criteria, format, zone), ct);
        return queued.Error is { } refused ? refused : $"/console/downloads?started={queued.Value:D}";
    }
}
