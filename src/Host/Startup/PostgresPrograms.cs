using System.Diagnostics;
using System.Globalization;

namespace Huitang.Host.Startup;

/// <summary>Where PostgreSQL's programs are and how to run them: they refuse to run as root, so root hands them to an ordinary account.</summary>
public static class PostgresPrograms
{
    private const string Root = "/usr/lib/postgresql";
    private const int Oldest = 15;

    /// <summary>Folder of the newest installed version's programs, or of the given one; null when there is none from 15 on. <c>HUITANG_POSTGRES_BIN</c> overrides.</summary>
    public static string? Find(string? version = null)
    {
        if (Environment.GetEnvironmentVariable("HUITANG_POSTGRES_BIN") is { Length: > 0 } chosen) return chosen;
        if (!Directory.Exists(Root)) return null;
        return Directory.GetDirectories(Root)
            .Select(folder => (Version: int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : 0, Bin: Path.Combine(folder, "bin")))
            .Where(found => version is null || found.Version.ToString(CultureInfo.InvariantCulture) == version)
            .Where(found => found.Version >= Oldest && File.Exists(Path.Combine(found.Bin, "postgres")) && File.Exists(Path.Combine(found.Bin, "initdb")))
            .OrderByDescending(found => found.Version)
            .FirstOrDefault().Bin;
    }

    /// <summary>Name of the account that runs the server: <c>postgres</c> (or <c>nobody</c>) when this process is root, itself (null) otherwise.</summary>
    public static string? Account => Environment.IsPrivilegedProcess ? AccountOfServer.Value : null;

    private static readonly Lazy<string> AccountOfServer = new(() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody");

    /// <summary>How to start a program as the server's account, in a session of its own so that a Ctrl+C at the terminal does not reach it.</summary>
    public static ProcessStartInfo Unprivileged(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false };
        if (Account is { } account)
        {
            foreach (var argument in new[] { "setpriv", "--reuid", account, "--regid", Group(account), "--clear-groups", "--no-new-privs", "--inh-caps=-all" })
                start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    /// <summary>The same start with output appended to a file: a server that goes on running must not hold our pipes.</summary>
    public static ProcessStartInfo ToFile(ProcessStartInfo start, string file)
    {
        var wrapped = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = start.WorkingDirectory };
        foreach (var argument in new[] { "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", file, start.FileName })
            wrapped.ArgumentList.Add(argument);
        foreach (var argument in start.ArgumentList) wrapped.ArgumentList.Add(argument);
        wrapped.Environment["LC_ALL"] = "C.UTF-8";
        return wrapped;
    }

    /// <summary>The same start, saying nothing.</summary>
    public static ProcessStartInfo Quiet(this ProcessStartInfo start) => ToFile(start, "/dev/null");

    /// <summary>Makes the server's account the owner of a folder or file, for itself alone to read and write; sockets inside a folder stay reachable for all.</summary>
    public static void GiveToServer(string path)
    {
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (Directory.Exists(path)) mode |= UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(path, mode);
        if (Account is not { } account) return;
        using var chown = Process.Start("chown", [$"{account}:{Group(account)}", path])!;
        chown.WaitForExit();
        if (chown.ExitCode != 0) throw new InvalidOperationException($"{path} could not be given to {account}.");
    }

    private static string Group(string account) => account == "nobody" ? "nogroup" : account;
}
