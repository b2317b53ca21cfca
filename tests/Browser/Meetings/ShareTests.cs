using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>A screen with its sound, seen by the others.</summary>
[Collection(ProductCollection.Name)]
public sealed class ShareTests(ProductFixture product) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await product.CloseBrowsersAsync();

    [Fact]
    public async Task A_screen_with_sound_one_at_a_time_and_the_host_stops_it()
    {
        var link = await product.MeetingAsync("wangsy", "共享");
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy"), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await member.Tool("共享屏幕").ClickAsync();
        await member.SeesAsync("您正在共享屏幕");
        await host.PlaysAsync(host.Screen("陈静"));
        await host.SeesAsync("陈静 正在共享屏幕");
        await host.UntilAsync("s.arriving.some(a => a.kind === 'screenAudio')");

        // Only the sound of the screen is left to hear.
        await host.DoAsync("陈静", "静音");
        await member.ToldAsync("主持人已将你静音");
        await host.HearsAsync();

        await host.Tool("共享屏幕").ClickAsync();
        await host.ToldAsync("陈静 正在共享，请等待其结束");
        Assert.False(await host.Page.EvaluateAsync<bool>("() => window.huitang.state().sharing"));

        await host.DoAsync("陈静", "停止共享");
        await member.ToldAsync("主持人已停止你的共享");
        await member.UntilAsync("!s.sharing && !me.sharing");
        await Assertions.Expect(host.Screen("陈静")).ToHaveCountAsync(0);
        await Assertions.Expect(host.Tile("陈静")).ToBeVisibleAsync();

        // And the other way round, ended by the one who shares.
        await host.Tool("共享屏幕").ClickAsync();
        await member.PlaysAsync(member.Screen("王思远"));
        await host.Tool("结束共享").ClickAsync();
        await Assertions.Expect(member.Screen("王思远")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Taking_the_right_to_share_ends_a_running_share_with_words()
    {
        var link = await product.MeetingAsync("wangsy", "共享权限");
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy"), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await member.Tool("共享屏幕").ClickAsync();
        await host.PlaysAsync(host.Screen("陈静"));
        await host.OpenAsync("主持人工具");
        await host.Page.GetByRole(AriaRole.Switch, new() { Name = "共享屏幕" }).ClickAsync();
        await member.ToldAsync("主持人已停止你的共享");
        await member.UntilAsync("!s.sharing && !me.sharing");
        await Assertions.Expect(member.Tool("共享屏幕")).ToBeDisabledAsync();
        await Assertions.Expect(host.Screen("陈静")).ToHaveCountAsync(0);
    }
}
