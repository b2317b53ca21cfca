using System.Diagnostics;
using Huitang.Meetings;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>Reloads, lost networks and a media server that dies: places, roles and mutes stay, media comes back by itself.</summary>
[Collection(ProductCollection.Name)]
public sealed class RecoveryTests(ProductFixture product) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await product.CloseBrowsersAsync();

    [Fact]
    public async Task A_reload_keeps_role_and_mute()
    {
        var link = await product.MeetingAsync("wangsy", "刷新页面", new MeetingSettings { MuteOnEntry = MuteOnEntry.Off });
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy"), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await host.HearsAsync();
        await host.DoAsync("陈静", "静音");
        await member.ToldAsync("主持人已将你静音");

        await member.Page.ReloadAsync();
        await member.InAsync();
        await member.UntilAsync("me && !me.mic && me.camera && !s.mic");
        await host.PlaysAsync(host.Tile("陈静"));
        await member.PlaysAsync(member.Tile("王思远"));
        await host.HearsNothingAsync();

        await host.Page.ReloadAsync();
        await host.InAsync();
        await host.UntilAsync("me?.role === 'host' && me.mic");
        await member.HearsAsync();
        await member.PlaysAsync(member.Tile("王思远"));
        Assert.Equal(2, await host.Page.EvaluateAsync<int>("() => window.huitang.state().people.length"));
    }

    [Fact]
    public async Task A_receiving_connection_that_carries_nothing_is_made_anew_by_itself()
    {
        var link = await product.MeetingAsync("wangsy", "收不到画面", new MeetingSettings { MuteOnEntry = MuteOnEntry.Off });
        var hostPage = await product.BrowserAsync("wangsy");
        // The first answer tells the media server to send nothing, and the page believes that it may: both ends are content, and nothing flows.
        await hostPage.AddInitScriptAsync("""
            const send = WebSocket.prototype.send;
            let first = true;
            WebSocket.prototype.send = function (text) {
              if (first && typeof text === 'string' && text.includes('"t":"answer"')) {
                first = false;
                text = text.replaceAll('a=recvonly', 'a=inactive');
              }
              return send.call(this, text);
            };
            """);
        var host = await RoomPage.EnterAsync(hostPage, link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await host.PlaysAsync(host.Tile("陈静"));
        await host.HearsAsync();
        await host.UntilAsync("s.failures.length === 1");
        await member.PlaysAsync(member.Tile("王思远"));
        await member.UntilAsync("s.failures.length === 0");
    }

    [Fact]
    public async Task Twenty_seconds_without_network_keep_role_and_mute()
    {
        var link = await product.MeetingAsync("wangsy", "网络中断", new MeetingSettings { MuteOnEntry = MuteOnEntry.Off });
        var hostPage = await product.BrowserAsync("wangsy");
        var down = false;
        var live = new List<IWebSocketRoute>();
        await hostPage.RouteWebSocketAsync(url => url.EndsWith("/live", StringComparison.Ordinal), route =>
        {
            if (Volatile.Read(ref down))
            {
                _ = route.CloseAsync();
                return;
            }

            lock (live) live.Add(route);
            route.ConnectToServer();
        });
        var host = await RoomPage.EnterAsync(hostPage, link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await host.DoAsync("陈静", "静音");
        await member.ToldAsync("主持人已将你静音");
        await member.PlaysAsync(member.Tile("王思远"));

        Volatile.Write(ref down, true);
        List<IWebSocketRoute> open;
        lock (live) open = [.. live];
        foreach (var route in open) await route.CloseAsync();
        await host.SeesAsync("网络不稳定，正在重新连接…");
        await Assertions.Expect(member.Tile("王思远")).ToContainTextAsync("连接中断，等待恢复");
        await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Volatile.Write(ref down, false);

        await host.UntilAsync("s.line === 'open' && me?.role === 'host' && me.mic", 15);
        await member.PlaysAsync(member.Tile("王思远"));
        await host.PlaysAsync(host.Tile("陈静"));
        await member.HearsAsync();
        await host.HearsNothingAsync();
        Assert.Equal("member", await member.Page.EvaluateAsync<string>("() => { const s = window.huitang.state(); return s.people.find(p => p.id === s.you).role; }"));
    }

    [Fact]
    public async Task A_killed_media_server_is_back_within_ten_seconds_without_reload()
    {
        var link = await product.MeetingAsync("wangsy", "媒体恢复", new MeetingSettings { MuteOnEntry = MuteOnEntry.Off });
        var host = await RoomPage.EnterAsync(await product.BrowserAsync("wangsy"), link);
        var member = await RoomPage.EnterAsync(await product.BrowserAsync("chenjing"), link);
        await host.DoAsync("陈静", "静音");
        await member.ToldAsync("主持人已将你静音");
        await host.PlaysAsync(host.Tile("陈静"));
        await member.PlaysAsync(member.Tile("王思远"));
        foreach (var page in new[] { host.Page, member.Page }) await page.EvaluateAsync("() => { window.notReloaded = true; }");

        var clock = Stopwatch.StartNew();
        using (var janus = Process.GetProcessById(product.Media.Supervisor!.ProcessId!.Value)) janus.Kill();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await Task.WhenAll(host.PlaysAsync(host.Tile("陈静"), 20), member.PlaysAsync(member.Tile("王思远"), 20));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);

        foreach (var page in new[] { host.Page, member.Page }) Assert.True(await page.EvaluateAsync<bool>("() => window.notReloaded === true"));
        await host.UntilAsync("me.role === 'host' && me.mic");
        await member.UntilAsync("me.role === 'member' && !me.mic");
        await member.HearsAsync();
        await host.HearsNothingAsync();
    }
}
