using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Identity;

/// <summary>The product with one enterprise, made by seeding; each test makes its own people.</summary>
public sealed class IdentityFixture(PostgresFixture postgres) : AppFixture(postgres), IAsyncLifetime
{
    public const string Password = "correct mare 7 battery";

    private int _people;

    public TenantId Tenant { get; private set; }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Tenant = await Services.GetRequiredService<IPeopleSeeder>().CreateEnterpriseAsync("晨星科技", "morningstar", default);
    }

    /// <summary>A new person with the password.</summary>
    public async Task<(string Login, UserId Id)> SomebodyAsync(bool superAdmin = false, string? email = null)
    {
        var login = $"p{Interlocked.Increment(ref _people)}";
        var made = await Services.GetRequiredService<IPeopleSeeder>().CreateAsync(Tenant, [new NewPerson(login, "陈晓彤") { Password = Password, SuperAdmin = superAdmin, Email = email }], default);
        return (login, made[login]);
    }

    /// <summary>A browser signed in as the person.</summary>
    public Task<SignIn> SignedInAsync(string login) => SignIn.AsAsync(Url, login, Password, TestContext.Current.CancellationToken);

    /// <summary>First column of the first row.</summary>
    public async Task<object?> SqlAsync(string sql)
    {
        await using var query = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await query.ExecuteScalarAsync();
    }
}
