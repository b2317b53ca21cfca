using Huitang.Browser.Meetings;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Identity;

/// <summary>Numbers that are none, in forms that would otherwise save the number before.</summary>
public sealed class NumberFieldTests(ProductFixture company) : IClassFixture<ProductFixture>
{
    [Fact]
    public async Task A_retention_that_cannot_be_is_not_saved_stays_and_has_the_focus()
    {
        var page = await OpenAsync("/console/audit");
        await page.Locator($".app-page-actions button:has(path[d='{Ui.AppIcons.Lock}'])").ClickAsync();
        var (days, save) = (page.GetByLabel("日志保留天数"), page.GetByRole(AriaRole.Button, new() { Name = "保存保留期限" }));
        var before = await days.InputValueAsync();
        foreach (var wrong in new[] { "5", "many", "99999", "200.5" })
        {
            await days.FillAsync(wrong);
            await save.ClickAsync();
            await Assertions.Expect(days).ToHaveAttributeAsync("aria-invalid", "true");
            await Assertions.Expect(days).ToBeFocusedAsync();
            await Assertions.Expect(days).ToHaveValueAsync(wrong);
            await Assertions.Expect(page.Locator(".app-field-error, .app-error-text", new() { HasText = "之间的整数" }).First).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator(".app-toast")).ToHaveCountAsync(0);
        }

        await days.FillAsync("400");
        await save.ClickAsync();
        await Assertions.Expect(page.Locator(".app-toast", new() { HasText = "400" })).ToBeVisibleAsync();
        await Assertions.Expect(days).Not.ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Equal("190", before);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_pool_of_licences_keeps_to_it_too()
    {
        var page = await OpenAsync("/console/users");
        await page.Locator("button.app-link", new() { HasText = "高级账号" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var count = dialog.Locator("input[inputmode=numeric]");
        foreach (var wrong in new[] { "-3", "ten" })
        {
            await count.FillAsync(wrong);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
            await Assertions.Expect(count).ToHaveAttributeAsync("aria-invalid", "true");
            await Assertions.Expect(count).ToBeFocusedAsync();
            await Assertions.Expect(dialog).ToBeVisibleAsync();
        }

        // Empty is not nought.
        await count.FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(count).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await company.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync("() => document.querySelector('#main[data-interactive]') && !document.querySelector('#main .app-skel')", null, new() { Timeout = 90_000 });
        return page;
    }
}
