using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Looks;

/// <summary>The console without a mouse.</summary>
[Collection(LooksCollection.Name)]
public sealed class KeyboardTests(LooksFixture product)
{
    [Fact]
    public async Task The_first_key_offers_to_skip_to_the_content()
    {
        var page = await OpenAsync("/console/upcoming");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".app-skip")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".app-skip")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#main")).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_drawer_takes_the_focus_keeps_it_and_gives_it_back()
    {
        var page = await OpenAsync("/console/users");
        var add = page.Locator(".app-page-actions .app-btn-filled");
        await add.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => document.querySelector('.mud-dialog')?.contains(document.activeElement)");
        for (var i = 0; i < 14; i++) await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("() => !!document.activeElement.closest('.mud-dialog, .mud-focus-trap')"));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(add).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Menus_are_walked_by_arrows_and_left_by_escape()
    {
        var page = await OpenAsync("/console/ended");
        var more = page.Locator("tbody [aria-haspopup=menu]").First;
        await more.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var items = page.Locator("[role=menu]:popover-open [role=menuitem]");
        await Assertions.Expect(items.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(items.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(items.Last).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(items).ToHaveCountAsync(0);
        await Assertions.Expect(more).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_palette_leads_anywhere()
    {
        var page = await OpenAsync("/console/upcoming");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("system status");
        await Assertions.Expect(page.Locator("[role=option]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/console/status");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Tabs_are_changed_by_arrows()
    {
        var page = await OpenAsync($"/console/ended/{product.Over}");
        await page.Locator("[role=tab]").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("[role=tab]").Nth(1)).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[role=tab]").Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await product.BrowserAsync(LooksFixture.Admin, "en-US", motion: ReducedMotion.Reduce);
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync("() => document.querySelector('#main[data-interactive]') && !document.querySelector('#main .app-skel')");
        return page;
    }
}
