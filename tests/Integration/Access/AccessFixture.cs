using Huitang.Identity.Access;
using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Roles;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Access;

/// <summary>An enterprise with two regions; each test makes its own people and roles.</summary>
public sealed class AccessFixture(PostgresFixture postgres) : AppFixture(postgres), IAsyncLifetime
{
    public const string Password = "correct mare 7 battery";

    private int _made;

    public TenantId Tenant { get; private set; }

    /// <summary>The super admin.</summary>
    public UserId Super { get; private set; }

    internal Dictionary<string, DepartmentId> Departments { get; private set; } = [];

    /// <summary>The super admin as an actor, with the rights held now.</summary>
    public Task<Actor> SuperAsync() => ActorAsync(Super);

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var seeder = Services.GetRequiredService<IPeopleSeeder>();
        Tenant = await seeder.CreateEnterpriseAsync("晨星科技", "morningstar", default);
        Super = (await seeder.CreateAsync(Tenant, [new NewPerson("boss", "林总") { Password = Password, SuperAdmin = true, Email = "boss@x.example", Department = "总部" }], default))["boss"];
        foreach (var path in new[] { "总部", "华东/上海", "华东/杭州", "华南/深圳" }) await PersonAsync(path);
        Departments = await WithAsync(async db => (await db.Departments.ToListAsync()).ToDictionary(d => d.Name, d => d.Id));
    }

    /// <summary>A new person who can sign in.</summary>
    internal async Task<UserId> PersonAsync(string? department = "华东/上海", string? name = null, string? login = null)
    {
        login ??= $"p{Interlocked.Increment(ref _made)}";
        return (await Services.GetRequiredService<IPeopleSeeder>().CreateAsync(Tenant, [new NewPerson(login, name ?? "陈晓彤") { Password = Password, Department = department, Email = login + "@x.example" }], default))[login];
    }

    /// <summary>A new role.</summary>
    internal async Task<Guid> RoleAsync(params string[] permissions)
    {
        var made = await RunAsync(await SuperAsync(), new AddRole($"角色 {Interlocked.Increment(ref _made)}", null, permissions));
        Assert.Null(made.Error);
        return made.Value;
    }

    /// <summary>Gives somebody a role, limited to departments when any are named.</summary>
    internal async Task GiveAsync(UserId user, Guid role, params string[] departments)
    {
        var given = await RunAsync(await SuperAsync(), new AssignRoles([new RoleGift(user, role, departments.Length > 0, [.. departments.Select(d => Departments[d])])]));
        Assert.Null(given.Error);
        Assert.All(given.Value!, g => Assert.Null(g.Error));
    }

    /// <summary>A new person with a new role.</summary>
    internal async Task<Actor> AdminAsync(string[] permissions, params string[] departments)
    {
        var user = await PersonAsync();
        await GiveAsync(user, await RoleAsync(permissions), departments);
        return await ActorAsync(user);
    }

    /// <summary>Somebody with the rights held now.</summary>
    public async Task<Actor> ActorAsync(UserId user)
    {
        return (await Services.GetRequiredService<RightsReader>().ReadAsync(Tenant, user, default))!.Actor;
    }

    /// <summary>Reads or writes the tables as the product.</summary>
    public async Task<T> WithAsync<T>(Func<AppDb, Task<T>> act)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        return await act(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>The built-in role.</summary>
    internal Task<Guid> BuiltInAsync(BuiltInRole role) => WithAsync(db => db.Roles.Where(r => r.BuiltIn == role).Select(r => r.Id).SingleAsync());

    /// <summary>First column of the first row.</summary>
    public async Task<object?> SqlAsync(string sql)
    {
        await using var query = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await query.ExecuteScalarAsync();
    }
}
