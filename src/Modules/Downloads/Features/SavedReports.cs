using Huitang.Downloads.Running;

namespace Huitang.Downloads.Features;

/// <summary>A saved report in the list.</summary>
internal sealed record SavedLine(Guid Id, string Name, string Report, string ReportName, ReportKind Kind, ExportFormat Format, UserId Owner, string OwnerName, bool Own)
{
    public required ReportCriteria Criteria { get; init; }

    /// <summary>Criteria in words.</summary>
    public string CriteriaText { get; init; } = "";

    public string? Cron { get; init; }

    public bool Paused { get; init; }

    public bool Mail { get; init; }

    public string Zone { get; init; } = "";

    public DateTimeOffset? NextAt { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public int Version { get; init; }
}

/// <summary>Saved reports: one's own, and with the permission those of the people one manages.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record ListSavedReports(string? Query, PageRequest Page) : IUseCase<PageOf<SavedLine>>;

internal sealed class ListSavedReportsHandler(SavedSight sight, ReportShelf shelf, ReportDepartments departments) : IHandler<ListSavedReports, PageOf<SavedLine>>
{
    public async Task<Result<PageOf<SavedLine>>> HandleAsync(ListSavedReports order, Actor actor, CancellationToken ct)
    {
        var (rows, page) = (sight.Of(actor).AsNoTracking(), order.Page);
        if (order.Query?.Trim() is { Length: > 0 } text)
        {
            var like = $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            rows = rows.Where(d => EF.Functions.ILike(d.Name, like));
        }

        var down = page.Descending;
        var ordered = page.Sort switch
        {
            "next" => down ? rows.OrderByDescending(d => d.NextAt ?? DateTimeOffset.MinValue) : rows.OrderBy(d => d.NextAt ?? DateTimeOffset.MaxValue),
            "last" => down ? rows.OrderByDescending(d => d.LastAt ?? DateTimeOffset.MinValue) : rows.OrderBy(d => d.LastAt ?? DateTimeOffset.MinValue),
            "creator" => down ? rows.OrderByDescending(d => d.OwnerName) : rows.OrderBy(d => d.OwnerName),
            _ => down ? rows.OrderByDescending(d => d.Name) : rows.OrderBy(d => d.Name),
        };
        var found = await ordered.ThenBy(d => d.Id).Skip(page.Skip).Take(page.Take).ToListAsync(ct);
        var names = await departments.NamesAsync(found.Select(d => ReportCriteria.Read(d.Criteria)), ct);
        return new PageOf<SavedLine>([.. found.Select(Line)], await rows.CountAsync(ct));

        SavedLine Line(DefinitionRow row)
        {
            var (report, criteria) = (shelf.Find(row.Report), ReportCriteria.Read(row.Criteria));
            return new SavedLine(row.Id, row.Name, row.Report, report?.Name ?? row.Report, report?.Kind ?? ReportKind.Figures, row.Format, row.OwnerId, row.OwnerName, row.OwnerId == actor.User)
            {
                Criteria = criteria, CriteriaText = DownloadWords.Criteria(report?.Fields ?? [], criteria, names), Cron = row.Cron, Paused = row.Paused, Mail = row.Mail, Zone = row.Zone,
                NextAt = row.Paused ? null : row.NextAt, LastAt = row.LastAt, Version = row.Version,
            };
        }
    }
}

/// <summary>What somebody gets to see of the saved reports.</summary>
internal sealed class SavedSight(AppDb db, IManagementScope scope)
{
    public IQueryable<DefinitionRow> Of(Actor actor)
    {
        if (!actor.Holds(DownloadsPermissions.All)) return db.SavedReports.Where(d => d.OwnerId == actor.User);
        return scope.People(actor) is { } people ? db.SavedReports.Where(d => d.OwnerId == actor.User || people.Contains(d.OwnerId)) : db.SavedReports;
    }
}

/// <summary>Keeps a report under a name, or changes one of one's own.</summary>
/// <param name="Id">Saved report to change; null for a new one.</param>
/// <param name="Version">Version that was read, when changing.</param>
/// <param name="Name">Name, once among one's own; at most 60 characters.</param>
/// <param name="Report">Code of the report; not changed later.</param>
/// <param name="Criteria">Which rows; a moving span stays one.</param>
/// <param name="Format">File format.</param>
/// <param name="Cron">Schedule; null for none.</param>
/// <param name="Mail">Whether a mail is sent when a run of the schedule is done.</param>
[Requires(RequiresAttribute.SignedIn), Audited("report.save", Log = AuditLogKind.Administrator)]
internal sealed record SaveReport(Guid? Id, int Version, string? Name, string Report, ReportCriteria Criteria, ExportFormat Format, string? Cron, bool Mail) : IUseCase<Guid>;

internal sealed class SaveReportHandler(AppDb db, ReportShelf shelf, IPolicy<EnterpriseClock> clock, AuditNotes notes, TimeProvider time) : IHandler<SaveReport, Guid>
{
    private const int NameLength = 60;

