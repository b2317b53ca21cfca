using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

/// <summary>The note that tells a later run of ours which child was left behind: process id and start time, for ids are used again. Held by one run at a time.</summary>
internal sealed class JanusNote(string folder, ILogger log) : IDisposable
{
    /// <summary>How the folders of configurations begin.</summary>
    public const string FolderPrefix = "huitang-janus-";

    private readonly string _file = Path.Combine(folder, "janus.pid");
    private FileStream? _lock;

    /// <summary>Takes the note for this run; fails while another run of ours holds it. Ends what an earlier run left behind.</summary>
    public void Take()
    {
        if (_lock is not null) return;
        Directory.CreateDirectory(folder);
        _lock = new FileStream(Path.Combine(folder, "janus.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        EndStale();
    }

    public void Write(int pid, string configuration)
    {
        var start = Native.StartOf(pid) ?? 0;
        File.WriteAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{pid}\n{start}\n{configuration}\n"));
    }

    public void Remove() => File.Delete(_file);

    private void EndStale()
    {
        if (!File.Exists(_file)) return;
        var lines = File.ReadAllLines(_file);
        if (lines.Length == 3
            && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
        {
            if (Native.StartOf(pid) == start)
            {
                log.LogWarning("A Janus of an earlier run is still there as process {Pid}; it is ended", pid);
                Native.End(pid);
            }

            var old = new DirectoryInfo(lines[2]);
            if (old.Exists && old.Name.StartsWith(FolderPrefix, StringComparison.Ordinal)) old.Delete(true);
        }

        Remove();
    }

    public void Dispose() => _lock?.Dispose();
}
