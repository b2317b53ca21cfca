using Huitang.Browser.Meetings;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Insights;

/// <summary>The dashboards in a browser, with a meeting that runs and ends meanwhile.</summary>
public sealed class DashboardTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    [Fact]
    public async Task A_running_meeting_shows_live_on_the_wall_and_once_ended_behind_the_tile_that_counts_it()
    {
        await using var scope = product.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(product.Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var meeting = Meeting.Quick(new MeetingSettings(), "Asia/Shanghai", product.ActorOf("chenjing", "陈静"), "482913508", TimeProvider.System);
        db.Add(meeting);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var plan = (await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(meeting.Id, TestContext.Current.CancellationToken))!;

        var live = await product.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await live.GotoAsync("/console/insights/live");
        await Assertions.Expect(Tile(live, "今日参会人数")).ToContainTextAsync("0人");
        await using var host = await product.ComeAsync(plan, "陈静", product.People["chenjing"]);
        await host.UntilAsync("snapshot");
        await Assertions.Expect(Tile(live, "进行中的会议")).ToContainTextAsync("1场");
        await Assertions.Expect(Tile(live, "今日参会人数")).ToContainTextAsync("1人");
        await using var guest = await product.ComeAsync(plan, "访客甲");
        await guest.UntilAsync("snapshot");
        await Assertions.Expect(Tile(live, "今日参会人数")).ToContainTextAsync("外部会议 2");
        await Accessible.CleanAsync(live);

        var wall = await product.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await wall.GotoAsync("/console/insights/live/wall");
        await Assertions.Expect(wall.Locator(".insights-wall-card")).ToContainTextAsync("2 人");
        await Accessible.CleanAsync(wall);
        Assert.True((await product.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(plan.Id.Value).ControlAsync("管理员", new Command.End())).Ok);
        await Assertions.Expect(wall.GetByText("现在没有进行中的会议")).ToBeVisibleAsync();

        // From the tile to the rows behind it.
        await Tile(live, "会议数").GetByRole(AriaRole.Link).ClickAsync();
        var row = live.Locator("[data-table=insights-rooms] tbody tr");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row).ToContainTextAsync("陈静的快速会议");
        await Accessible.CleanAsync(live);

        var today = TimeProvider.System.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await live.GotoAsync($"/console/insights?from={today}&to={today}");
        await Assertions.Expect(Tile(live, "参会人次").Last).ToContainTextAsync("2次");
        await Accessible.CleanAsync(live);
        await live.GetByRole(AriaRole.Button, new() { Name = "“参会人次”的含义" }).Last.ClickAsync();
        await Assertions.Expect(live.GetByText("每场会议内按人去重").Last).ToBeVisibleAsync();

        // A chart's figures as a workbook.
        await live.Locator("section[aria-label='会议时长分布']").GetByRole(AriaRole.Button, new() { Name = "更多" }).ClickAsync();
        var download = await live.RunAndWaitForDownloadAsync(() => live.GetByRole(AriaRole.Menuitem, new() { Name = "下载 Excel" }).ClickAsync());
        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(await download.PathAsync(), false);
        Assert.Contains("15 分钟以内", book.WorkbookPart!.WorksheetParts.Single().Worksheet!.InnerText, StringComparison.Ordinal);

        var people = $"/console/insights/usage/people?from={today}&to={today}&active=1";
        await live.GotoAsync(people);
        await Assertions.Expect(live.Locator("[data-table=insights-people] tbody tr", new() { HasText = "陈静" })).ToBeVisibleAsync();
        await Accessible.CleanAsync(live);

        // What is sent holds it all already, before a script has run; only that it is live is not said of it.
        await live.GotoAsync($"/console/insights/usage?from={today}&to={today}");
        await Assertions.Expect(Tile(live, "参会用户数")).ToContainTextAsync("1人");
        await live.GotoAsync("/console/insights/live");
        await Assertions.Expect(live.GetByRole(AriaRole.Status).Filter(new() { HasText = "实时" })).ToBeVisibleAsync();
        Assert.Contains("陈静</td>", await SentAsync(live, people), StringComparison.Ordinal);
        foreach (var address in new[] { $"/console/insights?from={today}&to={today}", $"/console/insights/usage?from={today}&to={today}", "/console/insights/live" })
        {
            var sent = await SentAsync(live, address);
            Assert.Contains("app-kpi-value", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("app-skel", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("app-status", sent, StringComparison.Ordinal);
        }

        await ChartsAsync($"/console/insights?from={today}&to={today}");
    }

    // Charts need no live page to be drawn, stay as they are when it comes, and then lead to what is behind them.
    private async Task ChartsAsync(string address)
    {
        var page = await product.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        var asked = 0;
        page.Request += (_, request) => asked += request.Url.Contains("/_blazor/negotiate", StringComparison.Ordinal) ? 1 : 0;
        var alive = await Asleep.KeepAsync(page);
        await page.GotoAsync(address);
        var lengths = page.Locator("section[aria-label='会议时长分布']");
        await lengths.ScrollIntoViewIfNeededAsync();
        await lengths.Locator("canvas").EvaluateAsync("canvas => canvas.dataset.mark = 'sent'");
        await page.EvaluateAsync("() => document.querySelectorAll('link[rel=stylesheet]').forEach(sheet => sheet.dataset.mark = 'sent')");
        await Assertions.Expect(page.Locator("#main[data-interactive]")).ToHaveCountAsync(0);
        alive.SetResult();
        await Assertions.Expect(page.Locator("#main[data-interactive]")).ToHaveCountAsync(1);
        // A sheet that came with the live page would let everything jump.
        await Assertions.Expect(page.Locator("link[rel=stylesheet][href*='Huitang.Insights']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("link[rel=stylesheet]:not([data-mark])")).ToHaveCountAsync(0);
        await Assertions.Expect(lengths.Locator("canvas")).ToHaveAttributeAsync("data-mark", "sent");

        await lengths.GetByRole(AriaRole.Button, new() { Name = "更多" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => lengths.GetByRole(AriaRole.Menuitem, new() { Name = "下载图片" }).ClickAsync());
        Assert.Equal("会议时长分布.png", download.SuggestedFilename);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken))[..4]);

        // Without the library it says so.
        await page.RouteAsync("**/*echarts*.js", route => route.AbortAsync());
        await page.GotoAsync(address);
        await Assertions.Expect(page.GetByText("图表没能加载").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#main[data-interactive]")).ToHaveCountAsync(1);
        await lengths.GetByRole(AriaRole.Button, new() { Name = "更多" }).ClickAsync();
        await lengths.GetByRole(AriaRole.Menuitem, new() { Name = "下载图片" }).ClickAsync();
        await Assertions.Expect(lengths.GetByText("图表没能加载")).ToBeVisibleAsync();
        await page.UnrouteAsync("**/*echarts*.js");

        // Where a socket opened before, none is asked for first.
        Assert.Equal(1, asked);
        await page.GotoAsync(address);
        await Assertions.Expect(page.Locator("#main[data-interactive]")).ToHaveCountAsync(1);
        Assert.Equal(1, asked);

        // Below the middle of the ring: all of it is the class of the one meeting.
        await lengths.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(lengths.Locator("canvas")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
        var ring = (await lengths.Locator("canvas").BoundingBoxAsync())!;
        await lengths.Locator("canvas").ClickAsync(new() { Position = new() { X = ring.Width * .35f, Y = ring.Height * .84f } });
        await Assertions.Expect(page.Locator("[data-table=insights-rooms] tbody tr")).ToHaveCountAsync(1);
        Assert.Contains("duration=0", page.Url, StringComparison.Ordinal);

        // In a network that has come to let no socket through, it comes alive all the same.
        await page.AddInitScriptAsync("{ const real = WebSocket; window.WebSocket = class extends real { constructor(address, more) { super(address.replace(/_blazor.*/, 'nothing'), more); } }; }");
        await page.GotoAsync(address);
        await Assertions.Expect(page.Locator("#main[data-interactive]")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        Assert.True(asked > 1);
    }

    private static async Task<string> SentAsync(IPage page, string address) => (await (await page.Context.APIRequest.GetAsync(address)).TextAsync()).Split("<main")[1].Split("</main>")[0];

    private static ILocator Tile(IPage page, string label) => page.Locator(".app-kpi", new() { Has = page.Locator($".app-info-text strong:text-is(\"{label}\")") });
}
