using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Huitang.Host.Startup;

/// <summary>
/// The product's own PostgreSQL: a cluster under the data folder, reached through a socket only, kept running while the product
/// runs and stopped with it. One that outlived a crash of ours is taken over.
/// </summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Name = "huitang";
    private const int SocketPathLimit = 107;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly PostgresFolders _folders;
    private readonly string _bin;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    private PrivatePostgres(PostgresFolders folders, string bin, string password, ILogger log, TimeProvider time)
    {
        (_folders, _bin, _log, _time) = (folders, bin, log, time);
        ConnectionString = ConnectionStringOf(folders, password);
    }

    /// <summary>How to reach the product's database.</summary>
    public string ConnectionString { get; }

    /// <summary>Folder of the cluster.</summary>
    public string Cluster => _folders.Cluster;

    /// <summary>Makes the cluster at the first start, starts it or takes a running one over, and keeps watch.</summary>
    public static async Task<PrivatePostgres> StartAsync(string dataFolder, ILogger log, TimeProvider time, CancellationToken ct)
    {
        var newest = PostgresPrograms.Find() ?? throw new StartupProblem(Texts.postgres_missing, Texts.postgres_install);
        var folders = await PostgresFolders.PrepareAsync(dataFolder, ct);
        var password = await PasswordAsync(folders, ct);
        if (!File.Exists(Path.Combine(folders.Cluster, "PG_VERSION"))) await InitialiseAsync(newest, folders, password, ct);
        var version = (await File.ReadAllTextAsync(Path.Combine(folders.Cluster, "PG_VERSION"), ct)).Trim();
        var bin = PostgresPrograms.Find(version)
            ?? throw new StartupProblem(string.Format(Texts.postgres_version_missing, version), string.Format(Texts.postgres_version_install, version));

        var server = new PrivatePostgres(folders, bin, password, log, time);
        try
        {
            await server.EnsureRunningAsync(ct);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server._watching = Task.Run(server.WatchAsync, CancellationToken.None);
        return server;
    }

    /// <summary>Ends the watch and the server: running statements are cut off, everything committed is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        NpgsqlConnection.ClearAllPools();
        if (PostmasterNote.Read(_folders.Cluster) is { } note && note.Alive(_folders.Cluster))
        {
            if (await RunAsync("pg_ctl", ["-D", _folders.Cluster, "-m", "fast", "-w", "-t", "20", "stop"], CancellationToken.None) != 0)
                await RunAsync("pg_ctl", ["-D", _folders.Cluster, "-m", "immediate", "-w", "-t", "10", "stop"], CancellationToken.None);
            // The program above waits for the server's note to go, a moment before the server itself is gone.
            for (var looks = 0; looks < 100 && note.Alive(_folders.Cluster); looks++) await Task.Delay(50);
        }

        _stop.Dispose();
    }

    /// <summary>How to reach the database of a data folder, whether it runs or not; null when none was ever made there.</summary>
    public static string? ConnectionStringOf(string dataFolder) => PostgresFolders.Find(dataFolder) is { } folders && File.Exists(folders.Password)
        ? ConnectionStringOf(folders, File.ReadAllText(folders.Password).Trim())
        : null;

    private static string ConnectionStringOf(PostgresFolders folders, string password) =>
        new NpgsqlConnectionStringBuilder { Host = folders.Sockets, Username = Name, Password = password, Database = Name, MaxPoolSize = 60 }.ConnectionString;

    private async Task WatchAsync()
    {
        var pause = LookEvery;
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested) return;
            if (PostmasterNote.Read(_folders.Cluster)?.Alive(_folders.Cluster) == true)
            {
                pause = LookEvery;
                continue;
            }

            try
            {
                _log.LogError("The private PostgreSQL server has ended; starting it again");
                await EnsureRunningAsync(_stop.Token);
                _log.LogInformation("The private PostgreSQL server is back");
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                _log.LogError("The private PostgreSQL server could not be started: {Problem}", e.Message);
                pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task EnsureRunningAsync(CancellationToken ct)
    {
        if (PostmasterNote.Read(_folders.Cluster) is { } note)
        {
            var alive = note.Alive(_folders.Cluster);
            if (alive && note.SocketFolder == _folders.Sockets && await AnswersAsync(ct))
            {
                _log.LogInformation("Took over the private PostgreSQL server left running (process {Process})", note.ProcessId);
                return;
            }

            if (alive) await RunAsync("pg_ctl", ["-D", _folders.Cluster, "-m", "fast", "-w", "-t", "30", "stop"], ct);
            else ClearStaleNotes();
        }

        await WriteSettingsAsync(ct);
        if (await RunAsync("pg_ctl", ["-D", _folders.Cluster, "-w", "-t", "120", "-l", _folders.Log, "start"], ct) != 0)
            throw new StartupProblem(string.Format(Texts.postgres_start_failed, Tail(_folders.Log)), string.Format(Texts.postgres_start_remedy, _folders.Log));
    }

    private void ClearStaleNotes()
    {
        File.Delete(PostmasterNote.FileOf(_folders.Cluster));
        foreach (var file in Directory.GetFiles(_folders.Sockets, ".s.PGSQL.*")) File.Delete(file);
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false, Timeout = 5 }.ConnectionString);
            await connection.OpenAsync(ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private async Task WriteSettingsAsync(CancellationToken ct)
    {
        var sockets = _folders.Sockets.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        var file = Path.Combine(_folders.Cluster, "postgresql.conf");
        await File.WriteAllTextAsync(file,
            $"""
            # Written at each start. Your own settings go into ../postgresql.local.conf, which is read last.
            listen_addresses = ''
            unix_socket_directories = '"{sockets}"'
            unix_socket_permissions = 0777
            password_encryption = scram-sha-256
            max_connections = 100
            shared_buffers = 128MB
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] '
            include_if_exists = '../postgresql.local.conf'

            """, ct);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private Task<int> RunAsync(string program, string[] arguments, CancellationToken ct) => RunAsync(_bin, _folders, program, arguments, ct);

    private static async Task<int> RunAsync(string bin, PostgresFolders folders, string program, string[] arguments, CancellationToken ct)
    {
        var start = PostgresPrograms.Unprivileged(Path.Combine(bin, program), arguments);
        start.WorkingDirectory = folders.Root;
        using var process = Process.Start(PostgresPrograms.ToFile(start, folders.Output))!;
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }

    private static async Task<string> PasswordAsync(PostgresFolders folders, CancellationToken ct)
    {
        if (File.Exists(folders.Password)) return (await File.ReadAllTextAsync(folders.Password, ct)).Trim();
        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        await using var file = new FileStream(folders.Password, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await file.WriteAsync(Encoding.ASCII.GetBytes(password), ct);
        return password;
    }

    private static async Task InitialiseAsync(string bin, PostgresFolders folders, string password, CancellationToken ct)
    {
        // Made under another name first: a cluster that is there is a whole one.
        var fresh = folders.Cluster + ".new";
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        var secret = Path.Combine(folders.Root, "initial");
        await File.WriteAllTextAsync(secret, password + "\n", ct);
        try
        {
            PostgresPrograms.GiveToServer(secret);
            var code = await RunAsync(bin, folders, "initdb", ["-D", fresh, "-U", Name, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"], ct);
            if (code != 0) throw new StartupProblem(string.Format(Texts.postgres_init_failed, Tail(folders.Output)), string.Format(Texts.postgres_start_remedy, folders.Output));
        }
        finally
        {
            File.Delete(secret);
        }

        Directory.Move(fresh, folders.Cluster);
    }

    private static string Tail(string file) => File.Exists(file) ? string.Join(" · ", File.ReadLines(file).TakeLast(3)).Trim() : "";

    /// <summary>Where things are.</summary>
    private sealed record PostgresFolders(string Root, string Sockets, string Password)
    {
        public string Cluster => Path.Combine(Root, "cluster");

        public string Log => Path.Combine(Root, "postgres.log");

        public string Output => Path.Combine(Path.GetDirectoryName(Password)!, "last-command.log");

        public static async Task<PostgresFolders> PrepareAsync(string dataFolder, CancellationToken ct)
        {
            var own = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(dataFolder), "postgres")).FullName;
            var inside = Path.Combine(own, "server");
            var folders = At(own, Directory.Exists(inside) || await ReachableAsync(own, ct) ? inside : Elsewhere(own));
            foreach (var folder in new[] { folders.Root, folders.Sockets })
            {
                Directory.CreateDirectory(folder);
                PostgresPrograms.GiveToServer(folder);
            }

            return folders;
        }

        public static PostgresFolders? Find(string dataFolder)
        {
            var own = Path.Combine(Path.GetFullPath(dataFolder), "postgres");
            return new[] { Path.Combine(own, "server"), Elsewhere(own) }.Where(Directory.Exists).Select(root => At(own, root)).FirstOrDefault();
        }

        private static PostgresFolders At(string own, string root)
        {
            var sockets = Path.Combine(root, "run");
            if (Encoding.UTF8.GetByteCount(sockets) + "/.s.PGSQL.5432".Length > SocketPathLimit) sockets = Path.Combine(Path.GetTempPath(), "huitang-" + Mark(own));
            return new PostgresFolders(root, sockets, Path.Combine(own, "password"));
        }

        private static string Elsewhere(string own) => Path.Combine("/var/lib/huitang", Mark(own));

        private static string Mark(string own) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(own)))[..12];

        // The server's account cannot enter, say, root's home, whatever it owns inside.
        private static async Task<bool> ReachableAsync(string folder, CancellationToken ct)
        {
            if (PostgresPrograms.Account is null) return true;
            using var test = Process.Start(PostgresPrograms.Unprivileged("/bin/sh", ["-c", "cd \"$1\"", "sh", folder]).Quiet())!;
            await test.WaitForExitAsync(ct);
            return test.ExitCode == 0;
        }
    }
}
