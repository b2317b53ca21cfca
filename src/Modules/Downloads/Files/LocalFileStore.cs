namespace Huitang.Downloads.Files;

/// <summary>Files in a folder of this machine, or of one that several share. A file comes into sight by renaming, so never half.</summary>
internal sealed class LocalFileStore(StoreOptions options) : IFileStore
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string WorkFolder => Made(Path.Combine(options.Folder, ".work"));

    public Task StoreAsync(string key, string file, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var path = PathOf(key);
        Made(Path.GetDirectoryName(path)!);
        // The work folder stands beside, on the same volume: this is one step for the file system.
        File.Move(file, path, overwrite: true);
        return Task.CompletedTask;
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken ct)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<long?> SizeAsync(string key, CancellationToken ct) => Task.FromResult(new FileInfo(PathOf(key)) is { Exists: true } file ? file.Length : (long?)null);

    public Task DeleteAsync(string key, CancellationToken ct)
    {
        var path = PathOf(key);
        if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    private string PathOf(string key)
    {
        var path = Path.GetFullPath(Path.Combine(options.Folder, key));
        return path.StartsWith(options.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new ArgumentException($"{key} leads out of the store.", nameof(key));
    }

    internal static string Made(string folder)
    {
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, Private);
        }

        return folder;
    }
}
