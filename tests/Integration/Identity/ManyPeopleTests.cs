using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Departments;
using Huitang.Identity.Features.Users;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Identity;

/// <summary>Lists and searches with more matches than are counted: by index or by sorting, the order is the same.</summary>
public sealed class ManyPeopleTests(PeopleFixture app) : IClassFixture<PeopleFixture>, IAsyncLifetime
{
    private const int Zhang = 10_500;
    private const int Lan = 2_500;
    private const int Same = 4_100;
    private DepartmentId _half;

    public async ValueTask InitializeAsync()
    {
        if (PeopleFixture.Value(await app.RunAsync(app.Admin, new GetDepartmentTree())).Nodes.FirstOrDefault(n => n.Name == "一半") is { } made)
        {
            _half = made.Id;
            return;
        }

        _half = await app.DepartmentAsync("一半");
        // 张 stand at the end of the order by name, 兰 before them; every other one is in the department, every third is premium.
        await app.SqlAsync($"""
            insert into identity.user_account (id, tenant_id, login, login_key, name, name_sort, search_text, grams, department_id, account_type, status, ordinal, is_super_admin, language, totp_last_step, recovery_codes, created_at, invite_count, version)
            select gen_random_uuid(), {app.Tenant.Value}, login, login, name, sort, lower(name) || ' ' || sort, grams, case when n % 2 = 0 then '{_half.Value}'::uuid end, case when n % 3 = 0 then 1 else 2 end, 1, 100 + n, false, 'zh-CN', 0, '{"{}"}', now(), 0, 0
            from (
                select n, 'z' || lpad(n::text, 5, '0') as login, '张' || lpad(n::text, 5, '0') as name, 'zhang' || lpad(n::text, 5, '0') as sort, array['张', 'zh', 'ha', 'an', 'ng'] as grams from generate_series(1, {Zhang}) n
                union all
                select {Zhang} + n, 'l' || lpad(n::text, 5, '0'), '兰' || lpad(n::text, 5, '0'), 'lan' || lpad(n::text, 5, '0'), array['兰', 'la', 'an'] from generate_series(1, {Lan}) n) p
            """);
        // More of one name than a file reads at once.
        await app.SqlAsync($"""
            insert into identity.user_account (id, tenant_id, login, login_key, name, name_sort, search_text, grams, account_type, status, ordinal, is_super_admin, language, totp_last_step, recovery_codes, created_at, invite_count, version)
            select gen_random_uuid(), {app.Tenant.Value}, 't' || n, 't' || n, '同名', 'tongming', '同名 tongming', array['同', '名', 'to', 'mi'], 2, 1, {100 + Zhang + Lan} + n, false, 'zh-CN', 0, '{"{}"}', now(), 0, 0 from generate_series(1, {Same}) n
            """);
        await app.SqlAsync($"update identity.enterprise set next_user_ordinal = {100 + Zhang + Lan + Same + 1}");
        await app.SqlAsync("analyze identity.user_account");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_page_stands_in_order_whether_its_matches_are_at_the_end_of_it_or_everywhere()
    {
        Assert.Equal(Names('张', 1, 20), await PageAsync(new("张"), 1));
        Assert.Equal(Names('张', 7_981, 8_000), await PageAsync(new("张"), 400));
        Assert.Equal(Names('张', Zhang, Zhang - 19), await PageAsync(new("zhang"), 1, descending: true));
        Assert.Equal(Names('兰', 1, 20), await PageAsync(new("an"), 1));
        Assert.Equal(Names('张', 7_980 - Lan + 1, 8_000 - Lan), await PageAsync(new("an"), 400));
        // 郑管理 is zhengguanli.
        Assert.Equal(["boss", .. Names('兰', 1, 19).Select(n => "l" + n[1..])], await PageAsync(new("an"), 1, "login", name: line => line.Login));
    }

    [Fact]
    public async Task Of_a_department_and_a_type_the_same_people_stand_far_down_as_anybody_would_count()
    {
        var all = Names('兰', 1, Lan).Concat(Names('张', 1, Zhang)).Select(n => (Name: n, N: n[0] == '张' ? int.Parse(n[1..]) : Zhang + int.Parse(n[1..]))).ToList();
        var half = all.Where(p => p.N % 2 == 0).Select(p => p.Name).ToList();
        var manager = app.With(IdentityPermissions.UsersRead) with { Scope = new ActorScope { Departments = new HashSet<Guid> { _half.Value } } };
        Assert.Equal(half.Skip(5_980).Take(20), await PageAsync(new(), 300, actor: manager));
        Assert.Equal(half.Where(n => n[0] == '张').Take(20), await PageAsync(new("张"), 1, actor: manager));
        var premium = all.Where(p => p.N % 2 == 0 && p.N % 3 == 0).Select(p => p.Name).ToList();
        Assert.Equal(premium.Skip(1_980).Take(20), await PageAsync(new(Type: AccountType.Premium, Department: _half), 100));
    }

    [Fact]
    public async Task A_file_holds_everybody_once_in_the_order_of_the_list_namesakes_too()
    {
        using var file = new MemoryStream();
        var count = PeopleFixture.Value(await app.RunAsync(app.Admin, new ExportUsers(new PeopleFilter(), null, ExportFormat.Csv, TimeZoneInfo.Utc, file)));
        var rows = System.Text.Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(r => r.Split(',')).ToList();
        Assert.Equal(1 + Zhang + Lan + Same, count);
        Assert.Equal(count, rows.Select(r => r[0]).Distinct().Count());
        Assert.Equal([.. Names('兰', 1, Lan), .. Enumerable.Repeat("同名", Same), .. Names('张', 1, Zhang), "郑管理"], rows.Select(r => r[1]));
    }

    // From the first to the last, downwards when the last is the smaller.
    private static List<string> Names(char family, int first, int last) =>
        [.. Enumerable.Range(Math.Min(first, last), Math.Abs(last - first) + 1).Order(Comparer<int>.Create((a, b) => first <= last ? a.CompareTo(b) : b.CompareTo(a))).Select(n => $"{family}{n:00000}")];

    private async Task<List<string>> PageAsync(PeopleFilter filter, int page, string sort = "name", bool descending = false, Actor? actor = null, Func<UserLine, string>? name = null) =>
        [.. PeopleFixture.Value(await app.RunAsync(actor ?? app.Admin, new ListUsers(filter, new PageRequest(page, 20, sort, descending)))).Rows.Select(name ?? (line => line.Name))];
}
