using System.Diagnostics;
using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Identity.Domain;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Bench.Scenarios;

/// <summary>A product in this process with an enterprise of any size.</summary>
internal sealed class PeopleStage : IAsyncDisposable
{
    private static readonly string[] Families = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 欧阳 司马".Split(' ');
    private static readonly string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚雨桐子涵浩然思远佳怡欣妍宇轩梓萱博文俊晓东海燕建国志文雅琴立新春梅天一鸣嘉豪诗晨曦若泽可雪晴振华栋慧秀英玉兰桂花峰丹婷琪梦洁墨睿航鹏凯宁楠琳颖倩璐蕾悦昊逸飞承启家辉景行书瑶语嫣安心永康少红清扬知亦凡望舒";

    private readonly PostgresFixture _postgres;
    private readonly AppFixture _app;

    private bool _left;

    private PeopleStage(string? kept) 
    {
        _postgres = new PostgresFixture { Kept = kept };
        _app = new AppFixture(_postgres);
    }

    /// <summary>The super admin.</summary>
    public Actor Admin { get; private set; } = Actor.Anonymous;

    /// <summary>Where the product answers.</summary>
    public Uri Url => _app.Url;

    public IServiceProvider Services => _app.Services;

    public IServiceScopeFactory Scopes => _app.Services.GetRequiredService<IServiceScopeFactory>();

    public NpgsqlDataSource Database => _app.Services.GetRequiredService<NpgsqlDataSource>();

    public List<DepartmentId> Departments { get; } = [];

    /// <summary>Whether the enterprise was made before and kept.</summary>
    public bool Kept => _postgres.Server.Found;

    /// <summary>Starts the product with an enterprise.</summary>
    /// <param name="ct">Stops it.</param>
    /// <param name="kept">Folder in which its database is kept, and looked for; null for one that goes with the bench.</param>
    public static async Task<PeopleStage> SetAsync(CancellationToken ct, string? kept = null)
    {
        var stage = new PeopleStage(kept);
        await stage._postgres.InitializeAsync();
        await stage._app.InitializeAsync();
        if (stage.Kept)
        {
            await stage.FindAsync(ct);
            return stage;
        }

        var seeder = stage._app.Services.GetRequiredService<IPeopleSeeder>();
        var tenant = await seeder.CreateEnterpriseAsync("测试企业", "bench", ct);
        var made = await seeder.CreateAsync(tenant, [new NewPerson("boss", "管理员") { SuperAdmin = true }], ct);
        stage.Admin = new Actor { Kind = ActorKind.User, Tenant = tenant, User = made["boss"], Name = "管理员", IsSuperAdmin = true };
        return stage;
    }

