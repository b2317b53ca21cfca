using System.Net;
using Huitang.Downloads.Domain;
using Huitang.Downloads.Features;
using Huitang.Kernel;
using Huitang.TestKit;
using Xunit;

namespace Huitang.Integration.Downloads;

/// <summary>Whose rights a file is written with, and who may have it.</summary>
public sealed class RightsTests(DownloadsFixture app) : IClassFixture<DownloadsFixture>
{
    private static readonly string[] s_meetings = ["meetings.list"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rights_lost_before_the_run_fail_it_with_the_reason()
    {
        app.Gate.Close();
        var blocking = await app.SubmitAsync(await app.SuperAsync(), "test.slow");
        await app.UntilAsync(blocking, JobState.Running);
        var (loses, leaves) = (await app.AdminAsync(s_meetings), await app.AdminAsync(s_meetings));
        var (first, second) = (await app.SubmitAsync(loses, "meetings.ended"), await app.SubmitAsync(leaves, "meetings.ended"));
        await app.GiveAsync(loses.User, ["users.read"]);
        await app.SqlAsync($"update identity.user_account set status = 4 where id = '{leaves.User.Value}'");
        app.Gate.Open();
        var failed = await app.UntilAsync(first, JobState.Failed);
        Assert.Equal((DownloadErrors.CreatorLacks.Code, "meetings.list"), (failed.ErrorCode, failed.ErrorArgs.Single()));
        Assert.Equal(DownloadErrors.CreatorGone.Code, (await app.UntilAsync(second, JobState.Failed)).ErrorCode);
        Assert.Contains("查看会议", (await app.RunAsync(await app.ActorAsync(loses.User), new ListDownloads(new DownloadFilter(Job: first), new PageRequest()))).Value!.Rows.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_holds_only_what_its_creator_manages()
    {
        var east = await app.AdminAsync(s_meetings, "华东");
        var south = await app.AdminAsync(s_meetings, "华南");
        Assert.Equal(DownloadsFixture.Participations, (await app.DoneAsync(east, "meetings.participants")).Rows);
        Assert.Equal(0, (await app.DoneAsync(south, "meetings.participants")).Rows);
    }

    [Fact]
    public async Task A_link_opens_for_its_person_alone_and_for_as_long_as_they_may()
    {
        var login = "links";
        var user = await app.PersonAsync(login: login);
        await app.GiveAsync(user, ["meetings.list", "meetings.subject"], "华东");
        var me = await app.ActorAsync(user);
        var job = await app.DoneAsync(me, "meetings.participants");
        var link = (await app.RunAsync(me, new IssueDownloadLink(job.Id))).Value!;

        using var anonymous = app.CreateClient();
        var asked = await anonymous.GetAsync(link, Stop);
        Assert.Contains("/account/sign-in", asked.Headers.Location!.ToString());
        using var other = await SignIn.AsAsync(app.Url, "boss", DownloadsFixture.Password, Stop);
        Assert.Contains("/downloads/refused?why=download.link_invalid", (await other.GetAsync(link, Stop)).Location);
        using var browser = await SignIn.AsAsync(app.Url, login, DownloadsFixture.Password, Stop);
        var fetched = await browser.Client.GetAsync(link, Stop);
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
        Assert.Equal(job.Size, (await fetched.Content.ReadAsByteArrayAsync(Stop)).Length);
        Assert.Equal("attachment", fetched.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("/downloads/refused", (await browser.GetAsync(link[..^6] + "AAAAAA", Stop)).Location);

        // The scope narrows: the file holds what is no longer theirs. The link is as good as ever, they are not.
        await app.GiveAsync(user, ["meetings.list", "meetings.subject"], "杭州");
        Assert.Equal(DownloadErrors.OutOfScope, (await app.RunAsync(await app.ActorAsync(user), new IssueDownloadLink(job.Id))).Error);
        var refused = (await browser.GetAsync(link, Stop)).Location!;
        Assert.Contains("why=download.out_of_scope", refused);
        Assert.Contains("管理范围以外", (await browser.GetAsync(refused, Stop)).Text);

        // Subjects are in it: who may no longer read them gets it no more.
        await app.GiveAsync(user, ["meetings.list"], "华东");
        Assert.Equal(DownloadErrors.RightsMissing.Code, (await app.RunAsync(await app.ActorAsync(user), new IssueDownloadLink(job.Id))).Error?.Code);
    }

    [Fact]
    public async Task Others_see_a_download_only_with_the_permission_within_their_scope_and_isolation_binds_everybody()
    {
        var east = await app.AdminAsync(s_meetings, "华东");
        var job = await app.DoneAsync(east, "meetings.ended");
        var plain = await app.AdminAsync(s_meetings);
        var south = await app.AdminAsync(["meetings.list", "downloads.all"], "华南");
        var shanghai = await app.AdminAsync(["meetings.list", "downloads.all"], "上海");
        var whole = await app.AdminAsync(["meetings.list", "downloads.all"]);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(plain, new IssueDownloadLink(job.Id))).Error);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(south, new IssueDownloadLink(job.Id))).Error);
        // The creator belongs to Shanghai, but the file holds all of the east.
        Assert.Equal(DownloadErrors.OutOfScope, (await app.RunAsync(shanghai, new IssueDownloadLink(job.Id))).Error);
        Assert.NotNull((await app.RunAsync(whole, new IssueDownloadLink(job.Id))).Value);
        Assert.Contains((await app.RunAsync(whole, new ListDownloadCreators())).Value!, c => c.Id == east.User);

        var boss = await app.SuperAsync();
        var log = await app.DoneAsync(boss, "audit.administrators");
        await app.SqlAsync("update identity.enterprise set isolated_permissions = array['audit.read']");
        Assert.Equal((DownloadErrors.RightsMissing.Code, "audit.read"), ((await app.RunAsync(await app.SuperAsync(), new IssueDownloadLink(log.Id))).Error is { } e ? (e.Code, e.Args.Single()) : default));
        await app.SqlAsync("update identity.enterprise set isolated_permissions = '{}'");
    }

    [Fact]
    public async Task Nobody_has_a_report_they_have_no_right_to()
    {
        var admin = await app.AdminAsync(s_meetings, "华东");
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(admin, new SubmitReport("users.list", ReportCriteria.None, ExportFormat.Csv, null))).Error?.Code);
        var auditor = await app.AdminAsync(["audit.read"], "华东");
        Assert.Equal(CommonErrors.PartOnly.Code, (await app.RunAsync(auditor, new SubmitReport("audit.members", ReportCriteria.None, ExportFormat.Csv, null))).Error?.Code);
        Assert.Equal(DownloadErrors.NoSuchReport.Code, (await app.RunAsync(admin, new SubmitReport("nothing.here", ReportCriteria.None, ExportFormat.Csv, null))).Error?.Code);
        Assert.DoesNotContain((await app.RunAsync(admin, new ListReports())).Value!.Reports, r => r.Code.StartsWith("audit", StringComparison.Ordinal));
    }
}
