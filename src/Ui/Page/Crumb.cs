namespace Huitang.Ui;

/// <summary>One step of the way to a page.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Href">Its address; null for the page itself.</param>
public sealed record Crumb(string Text, string? Href = null);

/// <summary>What a page can show in place of its content.</summary>
public enum PageState
{
    /// <summary>The content.</summary>
    Ready,

    /// <summary>A skeleton.</summary>
    Loading,

    /// <summary>An error with a way to try again.</summary>
    Failed,

    /// <summary>The person may not.</summary>
    NoPermission,

    /// <summary>It does not exist.</summary>
    NotFound,
}