    private async Task FindAsync(CancellationToken ct)
    {
        await using (var boss = Database.CreateCommand("select tenant_id, id from identity.user_account where is_super_admin"))
        await using (var row = await boss.ExecuteReaderAsync(ct))
        {
            await row.ReadAsync(ct);
            Admin = new Actor { Kind = ActorKind.User, Tenant = new TenantId(row.GetInt32(0)), User = new UserId(row.GetGuid(1)), Name = "管理员", IsSuperAdmin = true };
        }

        await using var tree = Database.CreateCommand("select id from identity.department order by sort");
        await using var rows = await tree.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) Departments.Add(new DepartmentId(rows.GetGuid(0)));
    }

    public Task<Result<T>> RunAsync<T>(IUseCase<T> order, CancellationToken ct) => UseCaseRunner.RunAsync(Scopes, order, Admin, ct);

    /// <summary>Stops the product here; its database stays, for a product of another process.</summary>
    /// <returns>Connection string of the database.</returns>
    public async Task<string> LeaveAsync()
    {
        var database = _app.Database;
        await _app.DisposeAsync();
        _left = true;
        return database;
    }

    /// <summary>As somebody else would have it done.</summary>
    public Task<Result<T>> RunAsync<T>(IUseCase<T> order, Actor by, CancellationToken ct) => UseCaseRunner.RunAsync(Scopes, order, by, ct);

    /// <summary>Somebody who manages the people of some departments.</summary>
    public Actor Managing(params IEnumerable<DepartmentId> departments) => Admin with
    {
        IsSuperAdmin = false, Permissions = new HashSet<string> { IdentityPermissions.UsersRead, IdentityPermissions.UsersPhone, IdentityPermissions.UsersEmail, IdentityPermissions.DepartmentsRead },
        Scope = new ActorScope { Departments = departments.Select(d => d.Value).ToHashSet() },
    };

    /// <summary>Name and pinyin-like login of the n-th person.</summary>
    public static (string Name, string Login) Person(int n)
    {
        var seed = (uint)n * 2654435761u;
        var name = Families[seed % Families.Length] + Given[(int)(seed / 97 % Given.Length)] + (seed % 5 == 0 ? "" : Given[(int)(seed / 10007 % Given.Length)].ToString());
        return (name, string.Create(CultureInfo.InvariantCulture, $"{string.Concat(Pinyin.Syllables(name))}{n}"));
    }

    /// <summary>A tree with people in it, and how long that took.</summary>
    public async Task SeedAsync(int people, int departments, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await GrowTreeAsync(departments, ct);
        await FillAsync(people, ct);
        Figures.Line("seeding", $"{Figures.Text(Stopwatch.GetElapsedTime(began).TotalSeconds)} s");
    }

    /// <summary>A tree: ten children each until there are enough.</summary>
    public async Task GrowTreeAsync(int count, CancellationToken ct)
    {
        await using var connection = await Database.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync("copy identity.department (id, tenant_id, parent_id, name, path, sort, version) from stdin (format binary)", ct);
        var paths = new List<Guid[]>();
        for (var i = 0; i < count; i++)
        {
            var id = Ids.New(TimeProvider.System);
            var above = i < 10 ? [] : paths[(i - 10) / 10];
            paths.Add([.. above, id]);
            Departments.Add(new DepartmentId(id));
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(Admin.Tenant.Value, NpgsqlDbType.Integer, ct);
            if (above.Length == 0) await copy.WriteNullAsync(ct);
            else await copy.WriteAsync(above[^1], NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync($"部门{i}", NpgsqlDbType.Text, ct);
            await copy.WriteAsync(paths[i], NpgsqlDbType.Array | NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(i, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(0, NpgsqlDbType.Integer, ct);
        }

        await copy.CompleteAsync(ct);
    }

    /// <summary>People, straight into the table; indexes are built afterwards.</summary>
    public async Task FillAsync(int count, CancellationToken ct)
    {
        await using var connection = await Database.OpenConnectionAsync(ct);
        var indexes = new List<(string Name, string Definition)>();
        await using (var list = new NpgsqlCommand("select indexname, indexdef from pg_indexes where schemaname = 'identity' and tablename = 'user_account' and indexname not like 'pk_%'", connection))
        await using (var reader = await list.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) indexes.Add((reader.GetString(0), reader.GetString(1)));
        }

        foreach (var (name, _) in indexes) await DoAsync(connection, $"drop index identity.\"{name}\"", ct);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy identity.user_account (id, tenant_id, login, login_key, name, email, email_key, phone, phone_key, employee_number, title, entry_date, department_id, account_type, search_text, grams, name_sort, status, ordinal, is_super_admin, language, totp_last_step, recovery_codes, created_at, invite_count, version) from stdin (format binary)", ct))
        {
            for (var i = 0; i < count; i++)
            {
                var (name, login) = Person(i);
                var (email, phone, number) = ($"{login}@example.com", $"+86 1{30 + i % 60:00}{i * 7919L % 100_000_000:00000000}", $"E{i:0000000}");
                var (emailKey, phoneKey) = (email, AccountRules.PhoneKey(phone));
                var form = SearchText.For(name, login, number, emailKey, phoneKey);
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(Ids.New(TimeProvider.System), NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(Admin.Tenant.Value, NpgsqlDbType.Integer, ct);
                foreach (var text in new[] { login, login, name, email, emailKey, phone, phoneKey, number, "工程师" }) await copy.WriteAsync(text, NpgsqlDbType.Text, ct);
                await copy.WriteAsync(new DateOnly(2010, 1, 1).AddDays(i % 5000), NpgsqlDbType.Date, ct);
                await copy.WriteAsync(Departments[(int)((uint)i * 2654435761u % (uint)Departments.Count)].Value, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync((short)(i % 50 == 0 ? 1 : 2), NpgsqlDbType.Smallint, ct);
                await copy.WriteAsync(form.Text, NpgsqlDbType.Text, ct);
                await copy.WriteAsync(form.Grams, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
                await copy.WriteAsync(form.NameSort, NpgsqlDbType.Text, ct);
                await copy.WriteAsync((short)(i % 100 == 0 ? 4 : i % 10 == 0 ? 3 : 1), NpgsqlDbType.Smallint, ct);
                await copy.WriteAsync(i + 1, NpgsqlDbType.Integer, ct);
                await copy.WriteAsync(false, NpgsqlDbType.Boolean, ct);
                await copy.WriteAsync("zh-CN", NpgsqlDbType.Text, ct);
                await copy.WriteAsync(0L, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(Array.Empty<byte[]>(), NpgsqlDbType.Array | NpgsqlDbType.Bytea, ct);
                await copy.WriteAsync(DateTimeOffset.UnixEpoch, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(0, NpgsqlDbType.Integer, ct);
                await copy.WriteAsync(0, NpgsqlDbType.Integer, ct);
            }

            await copy.CompleteAsync(ct);
        }

        foreach (var (name, definition) in indexes)
        {
            // Numbers are drawn, so a few phones meet: that index may stay away here.
            try
            {
                await DoAsync(connection, definition, ct);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                await DoAsync(connection, definition.Replace("UNIQUE ", "", StringComparison.Ordinal), ct);
            }
        }

        await DoAsync(connection, $"update identity.enterprise set next_user_ordinal = {count + 10}", ct);
        await DoAsync(connection, "vacuum analyze identity.user_account", ct);
        await DoAsync(connection, "analyze identity.department", ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_left) await _app.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
