using Huitang.Browser.Meetings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Xunit;

namespace Huitang.Browser.Downloads;

/// <summary>A long list becomes a file in the download centre, and from there a download.</summary>
public sealed class ExportTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    private const int Rooms = 6_000;

    [Fact]
    public async Task A_long_list_is_exported_watched_fetched_and_deleted()
    {
        await using (var fill = product.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"""
            insert into meetings.media_room (id, tenant_id, meeting_id, subject, code, type, creator_id, creator_name, planned_start, planned_end, opened_at, closed_at, peak, features)
            select gen_random_uuid(), {product.Tenant.Value}, gen_random_uuid(), '周会 ' || n, lpad(n::text, 9, '1'), 0, '{product.People["wangsy"].Value}', '王思远', t, t + interval '1 hour', t, t + interval '1 hour', 3, 1
            from generate_series(1, {Rooms}) n, lateral (select timestamptz '2026-01-05 01:00+00' + n * interval '1 minute' t) s
            """)) await fill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var page = await product.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await page.GotoAsync("/console/ended?q=" + Uri.EscapeDataString("周会"));
        // Alive once its rows are there.
        await Assertions.Expect(page.Locator("[data-table=ended] tbody tr").First).ToContainTextAsync("周会");
        await page.GetByRole(AriaRole.Button, new() { Name = "导出" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "CSV" }).ClickAsync();
        await page.WaitForURLAsync("**/console/downloads**");
        var row = page.Locator("[data-table=downloads] tbody tr", new() { HasText = "已结束的会议" });
        // Without a reload.
        await Assertions.Expect(row).ToContainTextAsync("处理完成");
        await Accessible.CleanAsync(page);

        var download = await page.RunAndWaitForDownloadAsync(() => row.GetByRole(AriaRole.Button, new() { Name = "下载", Exact = true }).ClickAsync());
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(Rooms + 1, lines.Length);
        Assert.Contains("(Asia/Shanghai)", lines[0], StringComparison.Ordinal);

        // Somebody else with the link is told why it does not open.
        var stranger = await product.BrowserAsync("chenjing", camera: false);
        await stranger.GotoAsync(download.Url);
        await Assertions.Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "不能下载这个文件" })).ToBeVisibleAsync();
        await Accessible.CleanAsync(stranger);

        await page.GotoAsync("/console/reports?new=1&report=meetings.ended");
        await page.GetByLabel("名称", new() { Exact = true }).FillAsync("每周会议");
        await page.GetByLabel("定时生成").SelectOptionAsync(new SelectOptionValue { Label = "每周" });
        await page.GetByRole(AriaRole.Button, new() { Name = "保存报表" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-table=saved-reports] tbody tr")).ToContainTextAsync("每周一 08:00");
        await Accessible.CleanAsync(page);

        await page.GotoAsync("/console/downloads");
        await row.GetByRole(AriaRole.Button, new() { Name = "更多" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "删除" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("已结束的会议");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
        await Assertions.Expect(page.GetByText("还没有下载任务")).ToBeVisibleAsync();
    }
}
