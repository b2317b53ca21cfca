using Huitang.Meetings;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>What hosts do by clicking, and what the others notice of it.</summary>
[Collection(ProductCollection.Name)]
public sealed class HostToolTests(ProductFixture product) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await product.CloseBrowsersAsync();

    [Fact]
    public async Task Microphones_obey_the_host()
    {
        var link = await product.MeetingAsync("wangsy", "静音", new MeetingSettings { MuteOnEntry = MuteOnEntry.Off });
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy", camera: false), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing", camera: false), link);
        await host.HearsAsync();

        await host.DoAsync("陈静", "静音");
        await host.HearsNothingAsync();
        await member.ToldAsync("主持人已将你静音");
        await Assertions.Expect(member.Tool("解除静音")).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(host.Tile("陈静").GetByLabel("已静音")).ToBeVisibleAsync();

        await host.DoAsync("陈静", "请求解除静音");
        await member.SeesAsync("主持人请求您解除静音");
        await member.Page.Locator(".asked").GetByRole(AriaRole.Button, new() { Name = "解除静音" }).ClickAsync();
        await host.HearsAsync();

        await host.Page.Locator(".panel-foot").GetByRole(AriaRole.Button, new() { Name = "全体静音", Exact = true }).ClickAsync();
        await host.ConfirmAsync("全体静音", "允许成员自我解除静音", false);
        await host.HearsNothingAsync();
        await member.ToldAsync("主持人已开启全体静音");
        await member.Tool("解除静音").ClickAsync();
        await member.ToldAsync("主持人不允许自我解除静音");
        Assert.Equal(0, await host.GrowthAsync("audio", "packetsReceived", TimeSpan.FromSeconds(1)));

        // The host opens the room again: asked, the member may.
        await host.Page.Locator(".panel-foot").GetByRole(AriaRole.Button, new() { Name = "解除全体静音" }).ClickAsync();
        await member.Page.Locator(".asked").GetByRole(AriaRole.Button, new() { Name = "解除静音" }).ClickAsync();
        await host.HearsAsync();
    }

    [Fact]
    public async Task Cameras_names_hands_and_reactions()
    {
        var link = await product.MeetingAsync("wangsy", "成员管理");
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy"), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await host.PlaysAsync(host.Tile("陈静"));

        await host.DoAsync("陈静", "停止视频");
        await member.ToldAsync("主持人已停止你的视频");
        await Assertions.Expect(member.Tool("开启视频")).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(host.Tile("陈静").Locator("video")).ToHaveCountAsync(0);
        await host.DoAsync("陈静", "请求开启视频");
        await member.Page.Locator(".asked").GetByRole(AriaRole.Button, new() { Name = "开启视频" }).ClickAsync();
        await host.PlaysAsync(host.Tile("陈静"));

        await host.DoAsync("陈静", "改名");
        await host.Page.Locator("dialog[open] input[type=text]").FillAsync("陈静（产品）");
        await host.ConfirmAsync("确定");
        await member.ToldAsync("你的名字已被修改");
        await Assertions.Expect(host.Tile("陈静（产品）")).ToBeVisibleAsync();

        await member.Tool("举手").ClickAsync();
        await Assertions.Expect(host.Tile("陈静（产品）").GetByLabel("已举手")).ToBeVisibleAsync();
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "全部手放下" }).ClickAsync();
        await Assertions.Expect(member.Tool("举手")).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(host.Page.GetByLabel("已举手")).ToHaveCountAsync(0);

        await member.Tool("表情").ClickAsync();
        await member.Page.GetByRole(AriaRole.Menuitem).First.ClickAsync();
        await Assertions.Expect(host.Page.Locator(".reaction")).ToContainTextAsync("陈静（产品）");
    }

    [Fact]
    public async Task Chat_to_all_to_one_and_not_at_all()
    {
        var link = await product.MeetingAsync("wangsy", "聊天");
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy", camera: false), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing", camera: false), link);
        var guest = await RoomPage.EnterAsync(await product.BrowserAsync(camera: false), link, "林访客");

        await guest.OpenAsync("聊天");
        await WriteAsync(guest, "大家好");
        await Assertions.Expect(host.Tool("聊天").Locator(".alerts")).ToHaveTextAsync("1");
        await member.OpenAsync("聊天");
        await Assertions.Expect(member.Page.Locator(".line").First).ToContainTextAsync("大家好");

        await guest.Page.Locator(".chat-to select").SelectOptionAsync(new SelectOptionValue { Label = "王思远" });
        await WriteAsync(guest, "悄悄话");
        await host.OpenAsync("聊天");
        await Assertions.Expect(host.Page.Locator(".line.private")).ToContainTextAsync("悄悄话");
        await Assertions.Expect(host.Page.Locator(".line.private")).ToContainTextAsync("林访客 对我说");
        await Assertions.Expect(member.Page.Locator(".line")).ToHaveCountAsync(1);

        await host.OpenAsync("主持人工具");
        await host.Page.Locator(".panel-tools .choice", new() { HasText = "全员禁言" }).Locator("select").SelectOptionAsync(new SelectOptionValue { Label = "全员禁言" });
        await guest.SeesAsync("主持人已关闭聊天");
    }

    [Fact]
    public async Task Roles_pass_on_and_the_removed_stay_out()
    {
        var link = await product.MeetingAsync("wangsy", "角色");
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy", camera: false), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing", camera: false), link);
        var guest = await RoomPage.EnterAsync(await product.BrowserAsync(camera: false), link, "林访客");
        await Assertions.Expect(member.Tool("主持人工具")).ToHaveCountAsync(0);

        await host.DoAsync("陈静", "设为联席主持人");
        await member.ToldAsync("你已成为联席主持人");
        await Assertions.Expect(member.Tool("主持人工具")).ToBeVisibleAsync();
        await host.DoAsync("陈静", "设为主持人");
        await host.ConfirmAsync("设为主持人");
        await member.ToldAsync("你已成为主持人");
        await Assertions.Expect(host.Tile("陈静").Locator(".badge.host")).ToBeVisibleAsync();
        await Assertions.Expect(host.Tile("王思远").Locator(".badge.cohost")).ToBeVisibleAsync();

        await member.DoAsync("林访客", "移出会议");
        await member.ConfirmAsync("移出会议", "允许再次加入", false);
        await guest.SeesAsync("您已被移出会议");
        await guest.SeesAsync("您不能再次加入这场会议。");
        await Assertions.Expect(host.Tile("林访客")).ToHaveCountAsync(0);
        await RoomPage.JoinAsync(guest.Page, link, "林访客");
        await guest.SeesAsync("主持人不允许您再次加入这场会议。");

        await member.OpenAsync("主持人工具");
        await member.Page.GetByRole(AriaRole.Switch, new() { Name = "锁定会议" }).ClickAsync();
        await host.ToldAsync("会议已锁定");
        var late = await RoomPage.JoinAsync(await product.BrowserAsync("liuyang", camera: false), link);
        await late.SeesAsync("会议已锁定，暂时无法加入。");
    }

    [Fact]
    public async Task Suspending_activities_silences_darkens_and_locks()
    {
        var link = await product.MeetingAsync("wangsy", "暂停活动");
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy"), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await host.HearsAsync();
        await member.Tool("共享屏幕").ClickAsync();
        await host.PlaysAsync(host.Screen("陈静"));

        await host.OpenAsync("主持人工具");
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "暂停成员活动" }).ClickAsync();
        await host.ConfirmAsync("暂停成员活动");
        await host.HearsNothingAsync();
        await member.ToldAsync("主持人已暂停成员活动");
        await member.UntilAsync("!s.sharing && !s.mic && !s.camera && s.meeting.locked");
        Assert.True(await member.Page.EvaluateAsync<bool>("() => !window.huitang.pcs().screen"));
        await Assertions.Expect(host.Screen("陈静")).ToHaveCountAsync(0);
        await member.Page.Keyboard.PressAsync("v");
        await member.ToldAsync("主持人不允许成员开启视频");
        await Assertions.Expect(member.Tool("共享屏幕")).ToBeDisabledAsync();
        await member.OpenAsync("聊天");
        await member.SeesAsync("主持人已关闭聊天");
    }

    private static async Task WriteAsync(RoomPage who, string text)
    {
        await who.Page.Locator(".chat-box textarea").FillAsync(text);
        await who.Page.Locator(".chat-box textarea").PressAsync("Enter");
        await Assertions.Expect(who.Page.Locator(".chat-box textarea")).ToHaveValueAsync("");
    }
}
