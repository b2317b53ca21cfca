using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

/// <summary>What a supervised Janus is doing.</summary>
public enum JanusPhase
{
    /// <summary>Not started, or stopped by us.</summary>
    Stopped,

    /// <summary>Started and not answering yet.</summary>
    Starting,

    /// <summary>Answers.</summary>
    Running,

    /// <summary>Cannot be started, or ended; will be tried again.</summary>
    Failed,
}

/// <summary>
/// Runs a Janus as a child of this process: starts it without privileges, brings it back when it dies, ends it when it hangs.
/// The child is not tied to the thread that started it; one that outlived a crash of ours is found by its note and ended.
/// </summary>
public sealed class JanusSupervisor : IAsyncDisposable
{
    private const string NobodyId = "65534";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly JanusSettings _settings;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly JanusNote _note;
    private readonly string _apiSecret = RandomNumberGenerator.GetHexString(40, true);
    private readonly string _adminKey = RandomNumberGenerator.GetHexString(40, true);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = new();
    private Task? _running;
    private string? _folder;
    private int _port;

    /// <summary>Prepares; <see cref="StartAsync"/> starts.</summary>
    public JanusSupervisor(JanusSettings settings, ILoggerFactory logs, TimeProvider time)
    {
        (_settings, _log, _time) = (settings, logs.CreateLogger<JanusSupervisor>(), time);
        _note = new JanusNote(settings.StateFolder, _log);
        _port = settings.ApiPort ?? FreePort();
    }

    /// <summary>Raised on every change of <see cref="Phase"/> or <see cref="Address"/>.</summary>
    public event Action? Changed;

    /// <summary>What it is doing.</summary>
    public JanusPhase Phase { get; private set; }

    /// <summary>The last thing that went wrong, in English for logs; kept after recovery.</summary>
    public string? LastProblem { get; private set; }

    /// <summary>Process id while it runs.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>How often it was brought back.</summary>
    public int Restarts { get; private set; }

    /// <summary>Where it is and its secrets. Stays the same over restarts unless the port was taken by somebody else meanwhile.</summary>
    public MediaNodeAddress Address => new(_settings.Node, new Uri($"ws://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/"), _apiSecret, _adminKey);

