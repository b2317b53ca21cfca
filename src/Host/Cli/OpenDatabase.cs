using System.CommandLine;
using System.Globalization;
using Huitang.Host.Startup;
using Npgsql;

namespace Huitang.Host.Cli;

/// <summary>The installation's database for commands that may run beside the product.</summary>
internal static class OpenDatabase
{
    /// <summary>The database named, else the product's own: as it runs, or started for as long as the work takes.</summary>
    public static Task<int> RunAsync(ServeSettings settings, ParseResult parsed, string? named, Func<NpgsqlDataSource, CancellationToken, Task<int>> work, CancellationToken ct) =>
        ConnectAsync(settings, parsed, named, async (connection, stop) =>
        {
            await using var database = DatabaseSetup.DataSource(connection);
            return await work(database, stop);
        }, ct);

    /// <summary>The same, for work that opens the database itself.</summary>
    public static async Task<int> ConnectAsync(ServeSettings settings, ParseResult parsed, string? named, Func<string, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        var data = Path.GetFullPath(parsed.GetValue(settings.Data)!);
        var external = named ?? (parsed.GetValue(settings.Database) is { Length: > 0 } option ? option : null);
        try
        {
            if ((external ?? await RunningAsync(data, ct)) is { } connection) return await work(connection, ct);

            if (PrivatePostgres.ConnectionStringOf(data) is null) throw new StartupProblem(string.Format(CultureInfo.CurrentCulture, Texts.audit_no_database, data), Texts.audit_no_database_remedy);
            using var logs = LoggerFactory.Create(logging => logging.AddHuitangConsole());
            using var taken = DataFolderLock.Take(data);
            await using var postgres = await PrivatePostgres.StartAsync(data, logs.CreateLogger("Huitang.Database"), TimeProvider.System, ct);
            return await work(postgres.ConnectionString, ct);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new StartupProblem(string.Format(CultureInfo.CurrentCulture, Texts.problem_database, e.Message), Texts.remedy_database);
        }
    }

    private static async Task<string?> RunningAsync(string data, CancellationToken ct)
    {
        if (PrivatePostgres.ConnectionStringOf(data) is not { } connection) return null;
        try
        {
            await using var database = DatabaseSetup.DataSource(connection);
            await using var query = database.CreateCommand("select 1");
            await query.ExecuteScalarAsync(ct);
            return connection;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
