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

    private static IEnumerable<string> Modules(ResourceAssetCollection assets) =>
        from asset in assets
        let name = asset.Properties?.FirstOrDefault(p => p.Name == "label")?.Value
        where name is not null && name.StartsWith("_content/Huitang.", StringComparison.Ordinal) && name.EndsWith(".css", StringComparison.Ordinal)
        where !name.StartsWith("_content/Huitang.Ui/", StringComparison.Ordinal) && !name.StartsWith("_content/Huitang.Web/", StringComparison.Ordinal)
        orderby name
        select asset.Url;
}
