namespace Huitang.Host.Shell;

/// <summary>The theme a person chose, kept in a cookie so that the server can render it.</summary>
internal static class ThemeCookie
{
    /// <summary>Name of the cookie.</summary>
    public const string Name = "ht-theme";

    /// <summary>What the cookie may say.</summary>
    public static readonly IReadOnlyList<string> Themes = ["light", "dark", "system"];

    /// <summary>The theme of a request; the system's when none was chosen.</summary>
    public static string Of(HttpRequest request) => request.Cookies[Name] is { } theme && Themes.Contains(theme) ? theme : "system";
}
