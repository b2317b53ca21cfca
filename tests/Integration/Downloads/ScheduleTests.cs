using Huitang.Downloads.Data;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Downloads.Running;
using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Downloads;

/// <summary>Saved reports and their schedules.</summary>
public sealed class ScheduleTests(DownloadsFixture app) : IClassFixture<DownloadsFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_due_time_runs_once_however_many_look_and_missed_ones_are_made_up_for_once()
    {
        var boss = await app.SuperAsync();
        var saved = await app.RunAsync(boss, new SaveReport(null, 0, "每日会议", "meetings.ended", ReportCriteria.Of([("span", "yesterday")]), ExportFormat.Csv, "0 8 * * *", true));
        Assert.Null(saved.Error);
        // Three days passed while nothing ran.
        var due = TimeProvider.System.GetUtcNow().AddDays(-3);
        await app.SqlAsync($"update downloads.saved_report set next_at = '{due:O}' where id = '{saved.Value}'");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Services.GetRequiredService<Scheduler>().RunDueAsync(Stop)));
        var jobs = await app.WithAsync(db => db.Downloads.AsNoTracking().Where(j => j.DefinitionId == saved.Value).ToListAsync());
        var job = await app.UntilAsync(Assert.Single(jobs).Id, JobState.Done);
        Assert.Contains($"\"to\": \"{Zones.DayOf(due, Zones.Of(null)).AddDays(-1):yyyy-MM-dd}\"", job.Criteria);
        var next = await app.WithAsync(db => db.SavedReports.Where(d => d.Id == saved.Value).Select(d => d.NextAt).SingleAsync());
        Assert.InRange(next!.Value, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(1));
        Assert.Equal(0, next.Value.UtcDateTime.Hour); // eight o'clock in Shanghai
        Assert.Equal(1L, await app.SqlAsync("select count(*) from messages.mail where to_address = 'boss@x.example' and subject like '%每日会议%'"));
    }

    [Fact]
    public async Task Saved_reports_are_changed_paused_run_and_deleted()
    {
        var admin = await app.AdminAsync(["meetings.list"]);
        async Task<Error?> SaveAsync(string? name, string? cron, Guid? id = null, int version = 0) =>
            (await app.RunAsync(admin, new SaveReport(id, version, name, "meetings.ended", ReportCriteria.None, ExportFormat.Xlsx, cron, false))).Error;
        Assert.Equal(DownloadErrors.NameMissing, await SaveAsync(" ", null));
        Assert.Equal(DownloadErrors.BadSchedule, await SaveAsync("周报", "every day"));
        Assert.Equal(DownloadErrors.BadSchedule, await SaveAsync("周报", "0 0 31 2 *"));
        Assert.Equal(DownloadErrors.TooOften, await SaveAsync("周报", "*/5 * * * *"));
        Assert.Null(await SaveAsync("周报", "30 9 * * 1"));
        Assert.Equal(DownloadErrors.NameTaken, await SaveAsync("周报", null));
        var line = (await app.RunAsync(admin, new ListSavedReports(null, new PageRequest()))).Value!.Rows.Single();
        Assert.Equal(DayOfWeek.Monday, line.NextAt!.Value.ToOffset(TimeSpan.FromHours(8)).DayOfWeek);
        Assert.Null((await app.RunAsync(admin, new PauseSavedReport(line.Id, true))).Error);
        Assert.Equal(CommonErrors.ChangedMeanwhile, await SaveAsync("周报", "30 9 * * 2", line.Id, line.Version));
        Assert.Null((await app.RunAsync(admin, new ListSavedReports(null, new PageRequest()))).Value!.Rows.Single().NextAt);
        var ran = await app.RunAsync(admin, new RunSavedReport(line.Id));
        Assert.StartsWith("周报-", (await app.UntilAsync(ran.Value, JobState.Done)).Name);
        var stranger = await app.AdminAsync(["meetings.list"]);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(stranger, new DeleteSavedReport(line.Id))).Error);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(stranger, new RunSavedReport(line.Id))).Error);
        Assert.Null((await app.RunAsync(admin, new DeleteSavedReport(line.Id))).Error);
        Assert.Equal(JobState.Done, (await app.JobAsync(ran.Value)).State);
    }
}
