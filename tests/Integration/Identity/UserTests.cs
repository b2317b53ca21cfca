using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Identity;

/// <summary>People: finding, adding, changing, many at once, the recycle bin.</summary>
public sealed class UserTests(PeopleFixture app) : IClassFixture<PeopleFixture>
{
    [Theory]
    [InlineData("欧")]
    [InlineData("阳修")]
    [InlineData("ouyang")]
    [InlineData("yangxiu")]
    [InlineData("oyx")]
    [InlineData("OUYANGXIU01")]
    [InlineData("yx-0072")]
    [InlineData("5550001")]
    [InlineData("xiu.ou@")]
    [InlineData("欧阳 0072")]
    public async Task Somebody_is_found_by_any_part_of_any_field_in_chinese_or_latin(string query)
    {
        if ((await app.FindAsync(new PeopleFilter("ouyangxiu01"))).Count == 0)
            await app.PersonAsync("欧阳修", f => f with { Email = "xiu.ou@example.com", Phone = "139-5550-0017", EmployeeNumber = "YX-0072" }, "ouyangxiu01");
        Assert.Equal("欧阳修", Assert.Single(await app.FindAsync(new PeopleFilter(query))).Name);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("不存在")]
    [InlineData("zzqqxx")]
    public async Task Wildcards_mean_themselves_and_what_nobody_has_finds_nobody(string query) => Assert.Empty(await app.FindAsync(new PeopleFilter(query)));

    [Fact]
    public async Task Whoever_may_not_see_phones_sees_them_masked_and_does_not_find_people_by_them()
    {
        await app.PersonAsync("曾隐", f => f with { Phone = "18677774321" });
        var reader = app.With(IdentityPermissions.UsersRead);
        Assert.Empty(await app.FindAsync(new PeopleFilter("77774321"), reader));
        var line = Assert.Single(await app.FindAsync(new PeopleFilter("zengyin"), reader));
        Assert.Equal("+86 186****4321", line.Phone);
        Assert.StartsWith("u***@", line.Email, StringComparison.Ordinal);
        Assert.Equal("+86 18677774321", Assert.Single(await app.FindAsync(new PeopleFilter("77774321"))).Phone);
    }

    [Fact]
    public async Task An_editor_who_may_not_see_phone_and_mail_does_not_change_them()
    {
        var id = await app.PersonAsync("韩梅", f => f with { Phone = "13911112222" });
        var before = await app.UserAsync(id);
        var editor = app.With(IdentityPermissions.UsersRead, IdentityPermissions.UsersManage);
        PeopleFixture.Value(await app.RunAsync(editor, new EditUser(id, new UserFields("韩梅梅") { Phone = "+86 139****2222", Email = "x***@example.com", AccountType = AccountType.Free }, before.Version)));
        var after = await app.UserAsync(id);
        Assert.Equal(("韩梅梅", "+86 13911112222", before.Line.Email), (after.Line.Name, after.Line.Phone, after.Line.Email));
    }

    [Fact]
    public async Task Rules_of_the_form_name_the_field_at_fault()
    {
        var login = app.Fresh("taken");
        await app.PersonAsync("占用", f => f with { Phone = "13700000001", Email = login + "@example.com" }, login);
        await Refused("identity.bad_login", "Login", "有中文", f => f);
        await Refused("identity.bad_login", "Login", new string('a', 41), f => f);
        await Refused("identity.bad_login", "Login", "a@b", f => f);
        await Refused("identity.login_taken", "Login", login.ToUpperInvariant(), f => f);
        await Refused("identity.email_taken", "Email", app.Fresh("n"), f => f with { Email = login.ToUpperInvariant() + "@EXAMPLE.com" });
        await Refused("identity.phone_taken", "Phone", app.Fresh("n"), f => f with { Phone = "137 0000 0001" });
        await Refused("identity.no_contact", "Email", app.Fresh("n"), f => f with { Email = " ", Phone = null });
        await Refused("identity.bad_name", "Name", app.Fresh("n"), f => f with { Name = "" });
        await Refused("identity.bad_name", "Title", app.Fresh("n"), f => f with { Title = new string('长', 97) });
        await Refused("identity.bad_entry_date", "EntryDate", app.Fresh("n"), f => f with { EntryDate = new DateOnly(1900, 1, 1) });
        await Refused("identity.unknown_department", "Department", app.Fresh("n"), f => f with { Department = Ids.New<DepartmentId>(TimeProvider.System) });

        async Task Refused(string code, string field, string name, Func<UserFields, UserFields> change)
        {
            var error = (await app.RunAsync(app.Admin, new AddUser(name, change(new UserFields("某人") { Email = app.Fresh("mail") + "@example.com", AccountType = AccountType.Free }), false))).Error;
            Assert.Equal((code, field), (error?.Code, error?.Field));
        }
    }

