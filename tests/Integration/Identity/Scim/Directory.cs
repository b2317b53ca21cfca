using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Huitang.Identity.Contracts;
using Huitang.Identity.Features.Scim.Tokens;
using Huitang.Integration.Access;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Identity.Scim;

/// <summary>What the server answered a directory.</summary>
internal sealed record ScimReply(HttpStatusCode Status, JsonNode? Body, HttpResponseHeaders Headers, string? Media)
{
    public JsonNode? this[string name] => Body?[name];

    public string Id => (string)Body!["id"]!;

    public string? Type => (string?)Body?["scimType"];

    public string Tag => Headers.ETag!.ToString();

    /// <summary>Methods the address knows.</summary>
    public IReadOnlyCollection<string> Allow { get; init; } = [];

    /// <summary>Values of an attribute in a list.</summary>
    public List<string?> All(string attribute) => [.. Body!["Resources"]!.AsArray().Select(r => (string?)r![attribute])];
}

/// <summary>A directory that speaks plain HTTP, as RFC 7644 shows it.</summary>
internal sealed class Directory(HttpClient client, string secret) : IDisposable
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";
    public const string Department = "urn:huitang:params:scim:schemas:extension:2.0:Department";

    /// <summary>A directory with a new token of somebody.</summary>
    public static async Task<Directory> OfAsync(AccessFixture app, Actor maker, params string[] departments) => new(app.CreateClient(), (await TokenAsync(app, maker, departments)).Secret);

    /// <summary>A new token.</summary>
    public static async Task<NewToken> TokenAsync(AccessFixture app, Actor maker, params string[] departments)
    {
        var made = await app.RunAsync(maker, new AddToken("人事系统", 30, departments.Length > 0, [.. departments.Select(d => app.Departments[d])], Invite: false));
        Assert.Null(made.Error);
        return made.Value!;
    }

    public Task<ScimReply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<ScimReply> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<ScimReply> PutAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, json, headers);

    public Task<ScimReply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    /// <summary>Adds somebody as the RFC does.</summary>
    public Task<ScimReply> CreateAsync(string name) => PostAsync("Users", $$$$"""
        {"schemas":["{{{{User}}}}"],"userName":"{{{{name}}}}","externalId":"{{{{name}}}}","name":{"formatted":"Ms. Barbara J Jensen III","familyName":"Jensen","givenName":"Barbara"}}
        """);

    /// <summary>PATCH with these operations.</summary>
    public Task<ScimReply> PatchAsync(string path, string operations, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Patch, path, $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""", headers);

    /// <summary>People that fit a filter, by UserID.</summary>
    public async Task<List<string?>> FindAsync(string filter)
    {
        var found = await GetAsync("Users?filter=" + Uri.EscapeDataString(filter));
        Assert.True(found.Status == HttpStatusCode.OK, $"{filter}: {found.Body}");
        return found.All("userName");
    }

    public async Task<ScimReply> SendAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/scim/v2/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/scim+json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new ScimReply(response.StatusCode, body.Length == 0 ? null : JsonNode.Parse(body), response.Headers, response.Content.Headers.ContentType?.MediaType) { Allow = [.. response.Content.Headers.Allow] };
    }

    public void Dispose() => client.Dispose();
}
