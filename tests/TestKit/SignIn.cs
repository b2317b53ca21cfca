using System.Net;
using System.Text.RegularExpressions;

namespace Huitang.TestKit;

/// <summary>A browser without a screen: keeps cookies, posts the forms that the pages show. Signs in as people do.</summary>
public sealed partial class SignIn : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };

    /// <summary>A new browser for the product at the address.</summary>
    public SignIn(Uri url, string device = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Test")
    {
        Client = new HttpClient(_handler) { BaseAddress = url };
        Client.DefaultRequestHeaders.Add("User-Agent", device);
        Client.DefaultRequestHeaders.Add("Accept", "text/html");
        Client.DefaultRequestHeaders.Add("Accept-Language", "zh-CN");
    }

    /// <summary>The client with this browser's cookies; follows no redirects.</summary>
    public HttpClient Client { get; }

    /// <summary>The cookies.</summary>
    public CookieContainer Cookies => _handler.CookieContainer;

    /// <summary>Signs in by password; throws with the page's text when that fails.</summary>
    public static async Task<SignIn> AsAsync(Uri url, string account, string password, CancellationToken ct)
    {
        var browser = new SignIn(url);
        var answer = await browser.TryAsync(account, password, ct);
        return answer.Location is not null ? browser : throw new InvalidOperationException($"{account} could not sign in: {answer.Errors}");
    }

    /// <summary>Posts the sign-in form.</summary>
    public Task<PageAnswer> TryAsync(string account, string password, CancellationToken ct, bool remember = false) =>
        PostAsync("/account/sign-in", "sign-in", ct, [("Account", account), ("Password", password), .. remember ? new (string, string)[] { ("Remember", "true") } : []]);

    /// <summary>Opens a page.</summary>
    public async Task<PageAnswer> GetAsync(string path, CancellationToken ct)
    {
        using var response = await Client.GetAsync(path, ct);
        return await ReadAsync(response, ct);
    }

    /// <summary>Opens the page and posts one of its forms: hidden fields as they are, and these values.</summary>
    public async Task<PageAnswer> PostAsync(string path, string form, CancellationToken ct, params (string Name, string Value)[] values) =>
        await PostAsync(path, await GetAsync(path, ct), form, ct, values);

    /// <summary>Posts a form of a page that is open already.</summary>
    public async Task<PageAnswer> PostAsync(string path, PageAnswer page, string form, CancellationToken ct, params (string Name, string Value)[] values)
    {
        var found = Forms().Matches(page.Html).Select(m => m.Value).FirstOrDefault(f => form.StartsWith('/') ? f.Contains($"action=\"{form}\"", StringComparison.Ordinal) : f.Contains($"name=\"_handler\" value=\"{form}\"", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"No form '{form}' at {path}: {page.Status} {page.Text}");
        var fields = Hidden().Matches(found).Select(m => (Name: Attribute(m.Value, "name"), Value: Attribute(m.Value, "value")))
            .Where(f => f.Name.Length > 0 && values.All(v => v.Name != f.Name))
            .Concat(values.Select(v => (v.Name, v.Value)));
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using var response = await Client.PostAsync(form.StartsWith('/') ? form : path, content, ct);
        return await ReadAsync(response, ct);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }

    private static async Task<PageAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct) =>
        new(response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync(ct));

    private static string Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"");
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : "";
    }

    [GeneratedRegex("<form\\b.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input\\b[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();
}

/// <summary>What the product answered.</summary>
/// <param name="Status">Status.</param>
/// <param name="Location">Where it sends the browser, or null.</param>
/// <param name="Html">The page.</param>
public sealed partial record PageAnswer(HttpStatusCode Status, string? Location, string Html)
{
    /// <summary>The page as text.</summary>
    public string Text => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Html, " ")), " ").Trim();

    /// <summary>What the page says is wrong.</summary>
    public string Errors => string.Join(" | ", Problems().Matches(Html).Select(m => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(m.Value, " ")), " ").Trim()).Where(t => t.Length > 0));

    [GeneratedRegex("<(script|style|svg)\\b.*?</\\1>|<[^>]+>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<div class=\"app-note app-note-bad\".*?</div>\\s*</div>|<p[^>]*class=\"app-field-error\"[^>]*>.*?</p>", RegexOptions.Singleline)]
    private static partial Regex Problems();
}
