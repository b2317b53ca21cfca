using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Huitang.Browser.Meetings;

/// <summary>Somebody in a meeting, in a real browser: what they press and what their peer connections carry.</summary>
internal sealed class RoomPage(IPage page)
{
    public IPage Page { get; } = page;

    /// <summary>Opens the invitation and presses join; a guest types a name.</summary>
    public static async Task<RoomPage> JoinAsync(IPage page, string link, string? guestName = null)
    {
        await page.GotoAsync(link);
        if (guestName is not null) await page.GetByLabel("您的名字").FillAsync(guestName);
        await page.GetByRole(AriaRole.Button, new() { Name = "加入会议", Exact = true }).ClickAsync();
        return new RoomPage(page);
    }

    /// <summary>Waits until the client says it is in.</summary>
    public Task InAsync() => Page.WaitForFunctionAsync("() => window.huitang?.state()?.phase === 'in'", null, new() { Timeout = 30_000 });

    /// <summary>Sum over all receiving lines of a kind.</summary>
    public async Task<double> ReceivedAsync(string kind, string what) => await Page.EvaluateAsync<double>("""
        async ([kind, what]) => {
          const pc = window.huitang.pcs().sub;
          if (!pc) return 0;
          let sum = 0;
          for (const s of (await pc.getStats()).values()) if (s.type === 'inbound-rtp' && s.kind === kind) sum += s[what] ?? 0;
          return sum;
        }
        """, new[] { kind, what });

    /// <summary>Waits until a figure has grown by this much.</summary>
    public async Task GrowsAsync(string kind, string what, double by = 1, int seconds = 20)
    {
        var from = await ReceivedAsync(kind, what);
        for (var until = Environment.TickCount64 + (seconds * 1000); Environment.TickCount64 < until; await Task.Delay(200))
        {
            if (await ReceivedAsync(kind, what) >= from + by) return;
        }

        throw new TimeoutException($"{kind} {what} stays at {from.ToString(CultureInfo.InvariantCulture)}; state {await StateAsync()}");
    }

    /// <summary>How much a figure grows within a time.</summary>
    public async Task<double> GrowthAsync(string kind, string what, TimeSpan within)
    {
        var from = await ReceivedAsync(kind, what);
        await Task.Delay(within);
        return await ReceivedAsync(kind, what) - from;
    }

    /// <summary>What every receiving line carried so far, for the words of a failure.</summary>
    private async Task<string> FlowsAsync() => await Page.EvaluateAsync<string>("""
        async () => {
          const pc = window.huitang.pcs().sub;
          const rows = pc ? [...(await pc.getStats()).values()] : [];
          return JSON.stringify(rows.filter(s => s.type === 'inbound-rtp' || s.type === 'transport' || s.type === 'candidate-pair').map(s => ({
            type: s.type, mid: s.mid, packets: s.packetsReceived, frames: s.framesReceived, decoded: s.framesDecoded, keys: s.keyFramesDecoded, pli: s.pliCount,
            dtls: s.dtlsState, ice: s.iceState, state: s.state, nominated: s.nominated, requests: s.requestsSent, responses: s.responsesReceived, bytes: s.bytesReceived })));
        }
        """);

    /// <summary>The client's own view as JSON.</summary>
    public async Task<string> StateAsync() => (await Page.EvaluateAsync<JsonElement>("() => window.huitang.state()")).ToString();

    /// <summary>Opens or closes the own microphone.</summary>
    public Task PressMicrophoneAsync() => Page.Keyboard.PressAsync("m");

    /// <summary>Opens the invitation, comes in and sees the room.</summary>
    public static async Task<RoomPage> EnterAsync(IPage page, string link, string? guestName = null)
    {
        var room = await JoinAsync(page, link, guestName);
        await room.InAsync();
        return room;
    }

    /// <summary>A button of the bar at the bottom.</summary>
    public ILocator Tool(string words) => Page.Locator(".bar button").Filter(new() { HasText = words }).First;

    /// <summary>The tile of somebody.</summary>
    public ILocator Tile(string name) => Page.Locator($".tile[aria-label='{name} 的画面']");

