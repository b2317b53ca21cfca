using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser;

/// <summary>What axe-core finds on a page.</summary>
internal static class Accessible
{
    /// <summary>Nothing is found on a page that has arrived: its title comes with it and is missing for a moment while pages change.</summary>
    public static async Task CleanAsync(IPage page)
    {
        await page.WaitForFunctionAsync("() => document.title !== ''");
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join("; ", found.Violations.Select(v => $"{v.Id}: {string.Join(", ", v.Nodes.Select(n => n.Html))}")));
    }
}
