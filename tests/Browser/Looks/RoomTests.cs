using Huitang.Browser.Meetings;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Looks;

/// <summary>The meeting itself, with one person, with several, with every panel, menu and dialog, and after it.</summary>
[Collection(LooksCollection.Name)]
public sealed class RoomTests(LooksFixture product)
{
    [Fact]
    public async Task The_meeting() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        var page = look.Page;
        await page.GotoAsync(await product.MeetingAsync(LooksFixture.Admin, "A meeting of one, with a subject longer than any phone is wide"));
        await JoinAsync(page);
        await look.SeeAsync("alone", p => p.Locator(".alone").WaitForAsync());

        var plan = await product.RunAsync("Product review");
        await page.GotoAsync(LooksFixture.Link(plan));
        await JoinAsync(page);
        await look.SeeAsync("gallery", p => p.Locator(".tile").Nth(3).WaitForAsync());
        await look.SeeAsync("speaker", p => p.Locator(".tile").Nth(1).DblClickAsync(), p => p.Locator(".main-picture").WaitForAsync());
        await look.SeeAsync("chat", Tool("chat"), p => p.Locator(".chat-box textarea").FillAsync("Thank you"), p => p.Locator(".chat-box textarea").PressAsync("Enter"), p => p.Locator(".line.mine").WaitForAsync());
        await look.SeeAsync("tools", Tool("security"));
        await look.SeeAsync("people", p => p.Locator(".panel .switch").Nth(1).CheckAsync(), _ => product.WaitAsync(plan, "Late Guest"), Tool("people"), p => p.Locator(".lobby .person").WaitForAsync());
        await look.SeeAsync("person menu", p => p.ClickAsync(".panel .people .person [aria-haspopup=menu] >> nth=1"));
        await look.SeeAsync("remove", p => p.ClickAsync(".menu .danger >> nth=-1"), p => p.Locator("dialog[open]").WaitForAsync());
        await look.SeeAsync("settings", Escape, Tool("more"), p => p.ClickAsync(".menu-item:has(use[href$='#i-settings'])"));
        await look.SeeAsync("info", p => p.ClickAsync(".head-title"));
        await look.SeeAsync("more", p => p.ClickAsync(".panel-head button"), Tool("more"));
        await look.SeeAsync("reactions", Escape, Tool("emoji"));
        await look.SeeAsync("microphones", Escape, p => p.ClickAsync(".caret >> nth=0"));
        await look.SeeAsync("view", Escape, p => p.ClickAsync(".head [aria-haspopup=menu]"));
        await look.SeeAsync("leave", Escape, p => p.ClickAsync(".leave"));
        await look.SeeAsync("end", p => p.ClickAsync(".menu .danger"), p => p.Locator("dialog[open]").WaitForAsync());
        await look.SeeAsync("gone", p => p.ClickAsync("dialog [type=submit]"), p => p.Locator(".door-message h1").WaitForAsync());
    });

    [Fact]
    public async Task The_waiting_room() => await Looking.AtAsync(product, null, async look =>
    {
        var plan = product.Running;
        await look.SeeAsync("waiting", LooksFixture.Link(plan), p => p.FillAsync("form.join-form input", "Another Guest"), p => p.ClickAsync("form.join-form [type=submit]"), p => p.WaitForFunctionAsync("() => window.huitang.state().phase === 'waiting'"));
    });

    private static async Task JoinAsync(IPage page)
    {
        await page.ClickAsync("form.join-form [type=submit]");
        await new RoomPage(page).InAsync();
    }

    private static Func<IPage, Task> Tool(string icon) => page => page.ClickAsync($".bar .tool:has(use[href$='#i-{icon}'])");

    private static Task Escape(IPage page) => page.Keyboard.PressAsync("Escape");
}
