using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Huitang.TestKit;

/// <summary>The product as a process of its own, so that it can be killed as a machine would lose it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("htserver").FullName;
    private readonly string _program;
    private readonly string _database;
    private readonly bool _media;
    private readonly int _port = FreePort();
    private readonly List<string> _output = [];
    private Process? _process;

    private readonly IReadOnlyDictionary<string, string> _settings;

    private ServerProcess(string program, string database, bool media, IReadOnlyDictionary<string, string> settings) => (_program, _database, _media, _settings) = (program, database, media, settings);

    /// <summary>Address it listens on; the same after a restart.</summary>
    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Process id.</summary>
    public int Id => _process!.Id;

    /// <summary>The last lines it wrote.</summary>
    public string Output
    {
        get { lock (_output) return string.Join('\n', _output.TakeLast(60)); }
    }

    /// <summary>Folder for its files.</summary>
    public string DataFolder => _folder;

    /// <summary>Starts a server on a database and waits until it is ready; settings as environment variables, <c>HUITANG_Section__Key</c>.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="media">Whether it keeps a Janus.</param>
    /// <param name="settings">Settings; null for none.</param>
    /// <param name="folder">Where the program was published to; null for the one that was built with the tests.</param>
    public static async Task<ServerProcess> StartAsync(string database, bool media = false, IReadOnlyDictionary<string, string>? settings = null, string? folder = null)
    {
        var server = new ServerProcess(Path.Combine(folder ?? AppContext.BaseDirectory, "huitang.dll"), database, media, settings ?? new Dictionary<string, string>());
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it again after <see cref="Kill"/>.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { _program, "serve", "--database", _database, "--data", _folder, "--listen", $"127.0.0.1:{_port}" }) start.ArgumentList.Add(argument);
        if (!_media) start.ArgumentList.Add("--no-media");
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Note(e.Data);
        _process.ErrorDataReceived += (_, e) => Note(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(2) };
        for (var until = Environment.TickCount64 + 90_000; Environment.TickCount64 < until; await Task.Delay(100))
        {
            if (_process.HasExited) throw new InvalidOperationException("The server ended: " + Output);
            try
            {
                if ((await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("The server is not ready: " + Output);
    }

    /// <summary>Ends it without a chance to clean up, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Lets it stand still for a while, as a machine does that is suspended or starved.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        Signal("-STOP");
        await Task.Delay(time);
        Signal("-CONT");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Signal("-TERM");
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Signal(string signal) => Process.Start("kill", [signal, _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Note(string? line)
    {
        lock (_output) if (line is not null) _output.Add(line);
    }
}