    [Fact]
    public async Task A_stale_form_is_refused_and_nothing_of_it_is_kept()
    {
        var id = await app.PersonAsync("孙权");
        var seen = await app.UserAsync(id);
        PeopleFixture.Value(await app.RunAsync(app.Admin, new EditUser(id, new UserFields("孙仲谋") { Email = seen.Line.Email, AccountType = AccountType.Free }, seen.Version)));
        Assert.Equal("common.changed_meanwhile", (await app.RunAsync(app.Admin, new EditUser(id, new UserFields("旧") { Email = seen.Line.Email }, seen.Version))).Error?.Code);
        Assert.Equal("孙仲谋", (await app.UserAsync(id)).Line.Name);
    }

    [Fact]
    public async Task Premium_accounts_end_with_the_pool_and_stay_with_their_person_after_seven_days()
    {
        var (first, second) = (await app.PersonAsync("许一"), await app.PersonAsync("许二"));
        var used = PeopleFixture.Value(await app.RunAsync(app.Admin, new GetLicences())).Used;
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SetPremiumPool(used + 1)));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SetAccountType(first, AccountType.Premium)));
        Assert.Equal("identity.no_licence", (await app.RunAsync(app.Admin, new SetAccountType(second, AccountType.Premium))).Error?.Code);
        Assert.Equal("identity.pool_too_small", (await app.RunAsync(app.Admin, new SetPremiumPool(used))).Error?.Code);

        PeopleFixture.Value(await app.RunAsync(app.Admin, new SetAccountType(first, AccountType.Free)));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SetAccountType(second, AccountType.Premium)));
        await app.SqlAsync($"update identity.user_account set premium_at = premium_at - interval '8 days' where id = '{second}'");
        Assert.Equal("identity.licence_bound", (await app.RunAsync(app.Admin, new SetAccountType(second, AccountType.Free))).Error?.Code);
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SetPremiumPool(100)));
    }

    [Fact]
    public async Task Activation_mails_go_out_neither_twice_a_minute_nor_six_times_a_day()
    {
        var id = await app.PersonAsync("邮件");
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SendUserLink(id)));
        Assert.Equal("identity.invited_just_now", (await app.RunAsync(app.Admin, new SendUserLink(id))).Error?.Code);
        for (var i = 0; i < 4; i++)
        {
            await app.SqlAsync($"update identity.user_account set invited_at = invited_at - interval '2 minutes' where id = '{id}'");
            PeopleFixture.Value(await app.RunAsync(app.Admin, new SendUserLink(id)));
        }

        await app.SqlAsync($"update identity.user_account set invited_at = invited_at - interval '2 minutes' where id = '{id}'");
        Assert.Equal("identity.invited_often", (await app.RunAsync(app.Admin, new SendUserLink(id))).Error?.Code);
    }

    [Fact]
    public async Task Many_are_disabled_at_once_with_a_result_for_each_and_the_way_back()
    {
        var (a, b) = (await app.PersonAsync("批一"), await app.PersonAsync("批二"));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new DisableUser(b)));
        var targets = new BulkTargets([a, b, app.Admin.User], null);
        var preview = PeopleFixture.Value(await app.RunAsync(app.Admin, new PreviewBulk(new BulkAct(PeopleOperationKind.Disable), targets)));
        Assert.Equal((3, 1, 1, 1), (preview.Total, preview.Will, preview.Already, preview.RefusedTotal));

        var done = await app.SettledAsync(PeopleFixture.Value(await app.RunAsync(app.Admin, new RunBulk(new BulkAct(PeopleOperationKind.Disable), targets))));
        Assert.Equal((1, 1, 1), (done.Changed, done.Unchanged, done.Refused));
        Assert.Equal("identity.super_admin_stays", Assert.Single(await app.ItemsAsync(done.Id, ItemOutcome.Refused)).Error?.Code);
        Assert.Equal(UserStatus.Disabled, (await app.UserAsync(a)).Line.Status);

        PeopleFixture.Value(await app.RunAsync(app.Admin, new UndoOperation(done.Id)));
        Assert.Equal(PeopleOperationState.Undone, (await app.SettledAsync(done.Id)).State);
        Assert.Equal(UserStatus.NotActivated, (await app.UserAsync(a)).Line.Status);
        Assert.Equal(UserStatus.Disabled, (await app.UserAsync(b)).Line.Status);
        Assert.Equal("identity.cannot_undo", (await app.RunAsync(app.Admin, new UndoOperation(done.Id))).Error?.Code);
    }

    [Fact]
    public async Task Everybody_a_filter_finds_is_moved_and_whoever_was_moved_since_stays_when_it_is_undone()
    {
        var (from, to) = (await app.DepartmentAsync(app.Fresh("原")), await app.DepartmentAsync(app.Fresh("新")));
        var (a, b) = (await app.PersonAsync("移一", f => f with { Department = from }), await app.PersonAsync("移二", f => f with { Department = from }));
        var done = await app.SettledAsync(PeopleFixture.Value(await app.RunAsync(app.Admin, new RunBulk(new BulkAct(PeopleOperationKind.Move, to), new BulkTargets(null, new PeopleFilter(Department: from))))));
        Assert.Equal(2, done.Changed);
        PeopleFixture.Value(await app.RunAsync(app.Admin, new PlaceUser(b, null)));

        PeopleFixture.Value(await app.RunAsync(app.Admin, new UndoOperation(done.Id)));
        Assert.Equal(1, (await app.SettledAsync(done.Id)).NotUndone);
        Assert.Equal(from, (await app.UserAsync(a)).Department);
        Assert.Null((await app.UserAsync(b)).Department);
    }

    [Fact]
    public async Task A_deleted_account_is_gone_everywhere_until_it_is_restored_or_deleted_for_good()
    {
        var id = await app.PersonAsync("司马懿");
        var login = (await app.UserAsync(id)).Line.Login;
        PeopleFixture.Value(await app.RunAsync(app.Admin, new DeleteUser(id, null)));
        Assert.Empty(await app.FindAsync(new PeopleFilter(login)));
        Assert.Equal("identity.login_taken", (await app.RunAsync(app.Admin, new AddUser(login, new UserFields("别人") { Email = app.Fresh("x") + "@example.com" }, false))).Error?.Code);
        Assert.Single(await app.FindAsync(new PeopleFilter(login, Bin: true)));

        PeopleFixture.Value(await app.RunAsync(app.Admin, new RestoreUser(id)));
        Assert.Equal(UserStatus.NotActivated, (await app.UserAsync(id)).Line.Status);
        Assert.Equal("common.not_found", (await app.RunAsync(app.Admin, new PurgeUser(id))).Error?.Code);

        PeopleFixture.Value(await app.RunAsync(app.Admin, new DeleteUser(id, null)));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new PurgeUser(id)));
        await app.PersonAsync("新人", login: login);
    }

    [Fact]
    public async Task The_super_admin_and_oneself_are_neither_disabled_nor_deleted()
    {
        Assert.Equal("identity.not_yourself", (await app.RunAsync(app.Admin, new DeleteUser(app.Admin.User, null))).Error?.Code);
        var other = app.With(IdentityPermissions.UsersManage);
        Assert.Equal("identity.not_super_admin", (await app.RunAsync(other, new DisableUser(app.Admin.User))).Error?.Code);
        Assert.Equal("identity.not_super_admin", (await app.RunAsync(other, new EditUser(app.Admin.User, new UserFields("换名"), 0))).Error?.Code);
        var somebody = await app.PersonAsync("甲");
        Assert.Equal("identity.bad_heir", (await app.RunAsync(app.Admin, new DeleteUser(somebody, somebody))).Error?.Code);
    }

    [Fact]
    public async Task A_picture_is_drawn_anew_and_what_is_none_is_refused()
    {
        var id = await app.PersonAsync("头像");
        Assert.Equal("identity.bad_picture", (await app.RunAsync(app.Admin, new SetAvatar(id, "<svg onload=alert(1)>"u8.ToArray()))).Error?.Code);
        // A PNG of one pixel with a text chunk.
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        var tag = PeopleFixture.Value(await app.RunAsync(app.Admin, new SetAvatar(id, png)));
        var image = PeopleFixture.Value(await app.RunAsync(app.Admin, new GetAvatar(id, tag)));
        Assert.Equal("RIFF"u8.ToArray(), image[..4]);
        Assert.Equal("WEBP"u8.ToArray(), image[8..12]);
        PeopleFixture.Value(await app.RunAsync(app.Admin, new RemoveAvatar(id)));
        Assert.Equal("common.not_found", (await app.RunAsync(app.Admin, new GetAvatar(id, tag))).Error?.Code);
    }

    [Fact]
    public async Task The_list_pages_and_sorts_names_by_their_pinyin()
    {
        var department = await app.DepartmentAsync(app.Fresh("排序"));
        foreach (var name in new[] { "张三", "Bob", "陈七", "李四", "安九" }) await app.PersonAsync(name, f => f with { Department = department });
        var first = PeopleFixture.Value(await app.RunAsync(app.Admin, new ListUsers(new PeopleFilter(Department: department), new PageRequest(1, 3, "name"))));
        var second = PeopleFixture.Value(await app.RunAsync(app.Admin, new ListUsers(new PeopleFilter(Department: department), new PageRequest(2, 3, "name"))));
        Assert.Equal(["安九", "Bob", "陈七", "李四", "张三"], first.Rows.Concat(second.Rows).Select(r => r.Name));
        Assert.Equal(5, first.Total);
    }

    [Fact]
    public async Task Filters_stay_under_their_name_for_their_owner_alone()
    {
        var name = app.Fresh("禁用的人");
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SaveView("users", name, "?status=disabled")));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new SaveView("users", name, "?status=normal")));
        var view = Assert.Single(PeopleFixture.Value(await app.RunAsync(app.Admin, new ListViews("users"))), v => v.Name == name);
        Assert.Equal("?status=normal", view.Query);
        var other = app.With(IdentityPermissions.UsersRead);
        Assert.Empty(PeopleFixture.Value(await app.RunAsync(other, new ListViews("users"))));
        Assert.Equal("common.not_found", (await app.RunAsync(other, new DeleteView(view.Id))).Error?.Code);
    }
}
