using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Room;

/// <summary>The door of a meeting: what people meet before they are in.</summary>
public sealed class DoorTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    private readonly List<string> _problems = [];

    [Fact]
    public async Task A_code_is_grouped_while_typed_and_what_is_missing_is_said_at_its_field()
    {
        var page = await room.OpenAsync("/join", _problems);
        var code = page.GetByLabel("会议号");
        await code.PressSequentiallyAsync("12a345678");
        Assert.Equal("123-456-78", await code.InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "加入会议", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("会议号应为 9 位数字")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("请输入您的名字")).ToBeVisibleAsync();
        Assert.Equal("true", await code.GetAttributeAsync("aria-invalid"));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task The_devices_are_shown_and_choices_are_remembered()
    {
        var page = await room.OpenAsync("/m/123456789", _problems);
        await page.WaitForFunctionAsync("() => document.querySelector('.preview video')?.videoWidth > 0");
        await page.WaitForFunctionAsync("() => Number(document.querySelector('.meter').style.getPropertyValue('--level')) > 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "关闭摄像头" }).ClickAsync();
        await Assertions.Expect(page.GetByText("摄像头已关闭")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "打开摄像头" })).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator(".preview video").CountAsync());
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("zh-CN", ColorScheme.Light, 1440)]
    [InlineData("en-US", ColorScheme.Dark, 1440)]
    [InlineData("en-US", ColorScheme.Light, 390)]
    public async Task The_door_is_accessible_and_never_wider_than_the_page(string language, ColorScheme scheme, int width)
    {
        var page = await room.OpenAsync("/culture?c=" + language + "&returnUrl=%2Fm%2F123456789", _problems, language, scheme, width, 844);
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html}")));
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.querySelector('.door').scrollWidth - document.querySelector('.door').clientWidth"));
        Assert.Empty(_problems);
    }
}
