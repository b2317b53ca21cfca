using Huitang.Identity.Contracts;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Identity;

public sealed class FirstRunTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task The_first_run_makes_the_enterprise_once()
    {
        var ct = TestContext.Current.CancellationToken;
        var first = app.Services.GetRequiredService<IFirstRun>();
        var replaced = await first.IssueTokenAsync(ct);
        var token = await first.IssueTokenAsync(ct);
        using var browser = new SignIn(app.Url);
        Assert.Contains("链接已失效", (await browser.GetAsync("/setup", ct)).Text);
        Assert.Contains("链接已失效", (await browser.GetAsync("/setup?token=" + replaced, ct)).Text);

        var page = "/setup?token=" + token;
        (string, string)[] good = [("EnterpriseName", "晨星科技"), ("CorpId", "morningstar"), ("Login", "admin.chen"), ("Name", "陈晓彤"), ("Email", "chen@morningstar.example"), ("Password", "violet tram 92 pigeon"), ("Repeat", "violet tram 92 pigeon")];
        var refused = await browser.PostAsync(page, "setup", ct, [.. good.Where(f => f.Item1 is not "Login"), ("Login", "陈 晓彤")]);
        Assert.Contains("UserID", refused.Errors);
        Assert.Contains("晨星科技", refused.Html);

        var done = await browser.PostAsync(page, "setup", ct, good);
        Assert.NotNull(done.Location);
        Assert.Contains("admin.chen", (await browser.GetAsync("/account", ct)).Text);

        using var late = new SignIn(app.Url);
        Assert.Contains("系统已完成初始化", (await late.GetAsync(page, ct)).Text);
        Assert.Null(await first.IssueTokenAsync(ct));
        Assert.Equal("晨星科技", (await app.Services.GetRequiredService<IEnterprises>().DefaultAsync(ct))?.Name);
    }
}
