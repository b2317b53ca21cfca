using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>Only what is on the page is received, and no larger than it is shown.</summary>
[Collection(ProductCollection.Name)]
public sealed class ViewTests(ProductFixture product) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await product.CloseBrowsersAsync();

    [Fact]
    public async Task Cameras_off_the_page_are_not_received_and_size_follows_the_tile()
    {
        var link = await product.MeetingAsync("wangsy", "分页");
        await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await RoomPage.EnterAsync(await product.BrowserAsync("liuyang"), link);
        var page = await product.BrowserAsync("wangsy", width: 1440, height: 900);
        await page.AddInitScriptAsync("localStorage.setItem('huitang.room', JSON.stringify({ perPage: 2 }))");
        var host = await RoomPage.EnterAsync(page, link);

        // Two to a page; oneself comes last here, as cameras stand by the time they went on.
        await host.PlaysAsync(host.Tile("陈静"));
        await host.UntilAsync("s.arriving.filter(a => a.kind === 'camera').length === 2");
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "下一页" }).ClickAsync();
        await host.UntilAsync("s.arriving.filter(a => a.kind === 'camera').length === 0");
        Assert.Empty(await host.CamerasAsync());
        Assert.Equal(0, await host.GrowthAsync("video", "framesDecoded", TimeSpan.FromSeconds(2)));
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "上一页" }).ClickAsync();
        await host.PlaysAsync(host.Tile("陈静"));
        await host.PlaysAsync(host.Tile("刘洋"));

        // Speaker view: the large picture comes large, those in the strip come small.
        await host.Tile("陈静").DblClickAsync();
        var large = await HeightAsync(host, "陈静", h => h >= 360);
        var small = await HeightAsync(host, "刘洋", h => h is > 0 and <= 180);
        Assert.True(large >= 2 * small, $"{large} and {small}");
    }

    private static async Task<double> HeightAsync(RoomPage who, string name, Predicate<double> enough)
    {
        double height = 0;
        for (var i = 0; i < 100; i++, await Task.Delay(200))
        {
            if (enough(height = await RoomPage.HeightAsync(who.Tile(name)))) return height;
        }

        throw new TimeoutException($"The picture of {name} stays {height} high");
    }
}
