using System.Net;
using Huitang.Host.Startup;
using Huitang.TestKit;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Huitang.Integration.Hosting;

public class StartTests(AppFixture app, PostgresFixture postgres) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task The_product_starts_and_says_that_it_is_ready()
    {
        using var client = app.CreateClient();
        using var live = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        using var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task A_migrated_database_is_left_alone_by_the_next_start()
    {
        Assert.Empty(await DatabaseSetup.MigrateAsync(app.Database, TestContext.Current.CancellationToken));
        Assert.Empty(await DatabaseSetup.UnknownMigrationsAsync(app.Database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_noticed()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await using var insert = source.CreateCommand("insert into kernel.migration values ('29990101000000_Future', '99.0')");
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["29990101000000_Future"], await DatabaseSetup.UnknownMigrationsAsync(database, TestContext.Current.CancellationToken));
    }
}
