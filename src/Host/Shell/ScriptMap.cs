using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Huitang.Host.Shell;

/// <summary>
/// Where script modules find each other: at addresses that name what is inside them, so that a browser keeps them for good and asks for nothing again. Without it each page,
/// and each of the forty modules of a meeting, would ask whether its file is still the same.
/// </summary>
/// <param name="Json">The map, as it stands in the page.</param>
/// <param name="Source">What the content security policy allows it by: a hash of it.</param>
internal sealed record ScriptMap(string Json, string Source)
{
    private static readonly string[] OfConsole = ["_content/Huitang.Ui/", "_content/Huitang.Web/js/console/"];
    private static readonly string[] OfMeeting = ["_content/Huitang.Web/js/"];
    private static readonly object Key = new();
    private static readonly ConcurrentDictionary<bool, ScriptMap> Made = new();

    /// <summary>The map of console pages, or of those a meeting may run in.</summary>
    public static ScriptMap Of(ResourceAssetCollection assets, bool meeting) => Made.GetOrAdd(meeting, static (whole, all) => Make(all, whole ? [.. OfConsole, .. OfMeeting] : OfConsole), assets);

    /// <summary>Lets the page of a request contain it.</summary>
    public void AllowIn(HttpContext context) => context.Items[Key] = this;

    /// <summary>The policy of a page with what it contains.</summary>
    public static string Policy(HttpContext context, string policy) => context.Items[Key] is ScriptMap map ? policy.Replace("script-src 'self'", $"script-src 'self' '{map.Source}'", StringComparison.Ordinal) : policy;

    private static ScriptMap Make(ResourceAssetCollection assets, string[] folders)
    {
        var modules = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in assets)
        {
            if (asset.Properties?.FirstOrDefault(p => p.Name == "label")?.Value is { } name && name.EndsWith(".js", StringComparison.Ordinal) && folders.Any(f => name.StartsWith(f, StringComparison.Ordinal))) modules["./" + name] = "./" + asset.Url;
        }

        var json = JsonSerializer.Serialize(new { imports = modules });
        return new ScriptMap(json, "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(json))));
    }
}
