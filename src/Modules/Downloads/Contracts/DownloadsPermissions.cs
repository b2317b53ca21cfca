namespace Huitang.Downloads.Contracts;

/// <summary>Permissions of this module. Whoever may see a list may have it as a file; their own files need no permission of their own.</summary>
public static class DownloadsPermissions
{
    /// <summary>See the downloads of everybody one manages. Fetching a file needs the rights for what is in it besides.</summary>
    public const string All = "downloads.all";
}
