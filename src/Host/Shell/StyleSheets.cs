using Microsoft.AspNetCore.Components;

namespace Huitang.Host.Shell;

/// <summary>
/// The style sheets of all pages: the frame's in their order, then every module's. They stand in the document and none comes with its page: the live page would take that one out
/// and bring it back, and the content would jump meanwhile.
/// </summary>
internal static class StyleSheets
{
    private static readonly string[] Frame = ["base", "table", "forms", "overlays", "shell"];

    private static IReadOnlyList<string>? s_found;

    /// <summary>Their addresses. The meeting room's are its own.</summary>
    public static IReadOnlyList<string> Of(ResourceAssetCollection assets) => s_found ??= [.. Frame.Select(name => assets[$"_content/Huitang.Ui/{name}.css"]), .. Modules(assets)];

    private static IEnumerable<string> Modules(ResourceAssetCollection assets) => assets
        .Select(asset => (Name: asset.Properties?.FirstOrDefault(p => p.Name == "label")?.Value ?? "", asset.Url))
        .Where(a => a.Name.StartsWith("_content/Huitang.", StringComparison.Ordinal) && a.Name.EndsWith(".css", StringComparison.Ordinal))
        .Where(a => !a.Name.StartsWith("_content/Huitang.Ui/", StringComparison.Ordinal) && !a.Name.StartsWith("_content/Huitang.Web/", StringComparison.Ordinal))
        .OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => a.Url);
}
