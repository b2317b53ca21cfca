using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Roles;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huitang.Integration.Access;

public sealed class RoleTests(AccessFixture app) : IClassFixture<AccessFixture>
{
    private static readonly string[] RoleAdmin = [IdentityPermissions.RolesManage, IdentityPermissions.UsersRead];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_acts_on_the_next_request_and_so_does_its_change()
    {
        var user = await app.PersonAsync();
        var role = await app.RoleAsync(IdentityPermissions.UsersRead);
        Assert.Equal("common.forbidden", (await app.RunAsync(await app.ActorAsync(user), new ListUsers(new PeopleFilter(), new PageRequest()))).Error?.Code);
        await app.GiveAsync(user, role);
        Assert.Null((await app.RunAsync(await app.ActorAsync(user), new ListUsers(new PeopleFilter(), new PageRequest()))).Error);
        var detail = (await app.RunAsync(await app.SuperAsync(), new GetRole(role))).Value!;
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new EditRole(role, detail.Version, detail.Name, null, [IdentityPermissions.RolesRead]))).Error);
        Assert.Equal("common.forbidden", (await app.RunAsync(await app.ActorAsync(user), new ListUsers(new PeopleFilter(), new PageRequest()))).Error?.Code);
        Assert.Equal("roles.read", await app.SqlAsync($"select permission from identity.role_permission where role_id = '{role}'"));
    }

    [Fact]
    public async Task A_stale_form_is_told_and_changes_nothing()
    {
        var role = await app.RoleAsync(IdentityPermissions.UsersRead);
        var detail = (await app.RunAsync(await app.SuperAsync(), new GetRole(role))).Value!;
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new EditRole(role, detail.Version, detail.Name, "一", [IdentityPermissions.UsersRead]))).Error);
        Assert.Equal(CommonErrors.ChangedMeanwhile, (await app.RunAsync(await app.SuperAsync(), new EditRole(role, detail.Version, detail.Name, "二", []))).Error);
        Assert.Equal("一", await app.SqlAsync($"select description from identity.role where id = '{role}'"));
    }

    [Fact]
    public async Task Nobody_gives_what_they_do_not_hold_neither_in_a_role_nor_by_one()
    {
        var admin = await app.AdminAsync(RoleAdmin);
        var refused = await app.RunAsync(admin, new AddRole("偷来的", null, [IdentityPermissions.UsersManage]));
        Assert.Equal(RoleErrors.NotHeld.Code, refused.Error?.Code);
        var strong = await app.RoleAsync("audit.read");
        var friend = await app.PersonAsync();
        Assert.Equal(RoleErrors.NotHeld.Code, (await app.RunAsync(admin, new AssignRoles([new RoleGift(friend, strong, false, [])]))).Error?.Code);
        var weak = await app.RoleAsync(IdentityPermissions.UsersRead);
        var detail = (await app.RunAsync(admin, new GetRole(weak))).Value!;
        Assert.Equal(RoleErrors.NotHeld.Code, (await app.RunAsync(admin, new EditRole(weak, detail.Version, detail.Name, null, ["audit.read"]))).Error?.Code);
        Assert.Null((await app.RunAsync(admin, new AssignRoles([new RoleGift(friend, weak, false, [])]))).Error);
        Assert.Equal(RoleErrors.OnlySuperAdmin.Code, (await app.RunAsync(admin, new AssignRoles([new RoleGift(friend, await app.BuiltInAsync(BuiltInRole.Administrator), false, [])]))).Error?.Code);
    }

    [Fact]
    public async Task How_somebody_signs_in_who_may_do_more_is_changed_only_by_who_may_do_as_much()
    {
        string[] desk = [IdentityPermissions.UsersManage, IdentityPermissions.UsersRead, IdentityPermissions.UsersEmail, IdentityPermissions.UsersPhone];
        var admin = await app.AdminAsync(desk);
        var (plain, equal, strong) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        await app.GiveAsync(equal, await app.RoleAsync(IdentityPermissions.UsersRead));
        await app.GiveAsync(strong, await app.RoleAsync("audit.read"));

        Assert.Null(await MailAsync(admin, plain, "plain@new.example"));
        Assert.Null(await MailAsync(admin, equal, "equal@new.example"));
        Assert.Equal(RoleErrors.Stronger.Code, await MailAsync(admin, strong, "strong@new.example"));
        Assert.Null(await MailAsync(await app.SuperAsync(), strong, "strong@new.example"));
        // A part of the enterprise is less than the whole of it, with the same permissions.
        var part = await app.AdminAsync(desk, "华东");
        Assert.Equal(RoleErrors.Stronger.Code, await MailAsync(part, equal, "equal@newer.example"));
        Assert.Null(await MailAsync(part, plain, "plain@newer.example"));

        async Task<string?> MailAsync(Actor actor, UserId user, string email)
        {
            var now = (await app.RunAsync(await app.SuperAsync(), new GetUser(user))).Value!;
            return (await app.RunAsync(actor, new EditUser(user, new UserFields(now.Line.Name) { Email = email, Department = now.Department, Further = now.Further }, now.Version))).Error?.Code;
        }
    }

    [Fact]
    public async Task A_file_of_people_changes_how_somebody_stronger_signs_in_no_more_than_the_form_does()
    {
        var admin = await app.AdminAsync([IdentityPermissions.UsersManage, IdentityPermissions.UsersRead, IdentityPermissions.UsersEmail, IdentityPermissions.UsersPhone]);
        var (plain, strong) = (await app.PersonAsync(), await app.PersonAsync());
        await app.GiveAsync(strong, await app.RoleAsync("audit.read"));
        var logins = await app.WithAsync(db => db.Users.Where(u => u.Id == plain || u.Id == strong).ToDictionaryAsync(u => u.Id, u => (u.Login, u.Name)));
        var file = $"UserID,姓名,邮箱\r\n{logins[plain].Login},{logins[plain].Name},{logins[plain].Login}@new.example\r\n{logins[strong].Login},{logins[strong].Name},{logins[strong].Login}@new.example\r\n";
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file));
        var operation = (await app.RunAsync(admin, new CheckImport("people.csv", stream, ImportMode.UpdateOnly))).Value;
        OperationView view;
        do
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            view = (await app.RunAsync(admin, new GetOperation(operation))).Value!;
        }
        while (view.Working);
        Assert.Equal((0, 1, 1), (view.Added, view.Changed, view.Refused));
        Assert.Equal(RoleErrors.Stronger.Code, Assert.Single((await app.RunAsync(admin, new ListOperationItems(operation, ItemOutcome.Refused, new PageRequest()))).Value!.Rows).Error?.Code);
    }

    [Fact]
    public async Task Nobody_changes_their_own_role_or_the_super_admins()
    {
        var admin = await app.AdminAsync(RoleAdmin);
        var weak = await app.RoleAsync(IdentityPermissions.UsersRead);
        Assert.Equal(RoleErrors.OwnRole, (await app.RunAsync(admin, new AssignRoles([new RoleGift(admin.User, weak, false, [])]))).Error);
        var own = (await app.RunAsync(admin, new GetRole(admin.Role))).Value!;
        Assert.False(own.Edit);
        Assert.Equal(RoleErrors.OwnRole, (await app.RunAsync(admin, new EditRole(admin.Role!.Value, own.Version, own.Name, null, []))).Error);
        Assert.Equal(RoleErrors.SuperAdmin, (await app.RunAsync(admin, new AssignRoles([new RoleGift(app.Super, weak, false, [])]))).Error);
        Assert.Equal(RoleErrors.OwnRole, (await app.RunAsync(await app.SuperAsync(), new AssignRoles([new RoleGift(app.Super, null, false, [])]))).Error);
        Assert.Equal(1L, await app.SqlAsync("select count(*) from identity.user_account where is_super_admin"));
    }

    [Fact]
    public async Task Many_get_a_role_at_once_with_an_answer_for_each_and_it_can_be_taken_back()
    {
        var role = await app.RoleAsync(IdentityPermissions.UsersRead);
        var (one, two) = (await app.PersonAsync(), await app.PersonAsync());
        await app.GiveAsync(one, await app.RoleAsync("system.status"), "华东");
        var before = await app.ActorAsync(one);
        var super = await app.SuperAsync();
        var results = (await app.RunAsync(super, new AssignRoles([new(one, role, false, []), new(two, role, true, [app.Departments["上海"]]), new(app.Super, role, false, [])]))).Value!;
        Assert.Equal([null, null, RoleErrors.OwnRole], results.Select(r => r.Error));
        Assert.Equal([app.Departments["上海"].Value], (await app.ActorAsync(two)).Scope.Departments);
        Assert.Null((await app.RunAsync(super, new AssignRoles([.. results.Select(r => r.Before).OfType<RoleGift>()]))).Error);
        Assert.True(before.SameRights(await app.ActorAsync(one)));
        Assert.Empty((await app.ActorAsync(two)).Permissions);
        Assert.Equal(2L, await app.SqlAsync("select count(*) from audit.act where action = 'role.assign' and object_type = 'users'"));
    }

    [Fact]
    public async Task The_log_says_whose_role_became_which_and_for_which_departments()
    {
        var role = await app.RoleAsync(IdentityPermissions.UsersRead);
        var name = (await app.WithAsync(db => db.Roles.SingleAsync(r => r.Id == role, Ct))).Name;
        var user = await app.PersonAsync(name: "苏轼");
        var super = await app.SuperAsync();
        await app.RunAsync(super, new AssignRoles([new(user, role, true, [app.Departments["上海"], app.Departments["深圳"]])]));
        await app.RunAsync(super, new AssignRoles([new(user, role, false, [])]));
        await app.RunAsync(super, new AssignRoles([new(user, null, false, [])]));
        await app.GiveAsync(user, role);
        await app.RunAsync(super, new DeleteRole(role, null));
        var acts = (await app.RunAsync(super, new Huitang.Audit.Features.ListActs(AuditLogKind.Administrator, new PageRequest(1, 50), new(Category: "role")))).Value!.Rows;
        var said = acts.SelectMany(a => a.Changes).Select(c => $"{c.Field} {c.From} → {c.To}").ToList();
        Assert.Contains($"苏轼: role Member → {name}", said);
        Assert.Contains("苏轼: scope  → 上海, 深圳", said);
        Assert.Contains("苏轼: scope 上海, 深圳 → WholeEnterprise", said);
        Assert.Contains($"苏轼: role {name} → Member", said);
        Assert.Contains("苏轼: scope WholeEnterprise → ", said);
    }

    [Fact]
    public async Task Deleting_a_role_gives_its_holders_another_or_makes_them_members()
    {
        var (old, next) = (await app.RoleAsync(IdentityPermissions.UsersRead), await app.RoleAsync("system.status"));
        var user = await app.PersonAsync();
        await app.GiveAsync(user, old, "华东");
        Assert.Equal(1, (await app.RunAsync(await app.SuperAsync(), new DeleteRole(old, next))).Value);
        var moved = await app.ActorAsync(user);
        Assert.Equal(["system.status"], moved.Permissions);
        Assert.Equal([app.Departments["华东"].Value], moved.Scope.Departments);
        Assert.Equal(1, (await app.RunAsync(await app.SuperAsync(), new DeleteRole(next, null))).Value);
        Assert.Empty((await app.ActorAsync(user)).Permissions);
        Assert.Equal(0L, await app.SqlAsync($"select count(*) from identity.role_scope where user_id = '{user}'"));
        Assert.Equal(RoleErrors.BuiltIn, (await app.RunAsync(await app.SuperAsync(), new DeleteRole(await app.BuiltInAsync(BuiltInRole.Administrator), null))).Error);
    }

    [Fact]
    public async Task The_administrator_role_can_be_edited_and_follows_its_own_list_then()
    {
        var admin = await app.BuiltInAsync(BuiltInRole.Administrator);
        var user = await app.PersonAsync();
        await app.GiveAsync(user, admin);
        Assert.Contains("users.manage", (await app.ActorAsync(user)).Permissions);
        var detail = (await app.RunAsync(await app.SuperAsync(), new GetRole(admin))).Value!;
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new EditRole(admin, detail.Version, "x", null, [.. detail.Permissions.Except(["users.manage"])]))).Error);
        Assert.DoesNotContain("users.manage", (await app.ActorAsync(user)).Permissions);
        Assert.Equal("\u0001Administrator", await app.SqlAsync($"select name from identity.role where id = '{admin}'"));
        await app.WithAsync(db => db.Roles.Where(r => r.Id == admin).ExecuteUpdateAsync(s => s.SetProperty(r => r.Edited, false), Ct));
    }

    [Fact]
    public async Task A_scoped_role_admin_gives_roles_only_within_the_scope()
    {
        var admin = await app.AdminAsync(RoleAdmin, "华东");
        var weak = await app.RoleAsync(IdentityPermissions.UsersRead);
        var (inside, outside) = (await app.PersonAsync("华东/杭州"), await app.PersonAsync("华南/深圳"));
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(admin, new AssignRoles([new RoleGift(outside, weak, true, [app.Departments["华东"]])]))).Error);
        Assert.Equal(RoleErrors.WiderScope, (await app.RunAsync(admin, new AssignRoles([new RoleGift(inside, weak, false, [])]))).Error);
        Assert.Equal(CommonErrors.NotFound.Code, (await app.RunAsync(admin, new AssignRoles([new RoleGift(inside, weak, true, [app.Departments["华南"]])]))).Error?.Code);
        Assert.Null((await app.RunAsync(admin, new AssignRoles([new RoleGift(inside, weak, true, [app.Departments["杭州"]])]))).Error);
        Assert.Equal(CommonErrors.PartOnly.Code, (await app.RunAsync(admin, new AddRole("新", null, []))).Error?.Code);
        Assert.Null((await app.RunAsync(admin, new ListRoles())).Value!.SuperAdmin);
    }

    [Fact]
    public async Task A_department_moved_into_a_scope_is_managed_without_anything_else_changing()
    {
        var admin = await app.AdminAsync([IdentityPermissions.UsersRead], "华东");
        await app.PersonAsync("流动/小队", "流动的人");
        Assert.Equal(0, (await app.RunAsync(admin, new ListUsers(new PeopleFilter("流动的人"), new PageRequest()))).Value!.Total);
        await app.SqlAsync($"update identity.department set path = array['{app.Departments["华东"]}'::uuid] || path where '{await app.SqlAsync("select id from identity.department where name = '流动'")}' = any(path)");
        Assert.Equal(1, (await app.RunAsync(admin, new ListUsers(new PeopleFilter("流动的人"), new PageRequest()))).Value!.Total);
    }

    [Fact]
    public async Task A_person_who_lacks_a_permission_is_told_which_and_whom_to_ask()
    {
        var login = "asker";
        await app.PersonAsync(login: login);
        using var browser = await SignIn.AsAsync(app.Url, login, AccessFixture.Password, Ct);
        var page = await browser.GetAsync("/console/roles", Ct);
        Assert.Contains("缺少的权限：查看角色与权限说明", page.Text);
        Assert.Contains("林总", page.Text);
        var answer = await browser.Client.GetStringAsync("/api/access/explain?permission=users.read", Ct);
        Assert.Contains("\"allowed\":false", answer);
        Assert.Contains("\"reason\":\"NotHeld\"", answer);
        using var other = await browser.Client.GetAsync($"/api/access/explain?permission=users.read&person={app.Super}", Ct);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, other.StatusCode);
    }
}
