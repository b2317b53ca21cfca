namespace Huitang.Identity.Access;

/// <summary>Where to go after signing in: only within the product.</summary>
internal static class LocalPath
{
    /// <summary>The address when it is one of the product; the start page otherwise. <c>//host</c> and <c>/\host</c> are other sites in disguise.</summary>
    public static string Of(string? url) =>
        url is { Length: > 0 and < 2000 } && url[0] == '/' && (url.Length == 1 || url[1] is not '/' and not '\\') && !url.Any(c => char.IsControl(c) || c == '\\') ? url : "/";
}
