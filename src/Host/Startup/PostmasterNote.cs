using System.Globalization;

namespace Huitang.Host.Startup;

/// <summary>The note (<c>postmaster.pid</c>) a running PostgreSQL server leaves in its folder.</summary>
/// <param name="ProcessId">Process that wrote it.</param>
/// <param name="SocketFolder">Where it listens.</param>
internal sealed record PostmasterNote(int ProcessId, string SocketFolder)
{
    /// <summary>Reads the note of a cluster, or null when there is none.</summary>
    public static PostmasterNote? Read(string cluster)
    {
        try
        {
            var lines = File.ReadAllLines(FileOf(cluster));
            return lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                ? new PostmasterNote(pid, lines.Length > 4 ? lines[4] : "")
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Path of the note.</summary>
    public static string FileOf(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>Whether that process lives and really serves this cluster: a number may have been given to another process, and a dead child nobody waited for still has one.</summary>
    public bool Alive(string cluster)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{ProcessId}/stat");
            var state = stat[stat.LastIndexOf(')') + 2];
            if (state is 'Z' or 'X') return false;
            var folder = new FileInfo($"/proc/{ProcessId}/cwd").LinkTarget;
            return folder is null || Path.GetFullPath(folder) == Path.GetFullPath(cluster);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
