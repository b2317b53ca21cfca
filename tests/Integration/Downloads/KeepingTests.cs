using Huitang.Downloads.Contracts;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Downloads;

/// <summary>How long files are kept, and what reports can be narrowed to.</summary>
public sealed class KeepingTests(DownloadsFixture app) : IClassFixture<DownloadsFixture>
{
    private static readonly string[] s_figures = ["insights.read"];

    private static readonly string[] s_all = [DownloadsPermissions.All];

    [Fact]
    public async Task Files_are_kept_as_long_as_the_enterprise_says_and_only_whoever_manages_all_of_it_says_so()
    {
        var boss = await app.SuperAsync();
        Assert.Equal(new Keeping(7, 7), (await app.RunAsync(boss, new GetKeeping())).Value);
        foreach (var wrong in new[] { 0, 366, -1 }) Assert.Equal((DownloadErrors.KeepRange.Code, "Days"), (await app.RunAsync(boss, new SetKeeping(wrong))).Error is { } e ? (e.Code, e.Field) : default);
        var part = await app.AdminAsync(s_all, "华东");
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(part, new SetKeeping(3))).Error?.Kind);
        Assert.Equal(new Keeping(7, 7), (await app.RunAsync(boss, new GetKeeping())).Value);

        Assert.Equal(3, (await app.RunAsync(boss, new SetKeeping(3))).Value?.Days);
        var done = await app.DoneAsync(boss, "meetings.ended");
        Assert.InRange((done.ExpiresAt!.Value - done.EndedAt!.Value).TotalDays, 2.99, 3.01);
        Assert.Equal(7, (await app.RunAsync(boss, new SetKeeping(null))).Value?.Days);
    }

    [Fact]
    public async Task A_report_of_a_department_tells_its_name_and_offers_only_what_its_reader_manages()
    {
        var (boss, east) = (await app.SuperAsync(), await app.AdminAsync(s_figures, "华东"));
        Assert.Equal(["上海"], (await app.RunAsync(boss, new FindReportDepartments("上海"))).Value!.Select(d => d.Name));
        Assert.Equal("华东", (await app.RunAsync(boss, new FindReportDepartments("上海"))).Value!.Single().Above);
        Assert.Empty((await app.RunAsync(east, new FindReportDepartments("深圳"))).Value!);
        Assert.Equal(["上海", "华东", "杭州"], (await app.RunAsync(east, new FindReportDepartments(""))).Value!.Select(d => d.Name).Order(StringComparer.Ordinal));
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(await app.AdminAsync(s_all, "华东"), new FindReportDepartments("上海"))).Error?.Kind);

        var shanghai = ReportCriteria.Of([("dept", app.Departments["上海"].ToString()), ("span", "last7")]);
        var saved = await app.RunAsync(boss, new SaveReport(null, 0, "上海的会议", "insights.rooms", shanghai, ExportFormat.Csv, null, false));
        Assert.Null(saved.Error);
        Assert.Contains("上海", (await app.RunAsync(boss, new ListSavedReports("上海的会议", new PageRequest()))).Value!.Rows.Single().CriteriaText, StringComparison.Ordinal);
        // What lies outside is refused when it is written, whoever typed it.
        Assert.Equal(CommonErrors.NotFound.Code, (await app.UntilAsync(await app.SubmitAsync(east, "insights.rooms", ExportFormat.Csv, ("dept", app.Departments["深圳"].ToString())), JobState.Failed)).ErrorCode);
    }

    [Fact]
    public async Task Running_meetings_departments_and_media_nodes_can_be_had_as_jobs_in_every_format()
    {
        var boss = await app.SuperAsync();
        await app.SqlAsync("insert into insights.node_sample(node, at, up, cpu, memory) values ('media-1', now() - interval '1 day', true, 0.5, 104857600), ('media-1', now() - interval '1 day 1 minute', false, 0, 0)");
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            Assert.Equal(app.Departments.Count, (await app.DoneAsync(boss, "departments.list", format)).Rows);
            Assert.Equal(2, (await app.DoneAsync(boss, "insights.nodes", format, ("span", "last7"))).Rows);
            Assert.Equal(0, (await app.DoneAsync(boss, "meetings.live", format)).Rows);
        }
    }
}
