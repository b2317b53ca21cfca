using Huitang.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Room;

/// <summary>The product without a media server and a Chromium with fake devices, for tests of the meeting page itself.</summary>
public sealed class RoomFixture : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private AppFixture? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Address of the product.</summary>
    public Uri Url => _app!.Url;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _app = new AppFixture(_postgres);
        await _app.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>A page in a fresh profile; whatever fails on it fails the test by <paramref name="problems"/>.</summary>
    public async Task<IPage> OpenAsync(string path, List<string> problems, string language = "zh-CN", ColorScheme scheme = ColorScheme.Light, int width = 1440, int height = 900)
    {
        var context = await _browser!.NewContextAsync(new() { Locale = language, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, BaseURL = Url.ToString() });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => problems.Add(error);
        await page.GotoAsync(path);
        return page;
    }
}
