using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Huitang.TestKit;
using Xunit;

namespace Huitang.Integration.Hosting;

/// <summary>Scripts and styles of pages are found at addresses a browser may keep for good.</summary>
public sealed partial class ScriptTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Every_file_a_page_names_is_there_at_an_address_that_names_what_is_inside()
    {
        using var client = app.CreateClient();
        var page = await client.GetStringAsync("/account/sign-in", TestContext.Current.CancellationToken);
        var named = Files().Matches(page).Select(m => m.Groups[1].Value).Concat(Map(page).Select(m => m.To[2..])).Distinct().ToList();
        Assert.Contains(named, f => f.Contains("blazor.web.", StringComparison.Ordinal));
        Assert.Contains(named, f => f.Contains("js/room/app.", StringComparison.Ordinal));
        foreach (var file in named)
        {
            Assert.Matches(@"\.[a-z0-9]{10}\.(js|css|svg)$", file);
            using var found = await client.GetAsync("/" + file, TestContext.Current.CancellationToken);
            Assert.True(found.StatusCode == HttpStatusCode.OK, file);
        }

        // A module that another imports by its plain name is that very one.
        Assert.Contains(Map(page), m => m.From == "./_content/Huitang.Ui/ui.js" && page.Contains($"src=\"{m.To[2..]}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_policy_of_a_page_allows_its_map_of_modules_and_no_other_script_inside()
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync("/account/sign-in", TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var scripts = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ").Single(p => p.StartsWith("script-src", StringComparison.Ordinal));
        var map = Inline().Match(page).Groups[1].Value;
        Assert.Equal($"script-src 'self' 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)))}'", scripts);
        Assert.Single(Inline().Matches(page));
        using var other = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Contains("script-src 'self';", other.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_library_expects_to_be_called_when_a_page_comes_alive()
    {
        using var client = app.CreateClient();
        // Pages do not ask for this list (start.js): whoever adds a library that is on it must have them ask.
        Assert.Equal("[]", await client.GetStringAsync("/_blazor/initializers", TestContext.Current.CancellationToken));
    }

    private static IEnumerable<(string From, string To)> Map(string page) => JsonNode.Parse(Inline().Match(page).Groups[1].Value)!["imports"]!.AsObject().Select(i => (i.Key, (string)i.Value!));

    [GeneratedRegex("""(?:src|href)="([^"?]+\.(?:js|css))["?]""")]
    private static partial Regex Files();

    [GeneratedRegex("""<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Inline();
}
