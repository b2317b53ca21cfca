using System.Globalization;
using Huitang.Downloads.Running;
using Huitang.Downloads.Writing;

namespace Huitang.Downloads.Features;

/// <summary>Writes the file of a job, as its creator with the rights held now.</summary>
/// <param name="Job">Job of the actor.</param>
/// <param name="Path">Where the file goes for now.</param>
/// <param name="Progress">Told how far it is.</param>
[Requires(RequiresAttribute.SignedIn), Audited("report.run", Log = AuditLogKind.Administrator)]
internal sealed record RunReport(Guid Job, string Path, JobProgress Progress) : IUseCase<WrittenFile>;

internal sealed class RunReportHandler(AppDb db, ReportShelf shelf, ReportDepartments departments, IEnterprises enterprises, AuditNotes notes, TimeProvider time) : IHandler<RunReport, WrittenFile>
{
    public async Task<Result<WrittenFile>> HandleAsync(RunReport order, Actor actor, CancellationToken ct)
    {
        if (await db.Downloads.AsNoTracking().SingleOrDefaultAsync(j => j.Id == order.Job && j.CreatorId == actor.User, ct) is not { } job) return CommonErrors.NotFound;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(job.Language);
        notes.On("report", job.Report, job.Name);
        if (shelf.Find(job.Report) is not { } report) return DownloadErrors.NoSuchReport;
        var decision = ReportShelf.Decide(actor, report);
        if (!decision.Allowed) return (decision.Reason == AccessReason.PartOnly ? DownloadErrors.CreatorPartOnly : DownloadErrors.CreatorLacks).With(report.Permission);

        // What it was made with is what a reader is measured by later.
        var (whole, departments, shown) = (actor.Scope.Whole, actor.Scope.Departments.ToArray(), report.Shows.Where(actor.Holds).ToArray());
        await db.Downloads.Where(j => j.Id == job.Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.ScopeWhole, whole).SetProperty(j => j.ScopeDepartments, departments).SetProperty(j => j.Shown, shown), ct);

        var zone = Zones.Of(job.Zone);
        var criteria = ReportCriteria.Read(job.Criteria);
        var table = await report.OpenAsync(new ReportOrder(actor, criteria, zone), ct);
        if (table.Error is { } wrong) return wrong;
        order.Progress.Total = table.Value!.Total;
        try
        {
            var file = await ReportFile.WriteAsync(order.Path, job.Format, report.Name, table.Value, await AboutAsync(report, criteria, actor, zone, ct), zone, order.Progress, ct);
            notes.Changed("rows", null, file.Rows);
            notes.Changed("sha256", null, file.Sha256);
            foreach (var permission in report.Shows) notes.Changed(permission, null, shown.Contains(permission));
            return file;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return DownloadErrors.Cancelled;
        }
    }

    private async Task<List<(string, string)>> AboutAsync(IReport report, ReportCriteria criteria, Actor actor, TimeZoneInfo zone, CancellationToken ct)
    {
        var enterprise = await enterprises.GetAsync(actor.Tenant, ct);
        return
        [
            (Texts.about_report, report.Name), (Texts.about_enterprise, enterprise?.Name ?? ""), (Texts.about_creator, actor.Name),
            (Texts.about_made, TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)), (Texts.about_zone, zone.Id),
            (Texts.about_scope, actor.Scope.Whole ? Texts.about_scope_whole : string.Format(CultureInfo.CurrentCulture, Texts.about_scope_part, actor.Scope.Departments.Count)),
            (Texts.about_criteria, DownloadWords.Criteria(report.Fields, criteria, await departments.NamesAsync([criteria], ct))),
        ];
    }
}