    /// <summary>Starts supervising; returns when Janus answers, or the first attempt has failed (see <see cref="Phase"/> and <see cref="LastProblem"/>). Attempts go on until stopped.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _running ??= Task.Run(RunAsync, CancellationToken.None);
        await _settled.Task.WaitAsync(ct);
    }

    /// <summary>Ends Janus and the supervision.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null) await _running;
        if (_folder is not null) Directory.Delete(_folder, true);
        _folder = null;
        _note.Dispose();
        Change(JanusPhase.Stopped, null);
    }

    private async Task RunAsync()
    {
        var quickDeaths = 0;
        while (!_stop.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            var answered = false;
            try
            {
                _note.Take();
                answered = await LiveAsync();
            }
            catch (Exception e)
            {
                if (!_stop.IsCancellationRequested) Change(JanusPhase.Failed, e.Message);
            }

            if (_stop.IsCancellationRequested) break;
            if (!answered && _settings.ApiPort is null) _port = FreePort(); // perhaps somebody else sits on the old one
            quickDeaths = _time.GetElapsedTime(started) > LongEnough ? 0 : quickDeaths + 1;
            await PauseAsync(quickDeaths);
            Restarts++;
        }
    }

    // The first restart comes at once: people are waiting for their picture. Only repeated quick deaths slow it down.
    private async Task PauseAsync(int quickDeaths)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(50 * Math.Pow(2, Math.Max(0, quickDeaths - 2) * 1.5), LongestPause.TotalMilliseconds));
        await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // One life of the child. True when it ever answered.
    private async Task<bool> LiveAsync()
    {
        using var process = await SpawnAsync();
        var exited = process.WaitForExitAsync();
        var answered = false;
        string problem;
        try
        {
            _note.Write(process.Id, _folder!);
            await using var socket = await ReachAsync(exited);
            if (socket is null)
            {
                problem = exited.IsCompleted ? "ended while starting" : "does not answer on its port";
            }
            else
            {
                answered = true;
                Change(JanusPhase.Running, null);
                problem = await PingAsync(socket, exited);
            }

            if (exited.IsCompleted) problem = $"ended with code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}";
        }
        finally
        {
            await EndAsync(process, exited);
        }

        if (!_stop.IsCancellationRequested) Change(JanusPhase.Failed, $"janus {problem}{Tail()}");
        return answered;
    }

    private async Task<Process> SpawnAsync()
    {
        var binary = _settings.Binary ?? OnPath("janus") ?? throw new InvalidOperationException("janus is not installed: apt-get install janus");
        var libraries = JanusConfiguration.FindLibraries() ?? throw new InvalidOperationException("the plugins of janus were not found: apt-get install janus");
        _folder ??= Directory.CreateTempSubdirectory(JanusNote.FolderPrefix).FullName;
        JanusConfiguration.Write(_folder, libraries, _settings, _port, _apiSecret, _adminKey);

        var start = new ProcessStartInfo(binary) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (Environment.IsPrivilegedProcess)
        {
            // Reads packets of strangers all day: it gets no rights at all.
            start.FileName = OnPath("setpriv") ?? throw new InvalidOperationException("setpriv is not installed: apt-get install util-linux");
            foreach (var a in new[] { "--reuid=" + NobodyId, "--regid=" + NobodyId, "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", binary }) start.ArgumentList.Add(a);
            await GiveToNobodyAsync(_folder);
        }

        foreach (var a in new[] { "-F", _folder }) start.ArgumentList.Add(a);
        lock (_lastLines) _lastLines.Clear();
        Change(JanusPhase.Starting, null);
        var process = Process.Start(start) ?? throw new InvalidOperationException("janus could not be started");
        process.OutputDataReceived += (_, e) => Heard(e.Data);
        process.ErrorDataReceived += (_, e) => Heard(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        ProcessId = process.Id;
        _log.LogInformation("Janus started as process {Pid} for node {Node}", process.Id, _settings.Node);
        return process;
    }

    private async Task<JanusSocket?> ReachAsync(Task exited)
    {
        using var end = new CancellationTokenSource(StartTime, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, _stop.Token);
        while (!exited.IsCompleted && !both.IsCancellationRequested)
        {
            JanusSocket? socket = null;
            try
            {
                socket = await JanusSocket.ConnectAsync(_settings.Node, Address.Url, _apiSecret, _ => { }, _log, _time, both.Token);
                await socket.RequestAsync(new JsonObject { ["janus"] = "ping" }, false, both.Token, PingEvery);
                return socket;
            }
            catch (Exception)
            {
                if (socket is not null) await socket.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(30), _time, both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private async Task<string> PingAsync(JanusSocket socket, Task exited)
    {
        for (var missed = 0; missed < 3;)
        {
            try
            {
                var ping = socket.RequestAsync(new JsonObject { ["janus"] = "ping" }, false, _stop.Token, PingEvery);
                await await Task.WhenAny(ping, exited);
                if (exited.IsCompleted) return "ended";
                missed = 0;
                await Task.WhenAny(exited, socket.Closed, Task.Delay(PingEvery, _time, _stop.Token));
                if (_stop.IsCancellationRequested) return "stopped";
                if (!socket.Closed.IsCompleted) continue;
                // A dying process closes its socket a moment before it can be seen to have ended.
                await Task.WhenAny(exited, Task.Delay(TimeSpan.FromMilliseconds(200), _time));
                return "closed its socket";
            }
            catch (MediaUnavailableException)
            {
                if (socket.Closed.IsCompleted) return "closed its socket";
                missed++;
            }
            catch (OperationCanceledException)
            {
                return "stopped";
            }
        }

        return "hung";
    }

    private async Task EndAsync(Process process, Task exited)
    {
        if (!exited.IsCompleted)
        {
            if (_stop.IsCancellationRequested)
            {
                Native.AskToEnd(process.Id);
                await Task.WhenAny(exited, Task.Delay(TimeSpan.FromSeconds(3), _time));
            }

            if (!exited.IsCompleted) Native.End(process.Id);
            await exited;
        }

        ProcessId = null;
        _note.Remove();
    }

    private void Heard(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            while (_lastLines.Count > 20) _lastLines.Dequeue();
        }

        if (line.StartsWith("[FATAL]", StringComparison.Ordinal)) _log.LogError("janus: {Line}", line);
        else _log.LogDebug("janus: {Line}", line);
    }

    // What it said last, for the problem shown to people.
    private string Tail()
    {
        lock (_lastLines)
        {
            var lines = _lastLines.Where(l => l.Contains("FATAL", StringComparison.Ordinal) || l.Contains("[ERR]", StringComparison.Ordinal)).TakeLast(3).ToList();
            return lines.Count == 0 ? "" : ": " + string.Join(" | ", lines);
        }
    }

    private void Change(JanusPhase phase, string? problem)
    {
        Phase = phase;
        if (problem is not null)
        {
            if (problem != LastProblem || phase == JanusPhase.Failed) _log.LogWarning("Media node {Node}: {Problem}", _settings.Node, problem);
            LastProblem = problem;
        }

        if (phase is JanusPhase.Running or JanusPhase.Failed) _settled.TrySetResult();
        Changed?.Invoke();
    }

    private static async Task GiveToNobodyAsync(string folder)
    {
        using var chown = Process.Start(new ProcessStartInfo("chown", ["-R", "0:" + NobodyId, folder]) { RedirectStandardError = true })!;
        var said = await chown.StandardError.ReadToEndAsync();
        await chown.WaitForExitAsync();
        if (chown.ExitCode != 0) throw new InvalidOperationException("chown: " + said.Trim());
        if (OperatingSystem.IsWindows()) return;
        // The folder holds the secrets: the group of the child may read, others may not even look in.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        foreach (var file in Directory.EnumerateFiles(folder)) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(["/usr/bin", "/usr/local/bin", "/opt/janus/bin"])
        .Where(p => p.Length > 0).Select(p => Path.Combine(p, name)).FirstOrDefault(File.Exists);

    // Below the range from which the system lends ports out, so that nobody is lent ours while Janus restarts.
    private static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(24000, 32000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken; another one
            }
        }
    }
}
