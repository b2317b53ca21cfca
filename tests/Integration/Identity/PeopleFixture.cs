using System.IO.Compression;
using System.Text;
using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Departments;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Identity;

/// <summary>The product with one enterprise and its super admin; tests add departments and people through the same doors as pages.</summary>
public sealed class PeopleFixture(PostgresFixture postgres) : AppFixture(postgres), IAsyncLifetime
{
    private int _next;

    public TenantId Tenant { get; private set; }

    /// <summary>The super admin.</summary>
    public Actor Admin { get; private set; } = Actor.Anonymous;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var seeder = Services.GetRequiredService<IPeopleSeeder>();
        Tenant = await seeder.CreateEnterpriseAsync("晨星科技", "morningstar", default);
        var made = await seeder.CreateAsync(Tenant, [new NewPerson("boss", "郑管理") { SuperAdmin = true, Email = "boss@example.com" }], default);
        Admin = new Actor { Kind = ActorKind.User, Tenant = Tenant, User = made["boss"], Name = "郑管理", IsSuperAdmin = true };
    }

    /// <summary>An administrator who holds only these permissions.</summary>
    internal Actor With(params string[] permissions) => Admin with { IsSuperAdmin = false, Permissions = permissions.ToHashSet(), User = new UserId(Ids.New(TimeProvider.System)) };

    /// <summary>A name nobody else has.</summary>
    public string Fresh(string stem) => $"{stem}{Interlocked.Increment(ref _next)}";

    internal async Task<DepartmentId> DepartmentAsync(string name, DepartmentId? parent = null) => Value(await RunAsync(Admin, new AddDepartment(parent, name)));

    internal async Task<UserId> PersonAsync(string name, Func<UserFields, UserFields>? more = null, string? login = null)
    {
        login ??= Fresh("u");
        var fields = new UserFields(name) { Email = login + "@example.com", AccountType = AccountType.Free };
        return Value(await RunAsync(Admin, new AddUser(login, more?.Invoke(fields) ?? fields, Invite: false)));
    }

    internal async Task<DepartmentNode> NodeAsync(DepartmentId id) => Value(await RunAsync(Admin, new GetDepartmentTree())).Nodes.Single(n => n.Id == id);

    internal async Task<UserDetails> UserAsync(UserId id) => Value(await RunAsync(Admin, new GetUser(id)));

    internal async Task<IReadOnlyList<UserLine>> FindAsync(PeopleFilter filter, Actor? actor = null) => Value(await RunAsync(actor ?? Admin, new ListUsers(filter, new PageRequest(1, 100)))).Rows;

    /// <summary>Uploads a table and waits for its dry run.</summary>
    internal async Task<OperationView> CheckAsync(byte[] file, ImportMode mode = ImportMode.Both, Actor? actor = null)
    {
        using var stream = new MemoryStream(file);
        return await SettledAsync(Value(await RunAsync(actor ?? Admin, new CheckImport("people.csv", stream, mode))));
    }

    /// <summary>Waits until no work goes on.</summary>
    internal async Task<OperationView> SettledAsync(Guid operation)
    {
        for (var i = 0; i < 600; i++)
        {
            var view = Value(await RunAsync(Admin, new GetOperation(operation)));
            if (!view.Working) return view;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("The operation did not end within a minute.");
    }

    internal async Task<OperationView> ApplyAsync(Guid operation)
    {
        Value(await RunAsync(Admin, new ApplyImport(operation)));
        return await SettledAsync(operation);
    }

    internal async Task<IReadOnlyList<OperationItem>> ItemsAsync(Guid operation, ItemOutcome? outcome = null) =>
        Value(await RunAsync(Admin, new ListOperationItems(operation, outcome, new PageRequest(1, 100)))).Rows;

    /// <summary>Runs a statement.</summary>
    public async Task SqlAsync(string sql)
    {
        await using var command = Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every row and value of the people's tables, as text; but for when they were last written.</summary>
    public async Task<string> StateAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return (await db.Database.SqlQueryRaw<string>(
            """
            select (select string_agg((to_jsonb(u) - 'changed_at')::text, E'\n' order by id) from identity.user_account u) || E'\n' ||
                   coalesce((select string_agg(to_jsonb(d)::text, E'\n' order by user_id, department_id) from identity.user_department d), '') as "Value"
            """).ToListAsync()).Single();
    }

    /// <summary>A table as CSV.</summary>
    public static byte[] Csv(params string[] lines) => Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n");

    /// <summary>A workbook of one sheet with this XML for its rows.</summary>
    public static byte[] Workbook(string rows)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var sheet = new StreamWriter(zip.CreateEntry("xl/worksheets/sheet1.xml").Open());
            sheet.Write($"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>");
        }

        return memory.ToArray();
    }

    internal static T Value<T>(Result<T> result)
    {
        Assert.Null(result.Error);
        return result.Value!;
    }
}