    public async Task<Result<Guid>> HandleAsync(SaveReport order, Actor actor, CancellationToken ct)
    {
        var name = (order.Name ?? "").Trim();
        notes.On("saved_report", order.Id?.ToString() ?? "", name);
        var found = shelf.For(actor, order.Report);
        if (found.Error is { } refused) return refused;
        if (name.Length is 0 or > NameLength) return DownloadErrors.NameMissing;
        if (!order.Criteria.Fits) return DownloadErrors.CriteriaTooLong;
        var now = time.GetUtcNow();
        var cron = order.Cron?.Trim() is { Length: > 0 } typed ? typed : null;
        if (cron is not null && Schedule.Check(cron, now) is { } wrong) return wrong;
        if (await db.SavedReports.AnyAsync(d => d.OwnerId == actor.User && d.Name == name && d.Id != order.Id, ct)) return DownloadErrors.NameTaken;

        // The enterprise's clock, not the one of whoever happens to save it.
        var zone = Zones.Of((await clock.GetAsync(actor.Tenant, ct)).Zone);
        var language = System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? "en-US" : "zh-CN";
        var next = cron is null ? null : Schedule.Next(cron, zone, now);
        DefinitionRow? row;
        if (order.Id is { } id)
        {
            row = await db.SavedReports.SingleOrDefaultAsync(d => d.Id == id && d.OwnerId == actor.User, ct);
            if (row is null || row.Report != order.Report) return CommonErrors.NotFound;
            if (row.Version != order.Version) return CommonErrors.ChangedMeanwhile;
            notes.Changed("name", row.Name, name);
            notes.Changed("criteria", row.Criteria, order.Criteria.ToJson());
            notes.Changed("schedule", row.Cron, cron);
            if (row.Cron == cron && row.Zone == zone.Id) next = row.NextAt;
            row.Version++;
        }
        else
        {
            if (await db.SavedReports.CountAsync(d => d.OwnerId == actor.User, ct) >= DownloadErrors.MostSaved) return DownloadErrors.TooManySaved.With(DownloadErrors.MostSaved.ToString(System.Globalization.CultureInfo.InvariantCulture));
            row = new DefinitionRow { Id = Ids.New(time), OwnerId = actor.User, OwnerName = actor.Name, Name = name, Report = order.Report, Criteria = "", Language = language, Zone = zone.Id, CreatedAt = now };
            db.SavedReports.Add(row);
            notes.Changed("schedule", null, cron);
        }

        (row.Name, row.Criteria, row.Format, row.Language, row.Zone, row.Cron, row.Mail, row.NextAt) = (name, order.Criteria.ToJson(), order.Format, language, zone.Id, cron, order.Mail, next);
        if (cron is null) row.Paused = false;
        notes.On("saved_report", row.Id.ToString(), name);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.ChangedMeanwhile;
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
        {
            return DownloadErrors.NameTaken;
        }

        return row.Id;
    }
}

/// <summary>Deletes a saved report with its schedule; files already written stay.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("report.delete", Log = AuditLogKind.Administrator)]
internal sealed record DeleteSavedReport(Guid Id) : IUseCase<Unit>;

internal sealed class DeleteSavedReportHandler(AppDb db, SavedSight sight, AuditNotes notes) : IHandler<DeleteSavedReport, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DeleteSavedReport order, Actor actor, CancellationToken ct)
    {
        if (await sight.Of(actor).SingleOrDefaultAsync(d => d.Id == order.Id, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("saved_report", row.Id.ToString(), row.Name);
        await db.SavedReports.Where(d => d.Id == row.Id).ExecuteDeleteAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Lets a schedule rest, or go on; runs that passed meanwhile are not made up for.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("report.pause", Log = AuditLogKind.Administrator)]
internal sealed record PauseSavedReport(Guid Id, bool Paused) : IUseCase<Unit>;

internal sealed class PauseSavedReportHandler(AppDb db, SavedSight sight, AuditNotes notes, TimeProvider time) : IHandler<PauseSavedReport, Unit>
{
    public async Task<Result<Unit>> HandleAsync(PauseSavedReport order, Actor actor, CancellationToken ct)
    {
        if (await sight.Of(actor).SingleOrDefaultAsync(d => d.Id == order.Id, ct) is not { } row) return CommonErrors.NotFound;
        if (row.Cron is not { } cron) return DownloadErrors.NoSchedule;
        notes.On("saved_report", row.Id.ToString(), row.Name);
        notes.Changed("paused", row.Paused, order.Paused);
        var next = Schedule.Next(cron, Zones.Of(row.Zone), time.GetUtcNow());
        await db.SavedReports.Where(d => d.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.Paused, order.Paused).SetProperty(d => d.NextAt, next).SetProperty(d => d.Version, d => d.Version + 1), ct);
        return Unit.Value;
    }
}

/// <summary>Queues a saved report of one's own now, beside its schedule.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("report.run_now", Log = AuditLogKind.Administrator)]
internal sealed record RunSavedReport(Guid Id) : IUseCase<Guid>;

internal sealed class RunSavedReportHandler(AppDb db, ReportShelf shelf, ExportWorker worker, AuditNotes notes, TimeProvider time) : IHandler<RunSavedReport, Guid>
{
    public async Task<Result<Guid>> HandleAsync(RunSavedReport order, Actor actor, CancellationToken ct)
    {
        if (await db.SavedReports.AsNoTracking().SingleOrDefaultAsync(d => d.Id == order.Id && d.OwnerId == actor.User, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("saved_report", row.Id.ToString(), row.Name);
        var found = shelf.For(actor, row.Report);
        if (found.Error is { } refused) return refused;
        if (await db.Downloads.CountAsync(j => j.CreatorId == actor.User && j.DueAt == null && (j.State == JobState.Queued || j.State == JobState.Running), ct) >= DownloadErrors.MostOpen)
            return DownloadErrors.TooManyOpen.With(DownloadErrors.MostOpen.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var (now, zone) = (time.GetUtcNow(), Zones.Of(row.Zone));
        var job = new JobRow
        {
            Id = Ids.New(time), CreatorId = actor.User, CreatorName = actor.Name, Report = row.Report, Kind = found.Value.Report.Kind, Name = Zones.FileName(row.Name, now, zone),
            Criteria = ReportCriteria.Read(row.Criteria).On(Zones.DayOf(now, zone)).ToJson(), Format = row.Format, Language = row.Language, Zone = row.Zone,
            ScopeWhole = actor.Scope.Whole, ScopeDepartments = [.. actor.Scope.Departments], CreatedAt = now, DefinitionId = row.Id, Mail = row.Mail,
        };
        db.Downloads.Add(job);
        await db.SaveChangesAsync(ct);
        worker.Wake();
        return job.Id;
    }
}
