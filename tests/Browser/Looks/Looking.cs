using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Huitang.Browser.Meetings;
using Microsoft.Playwright;

namespace Huitang.Browser.Looks;

/// <summary>Looks at pages in one language, in one theme on a desk and in the other on a phone, and collects what is wrong with them.</summary>
internal sealed partial class Looking
{
    // Every pair of language, theme and width is looked at once.
    private static readonly (string Language, string Theme, int Width)[] s_looks = [("zh-CN", "light", 1440), ("zh-CN", "dark", 390), ("en-US", "dark", 1440), ("en-US", "light", 390)];

    private static readonly string[] s_languages = ["zh-CN", "en-US"];

    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("HUITANG_LOOKS");

    private readonly List<string> _problems = [];
    private string _view = "";

    private Looking(IPage page, string language)
    {
        (Page, Language) = (page, language);
        page.PageError += (_, error) => Wrong("script: " + error);
        // That a page which is not there answers 404 is no fault of it.
        page.Console += (_, message) => { if (message.Type == "error" && !(message.Location.StartsWith(page.Url, StringComparison.Ordinal) && message.Text.Contains("status of 40", StringComparison.Ordinal))) Wrong("console: " + message.Text); };
    }

    /// <summary>The page looked at.</summary>
    public IPage Page { get; }

    /// <summary>Its language.</summary>
    public string Language { get; }

    /// <summary>Goes a journey in one language, then in the other, and fails with everything that is wrong on it. One window at a time: a window behind another is given no frames.</summary>
    public static async Task AtAsync(ProductFixture product, string? who, Func<Looking, Task> journey)
    {
        var wrong = new List<string>();
        foreach (var language in s_languages)
        {
            var page = await product.BrowserAsync(who, language, 1440, 900, motion: ReducedMotion.Reduce);
            var looking = new Looking(page, language);
            try
            {
                await journey(looking);
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                looking.Wrong(e.Message);
            }

            await page.Context.CloseAsync();
            wrong.AddRange(looking._problems.Distinct());
        }

        Xunit.Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Opens a page, does something there, looks.</summary>
    public Task SeeAsync(string name, string path, params Func<IPage, Task>[] then) => SeeAsync(name, [async page => { await page.GotoAsync(path); await SettledAsync(); }, .. then]);

    /// <summary>Does something on the page that is open, looks.</summary>
    public async Task SeeAsync(string name, params Func<IPage, Task>[] then)
    {
        _view = name;
        try
        {
            await WholeAsync(then).WaitAsync(TimeSpan.FromSeconds(90));
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            // The other views are looked at all the same.
            Wrong(e.Message.Split('\n')[0]);
        }
    }

    private async Task WholeAsync(Func<IPage, Task>[] then)
    {
        await Page.SetViewportSizeAsync(1440, 900);
        foreach (var step in then) await step(Page);
        await SettledAsync();
        foreach (var (_, theme, width) in s_looks.Where(l => l.Language == Language))
        {
            await Page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await LookAsync(theme, width);
        }
    }

    private async Task LookAsync(string theme, int width)
    {
        await Page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; }", theme);
        foreach (var wrong in await Page.EvaluateAsync<string[]>(Eye, Language)) Wrong($"{width}: {wrong}");
        var found = await Page.RunAxe(new AxeRunOptions { Iframes = false, ResultTypes = [ResultType.Violations] });
        foreach (var violation in found.Violations) Wrong($"{theme} {width}: {violation.Id}: {violation.Nodes[0].Html}");
        if (s_pictures is not null) await Page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, $"{PictureName().Replace(_view, "-")}-{Language}-{theme}-{width}.png"), Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Waits until nothing on the page is loading any more.</summary>
    private async Task SettledAsync() => await Page.WaitForFunctionAsync("() => document.readyState === 'complete' && !(document.querySelector('script[src*=early]') && !document.querySelector('#main[data-interactive]')) && ![...document.querySelectorAll('.app-skel, .app-table[aria-busy=true]')].some(e => e.checkVisibility())");

    private void Wrong(string what)
    {
        lock (_problems) _problems.Add($"{_view} {Language} {what}");
    }

    // What is too wide, cut off, out of reach or not translated.
    private const string Eye = """
        language => {
          const wrong = [];
          const tell = (what, e) => wrong.push(`${what}: ${(e.outerHTML ?? e).slice(0, 160)}`);
          const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
          if (document.documentElement.scrollWidth > innerWidth) {
            const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).pop();
            tell('wider than the page', wide ?? 'page');
          }
          const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)) return true; return false; };
          for (const e of document.querySelectorAll('button, a, input, select, textarea, h1, h2')) {
            if (!shown(e)) continue;
            const at = e.getBoundingClientRect();
            if (at.width > 1 && (at.right > innerWidth + 1 || at.left < -1) && !scrolls(e)) tell('out of sight', e);
          }
          for (const e of document.querySelectorAll('.app-btn, .app-tab, .app-tag, .app-nav-item span, .app-kpi-value, .tool-words, .button, th, dt, label > span, h2')) {
            if (shown(e) && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).textOverflow !== 'ellipsis') tell('cut off', e);
          }
          const texts = [document.title];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const e = walk.currentNode.parentElement;
            if (!e.closest('script, style, template, code, pre, noscript, .app-copy') && (e.closest('[lang]')?.lang ?? language) === language && shown(e)) texts.push(walk.currentNode.data);
          }
          for (const e of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
            if ((e.closest('[lang]')?.lang ?? language) === language) for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(e.getAttribute(name) ?? '');
          }
          for (const text of new Set(texts)) {
            if (language === 'en-US' && /[\p{Script=Han}，。、；：（）“”]/u.test(text.replace(/“[^”]*”/g, ''))) tell('not translated', text.trim());
            if (/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}|\{\d\}|(?<![\w.@/])[a-z]+(_[a-z0-9]+)+(?!\w)|\b(undefined|NaN|null)\b/.test(text)) tell('raw', text.trim());
          }
          return wrong;
        }
        """;

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex PictureName();
}
