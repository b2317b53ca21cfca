using System.Diagnostics;
using Huitang.Host.Startup;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Hosting;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("htpp").FullName;

    public PrivatePostgresTests() => File.SetUnixFileMode(_data, File.GetUnixFileMode(_data) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task It_is_made_once_comes_back_when_killed_is_taken_over_and_leaves_nothing_behind()
    {
        int first, second;
        await using (var server = await StartAsync())
        {
            await DatabaseSetup.MigrateAsync(server.ConnectionString, TestContext.Current.CancellationToken);
            first = Process(server);
            Kill(first);
            second = await OtherThanAsync(server, first);

            // A process of ours that was killed leaves its server running; the next one takes it over.
            await using var adopted = await StartAsync();
            Assert.Equal(second, Process(adopted));
            Assert.Equal("1", await AskAsync(adopted, "select count(*)::text from kernel.migration"));
        }

        Assert.False(Alive(second));
        await using var again = await StartAsync();
        Assert.Equal("1", await AskAsync(again, "select count(*)::text from kernel.migration"));
    }

    [Fact]
    public async Task It_listens_on_no_network_and_asks_for_a_password()
    {
        await using var server = await StartAsync();
        Assert.Equal("", await AskAsync(server, "show listen_addresses", "postgres"));
        var guess = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Database = "postgres", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(guess);
        Assert.Equal("28P01", (await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken))).SqlState);
    }

    private Task<PrivatePostgres> StartAsync() => PrivatePostgres.StartAsync(_data, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    private static int Process(PrivatePostgres server) => PostmasterNote.Read(server.Cluster)!.ProcessId;

    private static async Task<string?> AskAsync(PrivatePostgres server, string question, string? database = null)
    {
        var where = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false };
        if (database is not null) where.Database = database;
        await using var source = NpgsqlDataSource.Create(where.ConnectionString);
        await using var query = source.CreateCommand(question);
        return (string?)await query.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static void Kill(int process)
    {
        using var found = System.Diagnostics.Process.GetProcessById(process);
        found.Kill();
    }

    private static bool Alive(int process) => File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal);

    private static async Task<int> OtherThanAsync(PrivatePostgres server, int old)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromSeconds(40))
        {
            if (PostmasterNote.Read(server.Cluster) is { } note && note.ProcessId != old && note.Alive(server.Cluster))
            {
                try
                {
                    await AskAsync(server, "select '1'", "postgres");
                    return note.ProcessId;
                }
                catch (NpgsqlException)
                {
                    // recovering
                }
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The server did not come back.");
    }
}
