using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using Xunit;

namespace Huitang.Integration.Hosting;

public class ClusterTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Two_processes_on_one_database_see_each_other_and_notice_when_one_leaves()
    {
        var ct = TestContext.Current.CancellationToken;
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        var management = first.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        Assert.Equal(2, (await management.GetHosts(true, ct)).Count);
        Assert.Contains(await second.Services.GetRequiredService<ISystemStatus>().LookAsync(ct), part => part is { Id: "cluster", State: PartState.Up });

        await second.StopAsync(ct);
        Assert.Single(await management.GetHosts(true, ct));
        await first.StopAsync(ct);
    }

    [Fact]
    public async Task Of_two_changes_from_the_same_version_one_wins()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.Server.CreateDatabaseAsync());
        var table = new PostgresMembership(source);
        await table.InitializeMembershipTable(true);
        var read = await table.ReadAll();
        Assert.True(await table.InsertRow(Entry(1), read.Version.Next()));
        Assert.False(await table.InsertRow(Entry(2), read.Version.Next()));

        var after = await table.ReadAll();
        var (entry, etag) = Assert.Single(after.Members);
        Assert.Equal(1, after.Version.Version);
        entry.Status = SiloStatus.Dead;
        entry.AddSuspector(Entry(2).SiloAddress, entry.StartTime);
        Assert.True(await table.UpdateRow(entry, etag, after.Version.Next()));
        Assert.False(await table.UpdateRow(entry, etag, after.Version.Next()));

        var (stored, _) = Assert.Single((await table.ReadRow(entry.SiloAddress)).Members);
        Assert.Equal(SiloStatus.Dead, stored.Status);
        Assert.Equal(Entry(2).SiloAddress, Assert.Single(stored.SuspectTimes!).Item1);
    }

    private static MembershipEntry Entry(int port) => new()
    {
        SiloAddress = SiloAddress.New(System.Net.IPAddress.Loopback, port, 7), HostName = "h", SiloName = "s", RoleName = "r",
        Status = SiloStatus.Active, StartTime = DateTime.UnixEpoch, IAmAliveTime = DateTime.UnixEpoch, SuspectTimes = [],
    };

    private static async Task<WebApplication> StartAsync(string database)
    {
        var app = HuitangApp.Build(new HuitangOptions { Database = database, DataFolder = Directory.CreateTempSubdirectory("htcluster").FullName, LocalMedia = false, Cluster = true });
        await app.StartAsync();
        return app;
    }
}
