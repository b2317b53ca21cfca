using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Departments;
using Huitang.Identity.Features.Users;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Identity;

/// <summary>The tree of departments.</summary>
public sealed class DepartmentTests(PeopleFixture app) : IClassFixture<PeopleFixture>
{
    [Fact]
    public async Task A_person_of_two_departments_counts_in_both_and_once_above()
    {
        var top = await app.DepartmentAsync(app.Fresh("研发中心"));
        var (platform, client) = (await app.DepartmentAsync("平台部", top), await app.DepartmentAsync("客户端部", top));
        await app.PersonAsync("张伟", f => f with { Department = platform, Further = [client] });
        await app.PersonAsync("王芳", f => f with { Department = client });

        Assert.Equal((0, 2), Heads(await app.NodeAsync(top)));
        Assert.Equal((1, 1), Heads(await app.NodeAsync(platform)));
        Assert.Equal((2, 2), Heads(await app.NodeAsync(client)));
    }

    [Fact]
    public async Task A_moved_department_takes_everything_below_with_it_and_the_preview_says_whom_it_concerns()
    {
        var (from, to) = (await app.DepartmentAsync(app.Fresh("华北")), await app.DepartmentAsync(app.Fresh("华东")));
        var team = await app.DepartmentAsync("销售一组", from);
        var squad = await app.DepartmentAsync("小队", team);
        var person = await app.PersonAsync("刘洋", f => f with { Department = squad });
        var node = await app.NodeAsync(team);

        var preview = PeopleFixture.Value(await app.RunAsync(app.Admin, new PreviewMove(team, to)));
        Assert.Equal((1, 1), (preview.People, preview.Departments));
        Assert.Null(preview.Refusal);
        PeopleFixture.Value(await app.RunAsync(app.Admin, new MoveDepartment(team, to, null, node.Version)));

        Assert.Equal((0, 1), Heads(await app.NodeAsync(to)));
        Assert.Equal((0, 0), Heads(await app.NodeAsync(from)));
        Assert.Equal(squad, (await app.UserAsync(person)).Department);
        Assert.Equal([person], (await app.FindAsync(new PeopleFilter(Department: to))).Select(u => u.Id));
        Assert.Empty(await app.FindAsync(new PeopleFilter(Department: from)));
        Assert.EndsWith("销售一组/小队", (await app.UserAsync(person)).Paths[squad], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_department_goes_neither_under_itself_nor_deeper_than_twenty_levels()
    {
        var top = await app.DepartmentAsync(app.Fresh("一级"));
        var below = await app.DepartmentAsync("二级", top);
        Assert.Equal("identity.into_itself", (await app.RunAsync(app.Admin, new MoveDepartment(top, below, null, (await app.NodeAsync(top)).Version))).Error?.Code);

        var at = below;
        for (var level = 3; level <= 20; level++) at = await app.DepartmentAsync($"{level}级", at);
        Assert.Equal("identity.too_deep", (await app.RunAsync(app.Admin, new AddDepartment(at, "二十一级"))).Error?.Code);
        var tall = await app.DepartmentAsync(app.Fresh("另一棵"));
        await app.DepartmentAsync("叶", tall);
        var last = (await app.NodeAsync(tall)).Version;
        var nineteenth = (await app.NodeAsync(at)).Parent;
        Assert.Equal("identity.too_deep", (await app.RunAsync(app.Admin, new MoveDepartment(tall, nineteenth, null, last))).Error?.Code);
    }

    [Fact]
    public async Task Only_an_empty_department_is_deleted_and_the_refusal_says_what_is_in_it()
    {
        var top = await app.DepartmentAsync(app.Fresh("财务部"));
        var below = await app.DepartmentAsync("出纳组", top);
        Assert.Equal(("identity.has_children", "1"), Refusal(await app.RunAsync(app.Admin, new DeleteDepartment(top, (await app.NodeAsync(top)).Version))));
        var person = await app.PersonAsync("李娜", f => f with { Department = below });
        Assert.Equal(("identity.has_people", "1"), Refusal(await app.RunAsync(app.Admin, new DeleteDepartment(below, 0))));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new PlaceUser(person, top)));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new DeleteDepartment(below, 0)));
        Assert.Equal(0, (await app.NodeAsync(top)).Children);
    }

    [Fact]
    public async Task Names_are_checked_unique_among_sisters_and_a_stale_change_is_refused()
    {
        var top = await app.DepartmentAsync(app.Fresh("市场部"));
        await app.DepartmentAsync("品牌组", top);
        Assert.Equal("identity.department_name_taken", (await app.RunAsync(app.Admin, new AddDepartment(top, " 品牌组 "))).Error?.Code);
        foreach (var bad in new[] { "", "甲/乙", new string('长', 33) }) Assert.Equal("identity.bad_department_name", (await app.RunAsync(app.Admin, new AddDepartment(top, bad))).Error?.Code);
        var renamed = app.Fresh("增长部");
        PeopleFixture.Value(await app.RunAsync(app.Admin, new RenameDepartment(top, renamed, 0)));
        Assert.Equal("common.changed_meanwhile", (await app.RunAsync(app.Admin, new RenameDepartment(top, "旧页面", 0))).Error?.Code);
        Assert.Equal(renamed, (await app.NodeAsync(top)).Name);
    }

    [Fact]
    public async Task Sisters_stand_in_the_order_they_were_put_in()
    {
        var top = await app.DepartmentAsync(app.Fresh("顺序"));
        var (a, b, c) = (await app.DepartmentAsync("丙", top), await app.DepartmentAsync("甲", top), await app.DepartmentAsync("乙", top));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new MoveDepartment(c, top, a, 0)));
        Assert.Equal([c, a, b], await SistersAsync(top));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SortDepartments(top)));
        // By pinyin: bing, jia, yi.
        Assert.Equal([a, b, c], await SistersAsync(top));
    }

    [Fact]
    public async Task A_file_adds_renames_and_moves_and_says_which_lines_it_refused()
    {
        var stem = app.Fresh("导入");
        var top = await app.DepartmentAsync(stem);
        var old = await app.DepartmentAsync("旧名", top);
        var file = PeopleFixture.Csv("部门ID,部门名称*,上级部门,排序", $",一组,{stem},1", $",小组,{stem}/一组,", $"{old},新名,{stem}/一组,", $",孤儿,没有这个部门,", $",坏/名,{stem},", $",一组,{stem},");

        var plan = PeopleFixture.Value(await app.RunAsync(app.Admin, new PreviewDepartmentImport(file)));
        Assert.Equal([ItemOutcome.Added, ItemOutcome.Added, ItemOutcome.Changed, ItemOutcome.Refused, ItemOutcome.Refused, ItemOutcome.Unchanged], plan.Lines.Select(l => l.Outcome));
        Assert.Equal(["identity.unknown_department", "identity.bad_department_name"], plan.Lines.Where(l => l.Error is not null).Select(l => l.Error!.Code));
        Assert.Equal("旧名", (await app.NodeAsync(old)).Name);

        PeopleFixture.Value(await app.RunAsync(app.Admin, new ImportDepartments(file, "部门.csv")));
        var moved = await app.NodeAsync(old);
        Assert.Equal("新名", moved.Name);
        Assert.Equal(["一组", "小组", "新名"], PeopleFixture.Value(await app.RunAsync(app.Admin, new GetDepartmentTree())).Nodes.SkipWhile(n => n.Id != top).Skip(1).Take(3).Select(n => n.Name));
    }

    [Fact]
    public async Task Whoever_only_reads_changes_nothing()
    {
        var top = await app.DepartmentAsync(app.Fresh("只读"));
        var reader = app.With(IdentityPermissions.DepartmentsRead);
        Assert.False(PeopleFixture.Value(await app.RunAsync(reader, new GetDepartmentTree())).CanChange);
        Assert.Equal("common.forbidden", (await app.RunAsync(reader, new AddDepartment(top, "新"))).Error?.Code);
        Assert.Equal("common.forbidden", (await app.RunAsync(reader, new DeleteDepartment(top, 0))).Error?.Code);
    }

    private async Task<DepartmentId[]> SistersAsync(DepartmentId parent) => [.. PeopleFixture.Value(await app.RunAsync(app.Admin, new GetDepartmentTree())).Nodes.Where(n => n.Parent == parent).Select(n => n.Id)];

    private static (int, int) Heads(DepartmentNode node) => (node.People, node.InAll);

    private static (string?, string?) Refusal<T>(Result<T> result) => (result.Error?.Code, result.Error is { Args: [var first, ..] } ? first : null);
}
