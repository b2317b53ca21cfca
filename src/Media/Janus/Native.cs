using System.Globalization;
using System.Runtime.InteropServices;

namespace Huitang.Media.Janus;

/// <summary>The few things about processes that .NET does not offer.</summary>
internal static partial class Native
{
    private const int Terminate = 15;
    private const int Kill = 9;

    /// <summary>Asks a process to end.</summary>
    public static void AskToEnd(int pid) => _ = kill(pid, Terminate);

    /// <summary>Ends a process.</summary>
    public static void End(int pid) => _ = kill(pid, Kill);

    /// <summary>When a process was started, in clock ticks since boot; null when there is none. A process id alone may since belong to another.</summary>
    public static long? StartOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            // The name in brackets may hold spaces, so count from its end; a zombie is no process to us.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable SYSLIB1054 // two ints: nothing to marshal
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054
}
