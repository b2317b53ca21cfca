using Huitang.Host.Startup;

namespace Huitang.Host.Cli;

/// <summary>One process at a time keeps a data folder: two would supervise the same database.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder, which is made when missing. The system lets go of it when the process ends, however it ends.</summary>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new DataFolderLock(new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupProblem(string.Format(Texts.data_denied, folder), Texts.data_denied_remedy);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new StartupProblem(string.Format(Texts.data_locked, folder), Texts.data_locked_remedy);
        }
    }

    public void Dispose() => _file.Dispose();
}
