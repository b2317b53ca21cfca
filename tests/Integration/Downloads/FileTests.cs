using System.Security.Cryptography;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Downloads.Running;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Parquet;
using Xunit;

namespace Huitang.Integration.Downloads;

/// <summary>Files: what is in them, and that each is ended once.</summary>
public sealed class FileTests(DownloadsFixture app) : IClassFixture<DownloadsFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_csv_holds_every_row_no_formulas_and_the_zone()
    {
        var job = await app.DoneAsync(await app.SuperAsync(), "meetings.participants");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(app.FilesFolder, job.FileKey!), Stop);
        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.Equal(DownloadsFixture.Participations + 1, lines.Length);
        Assert.Contains("开始时间 (Asia/Shanghai)", lines[0]);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\"", lines[1]);
        Assert.Equal((DownloadsFixture.Participations, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (job.Rows, job.Size, job.Sha256));
        Assert.NotNull(job.StartedAt);
        Assert.InRange((job.ExpiresAt!.Value - job.EndedAt!.Value).TotalDays, 6.99, 7.01);
    }

    [Fact]
    public async Task A_workbook_holds_every_row_and_says_what_it_is()
    {
        var job = await app.DoneAsync(await app.SuperAsync(), "meetings.participants", ExportFormat.Xlsx, ("q", "周会 3"));
        using var book = SpreadsheetDocument.Open(Path.Combine(app.FilesFolder, job.FileKey!), false);
        var sheets = book.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>().Select(s => ((WorksheetPart)book.WorkbookPart.GetPartById(s.Id!)).Worksheet!.Descendants<Row>().Select(r => r.Elements<Cell>().Select(c => c.InnerText).ToList()).ToList()).ToList();
        Assert.Equal(2, sheets.Count);
        Assert.Equal(job.Rows + 1, sheets[0].Count);
        Assert.All(sheets[0].Skip(1), row => Assert.StartsWith("周会 3", row[1]));
        Assert.Contains(sheets[0], row => row.Contains("=HYPERLINK(\"http://x\")"));
        Assert.Contains(sheets[1], row => row is [_, "Asia/Shanghai"]);
        Assert.Contains(sheets[1], row => row is [_, var text] && text.Contains("周会 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parquet_file_has_types()
    {
        var job = await app.DoneAsync(await app.SuperAsync(), "meetings.ended", ExportFormat.Parquet);
        await using var reader = await ParquetReader.CreateAsync(Path.Combine(app.FilesFolder, job.FileKey!), cancellationToken: Stop);
        var fields = reader.Schema.GetDataFields();
        Assert.Equal(DownloadsFixture.Participations / 100, reader.Metadata!.NumRows);
        Assert.Equal((typeof(DateTime), typeof(long), typeof(double)), (fields.Single(f => f.Name == "开始时间 (Asia/Shanghai)").ClrType, fields.Single(f => f.Name == "参会人数").ClrType, fields.Single(f => f.Name == "会议时长 (s)").ClrType));
        using var group = reader.OpenRowGroupReader(0);
        var people = new long?[group.RowCount];
        await group.ReadAsync<long>(fields.Single(f => f.Name == "参会人数"), people.AsMemory(), cancellationToken: Stop);
        Assert.All(people, n => Assert.Equal(100, n));
        Assert.Contains(reader.CustomMetadata, m => m.Value == "Asia/Shanghai");
    }

    [Theory]
    [InlineData("meetings.upcoming"), InlineData("meetings.quality"), InlineData("users.list"), InlineData("audit.administrators"), InlineData("audit.members"), InlineData("audit.sign_ins")]
    [InlineData("insights.people"), InlineData("insights.rooms"), InlineData("insights.days"), InlineData("insights.resources")]
    public async Task Every_report_becomes_a_file_in_every_format(string report)
    {
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var job = await app.DoneAsync(await app.SuperAsync(), report, format);
            Assert.True(job.Size > 0 && job.Rows == (job.Total ?? job.Rows));
        }
    }

    [Fact]
    public async Task A_cancelled_file_leaves_nothing()
    {
        app.Gate.Close();
        var before = app.Files;
        var boss = await app.SuperAsync();
        var running = await app.SubmitAsync(boss, "test.slow");
        await app.UntilAsync(running, JobState.Running);
        var waiting = await app.SubmitAsync(boss, "meetings.ended");
        Assert.Equal(2, (await app.RunAsync(boss, new CancelDownloads([running, waiting]))).Value);
        var ended = await app.UntilAsync(running, JobState.Cancelled);
        Assert.Equal(JobState.Cancelled, (await app.JobAsync(waiting)).State);
        Assert.True(ended is { FileKey: null, Size: null });
        while (app.Files.Except(before).Any()) await Task.Delay(20, Stop);

        app.Gate.Open();
        Assert.Equal(2, (await app.RunAsync(boss, new RetryDownloads([running, waiting]))).Value);
        Assert.Equal(3, (await app.UntilAsync(running, JobState.Done)).Rows);
        await app.UntilAsync(waiting, JobState.Done);
    }

    [Fact]
    public async Task A_job_whose_process_died_is_taken_over_and_ends_once()
    {
        var boss = await app.SuperAsync();
        app.Gate.Close();
        var first = await app.SubmitAsync(boss, "test.slow");
        await app.UntilAsync(first, JobState.Running);
        // Another process had this one, had stored its file, and is gone: its lease runs out.
        var lost = await app.SubmitAsync(boss, "meetings.ended");
        var stored = Path.Combine(app.FilesFolder, "downloads", $"{app.Tenant.Value}", $"{lost:n}-stored.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(stored)!);
        await File.WriteAllTextAsync(stored, "half a word", Stop);
        await app.SqlAsync($"update downloads.job set state = 1, owner = gen_random_uuid(), attempts = 1, lease_until = now() + interval '1 second', file_key = 'downloads/{app.Tenant.Value}/{lost:n}-stored.csv' where id = '{lost}'");
        app.Gate.Open();
        var done = await app.UntilAsync(lost, JobState.Done);
        Assert.Equal(2, done.Attempts);
        Assert.Single(app.Files, f => f.Contains($"{lost:n}", StringComparison.Ordinal));
        // What the first process would still say changes nothing.
        Assert.False(await app.Services.GetRequiredService<JobEnd>().GiveUpAsync(new TakenJob(lost, app.Tenant, 1, "downloads/none", null), DownloadErrors.Lost, Stop));
        Assert.Equal(JobState.Done, (await app.JobAsync(lost)).State);
        Assert.Equal(1L, await app.SqlAsync($"select count(*) from messages.notice where key = 'download:{lost:n}'"));
    }

    [Fact]
    public async Task A_job_that_took_three_processes_with_it_is_given_up()
    {
        var boss = await app.SuperAsync();
        app.Gate.Close();
        var first = await app.SubmitAsync(boss, "test.slow");
        await app.UntilAsync(first, JobState.Running);
        var hopeless = await app.SubmitAsync(boss, "meetings.ended");
        await app.SqlAsync($"update downloads.job set state = 1, owner = gen_random_uuid(), attempts = {JobLedger.MostAttempts}, lease_until = now() - interval '1 second' where id = '{hopeless}'");
        Assert.Equal(DownloadErrors.Lost.Code, (await app.UntilAsync(hopeless, JobState.Failed)).ErrorCode);
        app.Gate.Open();
        await app.UntilAsync(first, JobState.Done);
    }

    [Fact]
    public async Task An_expired_file_goes_and_can_be_written_again()
    {
        var boss = await app.SuperAsync();
        var job = await app.DoneAsync(boss, "meetings.ended");
        var file = Path.Combine(app.FilesFolder, job.FileKey!);
        Assert.True(File.Exists(file));
        await app.SqlAsync($"update downloads.job set expires_at = now() - interval '1 second' where id = '{job.Id}'");
        Assert.Equal(1, await app.Services.GetRequiredService<DownloadUpkeep>().RunAsync(Stop));
        Assert.False(File.Exists(file));
        Assert.Equal(JobState.Expired, (await app.JobAsync(job.Id)).State);
        Assert.Equal(DownloadErrors.Expired, (await app.RunAsync(boss, new IssueDownloadLink(job.Id))).Error);
        Assert.Null((await app.RunAsync(boss, new RetryDownloads([job.Id]))).Error);
        await app.UntilAsync(job.Id, JobState.Done);
        Assert.Null((await app.RunAsync(boss, new DeleteDownloads([job.Id]))).Error);
        Assert.DoesNotContain(app.Files, f => f.Contains($"{job.Id:n}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_queues_without_end()
    {
        app.Gate.Close();
        var admin = await app.AdminAsync(["meetings.list"]);
        var jobs = new List<Guid>();
        for (var i = 0; i < DownloadErrors.MostOpen; i++) jobs.Add(await app.SubmitAsync(admin, "test.slow"));
        Assert.Equal(DownloadErrors.TooManyOpen.Code, (await app.RunAsync(admin, new SubmitReport("test.slow", ReportCriteria.None, ExportFormat.Csv, null))).Error?.Code);
        await app.RunAsync(admin, new CancelDownloads(jobs));
        app.Gate.Open();
        foreach (var job in jobs) await app.UntilAsync(job, JobState.Cancelled, JobState.Done);
    }

    [Fact]
    public async Task A_long_list_goes_to_the_download_centre_and_a_short_one_comes_at_once()
    {
        using var browser = await SignIn.AsAsync(app.Url, "boss", DownloadsFixture.Password, Stop);
        var taken = await browser.GetAsync("/console/users/export?format=csv", Stop);
        Assert.Null(taken.Location);
        await app.SqlAsync("insert into meetings.media_room (id, tenant_id, meeting_id, subject, code, type, creator_id, creator_name, planned_start, planned_end, opened_at, closed_at, peak, features) "
            + $"select gen_random_uuid(), {app.Tenant.Value}, gen_random_uuid(), '长表', '1', 0, '{app.Super.Value}', '林总', now(), now(), now(), now(), 1, 0 from generate_series(1, 60)");
        var long1 = await browser.GetAsync("/console/ended/export?format=csv&q=" + Uri.EscapeDataString("长表"), Stop);
        Assert.StartsWith("/console/downloads?started=", long1.Location);
        var job = await app.UntilAsync(Guid.Parse(long1.Location!.Split('=')[1]), JobState.Done);
        Assert.Equal(60, job.Rows);
        await app.SqlAsync("delete from meetings.media_room where subject = '长表'");
    }
}
