using Huitang.Meetings;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>The waiting room, seen from both sides of its door.</summary>
[Collection(ProductCollection.Name)]
public sealed class LobbyTests(ProductFixture product) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await product.CloseBrowsersAsync();

    [Fact]
    public async Task A_guest_waits_without_a_word_of_the_meeting_until_admitted()
    {
        var link = await product.MeetingAsync("wangsy", "等候室会议", new MeetingSettings { WaitingRoom = true });
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy"), link);

        var page = await product.BrowserAsync();
        var heard = new List<string>();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => { lock (heard) heard.Add(frame.Text ?? ""); };
        var guest = await RoomPage.JoinAsync(page, link, "林访客");
        await guest.SeesAsync("您已进入等候室");
        await Assertions.Expect(host.Tool("成员").Locator(".alerts")).ToHaveTextAsync("1");
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        lock (heard)
        {
            Assert.Contains(heard, text => text.Contains("\"t\":\"waiting\"", StringComparison.Ordinal));
            Assert.DoesNotContain(heard, text => text.Contains("王思远", StringComparison.Ordinal) || text.Contains("\"t\":\"snapshot\"", StringComparison.Ordinal) || text.Contains("\"t\":\"offer\"", StringComparison.Ordinal));
        }

        Assert.True(await page.EvaluateAsync<bool>("() => { const p = window.huitang.pcs(); return !p.main && !p.sub && !p.screen; }"));

        await host.OpenAsync("成员");
        await Assertions.Expect(host.Line("林访客")).ToContainTextAsync("访客");
        await host.Line("林访客").GetByRole(AriaRole.Button, new() { Name = "准入" }).ClickAsync();
        await guest.InAsync();
        await guest.PlaysAsync(guest.Tile("王思远"));
        await host.PlaysAsync(host.Tile("林访客"));
        await Assertions.Expect(host.Tool("成员").Locator(".alerts")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Whoever_is_denied_without_return_stays_out()
    {
        var link = await product.MeetingAsync("wangsy", "拒绝入会", new MeetingSettings { WaitingRoom = true });
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy", camera: false), link);
        var guest = await RoomPage.JoinAsync(await product.BrowserAsync(camera: false), link, "周访客");
        await guest.SeesAsync("您已进入等候室");

        await host.OpenAsync("成员");
        await host.Line("周访客").GetByRole(AriaRole.Button, new() { Name = "拒绝" }).ClickAsync();
        await host.ConfirmAsync("拒绝", "允许再次加入", false);
        await guest.SeesAsync("主持人没有同意您入会");
        await guest.SeesAsync("您不能再次加入这场会议。");

        await RoomPage.JoinAsync(guest.Page, link, "换个名字");
        await guest.SeesAsync("主持人不允许您再次加入这场会议。");
        await guest.UntilAsync("s.phase === 'join'");
        Assert.Equal(0, await host.Page.Locator(".lobby .person").CountAsync());
    }
}
