using Microsoft.Playwright;

namespace Huitang.Browser;

/// <summary>Keeps pages from coming alive, as a slow network does.</summary>
internal static class Asleep
{
    // A browser that had a socket before opens one without asking first, and only what is asked can be held back: the tab's first page forgets it.
    private const string Forget = "try { if (!sessionStorage.getItem('asleep')) { sessionStorage.setItem('asleep', '1'); localStorage.removeItem('ht-socket'); } } catch { }";

    /// <summary>From the next page on, until what it answers is set.</summary>
    public static async Task<TaskCompletionSource> KeepAsync(IPage page)
    {
        var awake = new TaskCompletionSource();
        await page.AddInitScriptAsync(Forget);
        await page.RouteAsync(url => url.Contains("/_blazor", StringComparison.Ordinal), async route =>
        {
            await awake.Task;
            await route.ContinueAsync();
        });
        return awake;
    }
}