    /// <summary>The screen somebody shares.</summary>
    public ILocator Screen(string name) => Page.Locator($".tile[aria-label='{name} 的屏幕']");

    /// <summary>A line of the list of people.</summary>
    public ILocator Line(string name) => Page.Locator("aside .person, .panel .person").Filter(new() { HasText = name }).First;

    /// <summary>Waits for passing words.</summary>
    public Task ToldAsync(string words) => Assertions.Expect(Page.Locator(".toast", new() { HasText = words })).ToBeVisibleAsync(new() { Timeout = 8_000 });

    /// <summary>Waits for words anywhere on the page.</summary>
    public Task SeesAsync(string words) => Assertions.Expect(Page.GetByText(words).First).ToBeVisibleAsync(new() { Timeout = 10_000 });

    /// <summary>Opens a panel by its button of the bar.</summary>
    public async Task OpenAsync(string words)
    {
        var tool = Tool(words);
        if (await tool.GetAttributeAsync("aria-expanded") != "true") await tool.ClickAsync();
    }

    /// <summary>Chooses something to do with somebody from the list of people.</summary>
    public async Task DoAsync(string name, string what)
    {
        await OpenAsync("成员");
        await Line(name).GetByLabel($"对 {name} 的更多操作").ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = what, Exact = true }).ClickAsync();
    }

    /// <summary>Answers a dialog: sets its boxes, presses its button.</summary>
    public async Task ConfirmAsync(string button, string? box = null, bool on = false)
    {
        var dialog = Page.Locator("dialog[open]");
        if (box is not null) await dialog.GetByLabel(box).SetCheckedAsync(on);
        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    /// <summary>Waits until the picture in a tile really moves: a decoded frame later than the first.</summary>
    public async Task PlaysAsync(ILocator tile, int seconds = 20)
    {
        var from = -1.0;
        for (var until = Environment.TickCount64 + (seconds * 1000); Environment.TickCount64 < until; await Task.Delay(200))
        {
            var frames = await FramesAsync(tile);
            if (frames is null) continue;
            if (from >= 0 && frames < from) from = -1;
            if (from < 0) from = frames.Value;
            else if (frames >= from + 5) return;
        }

        throw new TimeoutException($"No moving picture: {await tile.CountAsync()} tiles; {await FlowsAsync()}; {await StateAsync()}");
    }

    /// <summary>The height of the picture that comes in for a tile, 0 when none does.</summary>
    public static async Task<double> HeightAsync(ILocator tile) => await tile.Locator("video").CountAsync() == 0 ? 0
        : await tile.Locator("video").First.EvaluateAsync<double>("v => v.videoHeight");

    /// <summary>Whose cameras come in.</summary>
    public Task<string[]> CamerasAsync() => Page.EvaluateAsync<string[]>("""
        () => { const s = window.huitang.state(); return s.arriving.filter(a => a.kind === 'camera').map(a => s.people.find(p => p.id === a.participant)?.name ?? '').sort(); }
        """);

    /// <summary>Waits until the client's view satisfies an expression over <c>s</c>.</summary>
    public Task UntilAsync(string condition, int seconds = 15) =>
        Page.WaitForFunctionAsync($"() => {{ const s = window.huitang?.state(); const me = s?.people.find(p => p.id === s.you); return s && ({condition}); }}", null, new() { Timeout = seconds * 1000 });

    /// <summary>Packets of sound stop within a second, and stay away.</summary>
    public async Task HearsNothingAsync()
    {
        await Task.Delay(1000);
        Xunit.Assert.Equal(0, await GrowthAsync("audio", "packetsReceived", TimeSpan.FromSeconds(1.5)));
    }

    /// <summary>Sound that is not silence comes in.</summary>
    public Task HearsAsync() => GrowsAsync("audio", "totalAudioEnergy", 0.0001);

    private static async Task<double?> FramesAsync(ILocator tile)
    {
        var video = tile.Locator("video");
        return await video.CountAsync() == 0 ? null : await video.First.EvaluateAsync<double>("v => v.videoWidth > 0 ? v.getVideoPlaybackQuality().totalVideoFrames : 0");
    }
}
