using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Insights;

/// <summary>The product with the demo company's month of meetings in it, its facts and figures.</summary>
public sealed class InsightFixture(PostgresFixture postgres) : AppFixture(postgres), IAsyncLifetime
{
    /// <summary>The demo company.</summary>
    public TenantId Tenant { get; private set; }

    /// <summary>Somebody who may see everything of it.</summary>
    public Actor Boss => new() { Kind = ActorKind.User, Tenant = Tenant, User = Ids.New<UserId>(TimeProvider.System), Name = "管理员", IsSuperAdmin = true };

    /// <summary>Departments, parents before children.</summary>
    public IReadOnlyList<Department> Departments { get; private set; } = [];

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        foreach (var part in Services.GetServices<IDemoData>().OrderBy(p => p.Order))
        {
            await foreach (var _ in part.SeedAsync(CancellationToken.None)) { }
        }

        Tenant = (await Services.GetRequiredService<IEnterprises>().DefaultAsync(CancellationToken.None))!.Id;
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        Departments = await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(CancellationToken.None);
        await SettledAsync();
    }

    /// <summary>Waits until every event was heard and every marked day was rolled up.</summary>
    public Task SettledAsync() => UntilAsync("select not exists (select 1 from insights.dirty) and not exists (select 1 from kernel.outbox)");

    /// <summary>Waits until a query answers true.</summary>
    public async Task UntilAsync(string sql)
    {
        while (!await AskAsync<bool>(sql)) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    /// <summary>One value from the database.</summary>
    public async Task<T> AskAsync<T>(string sql, params object[] values)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A change of the database.</summary>
    public async Task<int> DoAsync(string sql, params object[] values)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
