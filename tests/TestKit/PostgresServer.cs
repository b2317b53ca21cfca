using System.Diagnostics;
using Huitang.Host.Startup;
using Npgsql;

namespace Huitang.TestKit;

/// <summary>A throw-away PostgreSQL cluster: made once per test process, reached through a socket, gone with the process. Tests get databases copied from one migrated template. A bench may keep its cluster for another look.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Template = "template_huitang";
    private static readonly SemaphoreSlim OneCopy = new(1, 1);
    private readonly ServerFolder _folder;
    private readonly string _bin;
    private int _databases;

    private PostgresServer(ServerFolder folder, string bin) => (_folder, _bin) = (folder, bin);

    /// <summary>Makes and starts a cluster and migrates the template.</summary>
    /// <param name="kept">Folder that is kept, and used again when it holds a cluster already; null for one that goes with the process.</param>
    public static async Task<PostgresServer> StartAsync(string? kept = null)
    {
        var bin = PostgresPrograms.Find() ?? throw new InvalidOperationException("No PostgreSQL programs under /usr/lib/postgresql; install the package postgresql.");
        var server = new PostgresServer(ServerFolder.Create(kept), bin);
        server.Found = Directory.Exists(server.Data);
        if (!server.Found) await server.RunAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions");
        // Nothing here outlives the tests, so nothing needs to reach the disk.
        var settings = $"-c listen_addresses='' -c unix_socket_directories='{server._folder.Path}' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB -c jit=off";
        await server.RunAsync("pg_ctl", "-D", server.Data, "-w", "-t", "60", "-l", Path.Combine(server._folder.Path, "log"), "-o", settings, "start");
        if (server.Found) return server;
        await DatabaseSetup.MigrateAsync(server.ConnectionString(Template), CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
        return server;
    }

    /// <summary>Whether the cluster was there already.</summary>
    public bool Found { get; private set; }

    private string Data => Path.Combine(_folder.Path, "data");

    /// <summary>A new migrated, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await OneCopy.WaitAsync(); // a template may not be in use while it is copied
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"create database {name} template {Template} strategy file_copy", connection);
            await create.ExecuteNonQueryAsync();
        }
        finally
        {
            OneCopy.Release();
        }

        return ConnectionString(name);
    }

    /// <summary>Connection string of a database of this cluster, whether it exists or not.</summary>
    public string ConnectionString(string database) => $"Host={_folder.Path};Username=postgres;Database={database};Maximum Pool Size=30";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync("pg_ctl", "-D", Data, "-m", _folder.Kept ? "fast" : "immediate", "-w", "-t", "300", "stop");
        }
        finally
        {
            _folder.Dispose();
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var start = PostgresPrograms.Unprivileged(Path.Combine(_bin, program), arguments);
        start.WorkingDirectory = _folder.Path;
        // pg_ctl leaves the server behind with our pipes open, so output goes to a file instead.
        var output = Path.Combine(_folder.Path, program + ".out");
        start = PostgresPrograms.ToFile(start, output);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(output)}");
    }

    /// <summary>A short folder (socket paths are limited to 107 bytes) that the unprivileged server owns.</summary>
    private sealed class ServerFolder(string path, bool kept) : IDisposable
    {
        public string Path { get; } = path;

        public bool Kept { get; } = kept;

        public static ServerFolder Create(string? kept)
        {
            var path = kept is null ? Directory.CreateTempSubdirectory("htpg").FullName : Directory.CreateDirectory(kept).FullName;
            if (kept is null || !Directory.Exists(System.IO.Path.Combine(path, "data"))) PostgresPrograms.GiveToServer(path);
            return new ServerFolder(path, kept is not null);
        }

        public void Dispose()
        {
            if (!Kept && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        }
    }
}
