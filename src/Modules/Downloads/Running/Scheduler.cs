using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Downloads.Running;

/// <summary>
/// Queues saved reports that are due. The row of the schedule is locked while it moves on, and the job carries the run it is for, so that two processes queue it once. However many runs
/// were missed while nothing was running, one is made up for.
/// </summary>
internal sealed class Scheduler(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int Batch = 20;

    /// <summary>Queues what is due; answers how many.</summary>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = time.GetUtcNow();
        if (!await db.SavedReports.IgnoreQueryFilters().AnyAsync(d => d.NextAt <= now && !d.Paused, ct)) return 0;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var due = await db.SavedReports.FromSql($"select * from downloads.saved_report where next_at <= {now} and not paused order by next_at limit {Batch} for update skip locked").IgnoreQueryFilters().AsNoTracking().ToListAsync(ct);
        foreach (var report in due)
        {
            var known = scope.ServiceProvider.GetServices<IReport>().FirstOrDefault(r => r.Code == report.Report);
            if (known is not null) await QueueAsync(db, report, known, report.NextAt!.Value, now, ct);
            var next = report.Cron is { } cron ? Schedule.Next(cron, Zones.Of(report.Zone), now) : null;
            await db.SavedReports.IgnoreQueryFilters().Where(d => d.Id == report.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAt, next).SetProperty(d => d.LastAt, (DateTimeOffset?)now), ct);
        }

        await transaction.CommitAsync(ct);
        return due.Count;
    }

    private async Task QueueAsync(AppDb db, DefinitionRow report, IReport known, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        var zone = Zones.Of(report.Zone);
        // Days are those of the run that was due, also when it is made up for later.
        var criteria = ReportCriteria.Read(report.Criteria).On(Zones.DayOf(due, zone)).ToJson();
        var name = Zones.FileName(report.Name, due, zone);
        var (id, created) = (Ids.New(time), now);
        await db.Database.ExecuteSqlAsync($"""
            insert into downloads.job (id, tenant_id, creator_id, creator_name, report, kind, name, criteria, format, language, zone, scope_whole, scope_departments, shown, state, rows, attempts, cancel_asked, created_at, error_args, definition_id, due_at, mail)
            values ({id}, {report.TenantId.Value}, {report.OwnerId.Value}, {report.OwnerName}, {report.Report}, {(short)known.Kind}, {name}, {criteria}::jsonb, {(short)report.Format}, {report.Language}, {report.Zone}, false, {Array.Empty<Guid>()}, {Array.Empty<string>()}, 0, 0, 0, false, {created}, {Array.Empty<string>()}, {report.Id}, {due}, {report.Mail})
            on conflict do nothing
            """, ct);
    }
}

/// <summary>Zones of days and clock readings.</summary>
internal static class Zones
{
    private const int LongestName = 120;

    /// <summary>The zone; an unknown one is Shanghai's.</summary>
    public static TimeZoneInfo Of(string? id) => TimeZoneInfo.TryFindSystemTimeZoneById(id ?? "", out var zone) && id is { Length: > 0 } ? zone : TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>The day of a moment.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>Name of a file made at a moment, without extension and without what file systems refuse.</summary>
    public static string FileName(string name, DateTimeOffset at, TimeZoneInfo zone)
    {
        var clean = new string([.. name.Select(c => char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '-' : c)]).Trim(' ', '.');
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(clean.Length > LongestName ? clean[..LongestName] : clean)}-{TimeZoneInfo.ConvertTime(at, zone).DateTime:yyyyMMdd-HHmm}");
    }
}
