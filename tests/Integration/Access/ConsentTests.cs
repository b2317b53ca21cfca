using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Consents;
using Huitang.Identity.Features.Roles;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Access;
using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Access;

/// <summary>Each test changes who rules and leaves the enterprise as it was: tests of a class run one after the other.</summary>
public sealed class ConsentTests(AccessFixture app) : IClassFixture<AccessFixture>
{
    private static Proof Right => new(new Secret(AccessFixture.Password), default);

    private static Proof Wrong => new(new Secret("not it"), default);

    private async Task<Guid> OpenAsync() => (Guid)(await app.SqlAsync("select id from identity.consent where state = 1"))!;

    [Fact]
    public async Task The_super_admins_post_passes_on_only_with_both_sides_consent()
    {
        var next = await app.PersonAsync();
        var bystander = await app.PersonAsync();
        var super = await app.SuperAsync();
        var before = await MailsAsync();
        Assert.Equal(IdentityErrors.WrongPassword.Code, (await app.RunAsync(super, new ProposeTransfer(next, Wrong))).Error?.Code);
        Assert.Equal(RoleErrors.NotSuperAdmin, (await app.RunAsync(await app.ActorAsync(bystander), new ProposeTransfer(next, Right))).Error);
        Assert.Equal(RoleErrors.BadTarget.Code, (await app.RunAsync(super, new ProposeTransfer(app.Super, Right))).Error?.Code);
        Assert.Null((await app.RunAsync(super, new ProposeTransfer(next, Right))).Error);
        Assert.Equal(RoleErrors.AlreadyProposed, (await app.RunAsync(super, new ProposeTransfer(bystander, Right))).Error);
        var id = await OpenAsync();
        Assert.True((await app.ActorAsync(app.Super)).IsSuperAdmin);

        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(await app.ActorAsync(bystander), new AnswerConsent(id, true, Right))).Error);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(super, new AnswerConsent(id, true, Right))).Error);
        Assert.Equal(IdentityErrors.WrongPassword.Code, (await app.RunAsync(await app.ActorAsync(next), new AnswerConsent(id, true, Wrong))).Error?.Code);
        Assert.Null((await app.RunAsync(await app.ActorAsync(next), new AnswerConsent(id, true, Right))).Error);
        Assert.True((await app.ActorAsync(next)).IsSuperAdmin);
        var former = await app.ActorAsync(app.Super);
        Assert.False(former.IsSuperAdmin);
        Assert.Contains(IdentityPermissions.UsersManage, former.Permissions);
        Assert.DoesNotContain(IdentityPermissions.RolesManage, former.Permissions);
        Assert.Equal(RoleErrors.NotOpen, (await app.RunAsync(await app.ActorAsync(next), new AnswerConsent(id, true, Right))).Error);
        Assert.Equal(4L, await MailsAsync() - before);

        // And back, so that the other tests find it as it was.
        Assert.Null((await app.RunAsync(await app.ActorAsync(next), new ProposeTransfer(app.Super, Right))).Error);
        Assert.Null((await app.RunAsync(await app.ActorAsync(app.Super), new AnswerConsent(await OpenAsync(), true, Right))).Error);
        Assert.True((await app.ActorAsync(app.Super)).IsSuperAdmin);
        Assert.Equal(1L, await app.SqlAsync("select count(*) from identity.user_account where is_super_admin"));

        async Task<long> MailsAsync() => (long)(await app.SqlAsync("select count(*) from messages.mail where subject like '%权限事项%'"))!;
    }

    [Fact]
    public async Task An_offer_can_be_declined_withdrawn_and_runs_out()
    {
        var next = await app.PersonAsync();
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new ProposeTransfer(next, Right))).Error);
        Assert.Null((await app.RunAsync(await app.ActorAsync(next), new AnswerConsent(await OpenAsync(), false, Right))).Error);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new ProposeTransfer(next, Right))).Error);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new WithdrawConsent(await OpenAsync()))).Error);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new ProposeTransfer(next, Right))).Error);
        var late = await OpenAsync();
        await app.SqlAsync($"update identity.consent set expires_at = now() - interval '1 minute' where id = '{late}'");
        Assert.Equal(RoleErrors.NotOpen, (await app.RunAsync(await app.ActorAsync(next), new AnswerConsent(late, true, Right))).Error);
        Assert.True((await app.ActorAsync(app.Super)).IsSuperAdmin);
        await app.SqlAsync("update identity.consent set state = 4 where state = 1");
    }

    [Fact]
    public async Task Isolation_binds_the_super_admin_and_only_another_or_three_days_give_it_back()
    {
        var super = await app.SuperAsync();
        var reader = await app.AdminAsync(["audit.read"]);
        var other = await app.AdminAsync([IdentityPermissions.RolesManage]);
        Assert.Equal(IdentityErrors.WrongPassword.Code, (await app.RunAsync(super, new IsolatePermissions(["audit.read"], Wrong))).Error?.Code);
        Assert.Equal(RoleErrors.NothingToIsolate, (await app.RunAsync(super, new IsolatePermissions([IdentityPermissions.RolesManage], Right))).Error);
        Assert.Null((await app.RunAsync(super, new IsolatePermissions(["audit.read"], Right))).Error);
        super = await app.SuperAsync();
        Assert.False(super.Holds("audit.read"));
        Assert.True((await app.ActorAsync(reader.User)).Holds("audit.read"));
        // Nor by the back door: no new role, no existing role, nobody else's hands.
        Assert.Equal(RoleErrors.NotHeld.Code, (await app.RunAsync(super, new AddRole("后门", null, ["audit.read"]))).Error?.Code);
        Assert.Equal(RoleErrors.NotHeld.Code, (await app.RunAsync(super, new AssignRoles([new RoleGift(await app.PersonAsync(), reader.Role, false, [])]))).Error?.Code);

        Assert.Null((await app.RunAsync(super, new ProposeEndIsolation(["audit.read"], Right))).Error);
        var id = await OpenAsync();
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(super, new AnswerConsent(id, true, Right))).Error);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(reader, new AnswerConsent(id, true, Right))).Error);
        Assert.Equal("consent.too_early 72", Words((await app.RunAsync(super, new CompleteConsent(id, Right))).Error));
        Assert.Null((await app.RunAsync(other, new AnswerConsent(id, false, Right))).Error);
        Assert.False((await app.SuperAsync()).Holds("audit.read"));

        Assert.Null((await app.RunAsync(super, new ProposeEndIsolation(["audit.read"], Right))).Error);
        Assert.Null((await app.RunAsync(other, new AnswerConsent(await OpenAsync(), true, Right))).Error);
        Assert.True((await app.SuperAsync()).Holds("audit.read"));

        Assert.Null((await app.RunAsync(super, new IsolatePermissions(["audit.read"], Right))).Error);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new ProposeEndIsolation(["audit.read"], Right))).Error);
        await app.SqlAsync("update identity.consent set alone_from = now() where state = 1");
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new CompleteConsent(await OpenAsync(), Right))).Error);
        Assert.True((await app.SuperAsync()).Holds("audit.read"));
    }

    [Fact]
    public async Task Power_is_divided_only_when_each_has_a_holder_and_no_role_mixes()
    {
        var super = await app.SuperAsync();
        var mixing = await app.RoleAsync("users.read", "audit.read");
        Assert.Equal(RoleErrors.PowerVacant.Code, (await app.RunAsync(super, new DividePowers(Right))).Error?.Code);
        var holders = await HoldersAsync();
        Assert.Equal(RoleErrors.RolesMix.Code, (await app.RunAsync(super, new DividePowers(Right))).Error?.Code);
        Assert.Null((await app.RunAsync(super, new DeleteRole(mixing, null))).Error);
        Assert.Null((await app.RunAsync(super, new DividePowers(Right))).Error);

        super = await app.SuperAsync();
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(super, new ListUsers(new PeopleFilter(), new PageRequest()))).Error?.Code);
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(super, new AddRole("不行", null, []))).Error?.Code);
        var security = await app.ActorAsync(holders[BuiltInRole.SecurityAdministrator]);
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(security, new ListUsers(new PeopleFilter(), new PageRequest()))).Error?.Code);
        var clerk = await app.PersonAsync();
        Assert.Null((await app.RunAsync(security, new AssignRoles([new RoleGift(clerk, await app.BuiltInAsync(BuiltInRole.SystemAdministrator), false, [])]))).Error);
        Assert.Equal(RoleErrors.MixedPowers, (await app.RunAsync(security, new AddRole("混合", null, ["users.read", "audit.read"]))).Error);
        Assert.Equal(RoleErrors.OwnRole, (await app.RunAsync(security, new AssignRoles([new RoleGift(security.User, await app.BuiltInAsync(BuiltInRole.SystemAdministrator), false, [])]))).Error);

        Assert.Null((await app.RunAsync(super, new ProposeUnitePowers(Right))).Error);
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(await app.ActorAsync(holders[BuiltInRole.AuditAdministrator]), new AnswerConsent(await OpenAsync(), true, Right))).Error);
        Assert.Null((await app.RunAsync(security, new AnswerConsent(await OpenAsync(), true, Right))).Error);
        Assert.True((await app.SuperAsync()).Holds("users.read"));
        await UnitedAsync();
    }

    [Fact]
    public async Task Where_nobody_is_left_to_consent_divided_powers_come_back_after_three_days()
    {
        var holders = await HoldersAsync();
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new DividePowers(Right))).Error);
        var super = await app.SuperAsync();
        Assert.Null((await app.RunAsync(super, new ProposeUnitePowers(Right))).Error);
        var id = await OpenAsync();

        // Days alone do not help while somebody could answer: they are named.
        await app.SqlAsync("update identity.consent set alone_from = now() where state = 1");
        Assert.False(Assert.Single(await LinesAsync(super), l => l.Id == id).CanComplete);
        var others = (await app.RunAsync(super, new CompleteConsent(id, Right))).Error;
        Assert.Equal(RoleErrors.OthersAnswer.Code, others?.Code);
        Assert.Contains("安全员", others!.Args[0], StringComparison.Ordinal);

        // An accident takes them all.
        await app.SqlAsync($"update identity.user_account set status = 3 where id = '{holders[BuiltInRole.SecurityAdministrator].Value}'");
        await app.SqlAsync("delete from identity.user_role h using identity.role_permission p where p.role_id = h.role_id and p.permission = 'roles.manage'");
        await app.SqlAsync("update identity.consent set alone_from = now() + interval '71 hours 30 minutes' where state = 1");
        Assert.Equal("consent.too_early 72", Words((await app.RunAsync(super, new CompleteConsent(id, Right))).Error));
        Assert.False(Assert.Single(await LinesAsync(super), l => l.Id == id).CanComplete);
        await app.SqlAsync("update identity.consent set alone_from = now() where state = 1");
        Assert.True(Assert.Single(await LinesAsync(super), l => l.Id == id).CanComplete);
        Assert.Equal(IdentityErrors.WrongPassword.Code, (await app.RunAsync(super, new CompleteConsent(id, Wrong))).Error?.Code);
        Assert.Null((await app.RunAsync(super, new CompleteConsent(id, Right))).Error);
        Assert.True((await app.SuperAsync()).Holds("users.read"));
        Assert.Equal(1L, await app.SqlAsync($"select count(*) from audit.act where action = 'consent.complete' and outcome = 'done' and log = {(int)AuditLogKind.Administrator} and object_id = '{id}'"));
        await UnitedAsync();
    }

    [Fact]
    public async Task The_last_holder_of_a_power_stays_and_successors_can_be_taken_in()
    {
        var holders = await HoldersAsync();
        var (security, roles) = (await app.BuiltInAsync(BuiltInRole.SecurityAdministrator), new Dictionary<BuiltInRole, Actor>());
        await app.RunAsync(await app.SuperAsync(), new DividePowers(Right));
        foreach (var (power, user) in holders) roles[power] = await app.ActorAsync(user);
        var (guard, clerk) = (roles[BuiltInRole.SecurityAdministrator], roles[BuiltInRole.SystemAdministrator]);
        var auditor = holders[BuiltInRole.AuditAdministrator];

        // Neither by taking the role, nor a part of it, nor the account, nor by the post of the super admin.
        Assert.Equal(RoleErrors.PowerLast.Code, (await app.RunAsync(guard, new AssignRoles([new RoleGift(auditor, null, false, [])]))).Error?.Code);
        Assert.Equal(RoleErrors.PowerLast.Code, (await app.RunAsync(guard, new AssignRoles([new RoleGift(auditor, await app.BuiltInAsync(BuiltInRole.AuditAdministrator), true, [app.Departments["上海"]])]))).Error?.Code);
        Assert.Equal(RoleErrors.PowerLast.Code, (await app.RunAsync(clerk, new DisableUser(guard.User))).Error?.Code);
        Assert.Equal(RoleErrors.PowerLast.Code, (await app.RunAsync(clerk, new DeleteUser(guard.User, null))).Error?.Code);
        Assert.Equal(RoleErrors.PowerLast.Code, (await app.RunAsync(await app.SuperAsync(), new ProposeTransfer(guard.User, Right))).Error?.Code);
        Assert.True((await app.ActorAsync(guard.User)).Holds(IdentityPermissions.RolesManage));

        // A successor is found, and then the first may go.
        var next = await app.PersonAsync(name: "接班人");
        Assert.Contains((await app.RunAsync(guard, new FindRolePeople("接班"))).Value!, p => p.Id == next);
        Assert.Null((await app.RunAsync(guard, new AssignRoles([new RoleGift(next, security, false, [])]))).Error);
        Assert.Null((await app.RunAsync(await app.ActorAsync(next), new AssignRoles([new RoleGift(guard.User, null, false, [])]))).Error);
        Assert.False((await app.ActorAsync(guard.User)).Holds(IdentityPermissions.RolesManage));
        await UnitedAsync();
    }

    [Fact]
    public async Task Two_who_take_the_last_two_holders_at_once_leave_one()
    {
        var holders = await HoldersAsync();
        var second = await app.PersonAsync(name: "审计员乙");
        await app.GiveAsync(second, await app.BuiltInAsync(BuiltInRole.AuditAdministrator));
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new DividePowers(Right))).Error);
        var (guard, clerk) = (await app.ActorAsync(holders[BuiltInRole.SecurityAdministrator]), await app.ActorAsync(holders[BuiltInRole.SystemAdministrator]));
        Task<Result<Unit>> Disable() => app.RunAsync(clerk, new DisableUser(second));
        var (taken, disabled) = (app.RunAsync(guard, new AssignRoles([new RoleGift(holders[BuiltInRole.AuditAdministrator], null, false, [])])), Disable());
        await Task.WhenAll(taken, disabled);
        var refusals = new[] { (await taken).Error, (await disabled).Error };
        Assert.Equal(RoleErrors.PowerLast.Code, Assert.Single(refusals, e => e is not null)!.Code);
        await UnitedAsync();
    }

    [Fact]
    public async Task The_super_admin_keeps_the_page_that_ends_the_division_and_finds_a_successor()
    {
        await HoldersAsync();
        var next = await app.PersonAsync(name: "欧阳询");
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new DividePowers(Right))).Error);
        var super = await app.SuperAsync();
        var menu = app.Services.GetRequiredService<ModuleCatalog>().Menu;
        Assert.True(menu.Single(m => m.Id == "safeguards").OpenTo(super));
        Assert.False(menu.Single(m => m.Id == "roles").OpenTo(super));
        var settings = (await app.RunAsync(super, new GetAccessSettings())).Value!;
        Assert.True(settings is { ThreePowers: true, IsSuperAdmin: true, SeesRoles: false });
        Assert.Equal("欧阳询", Assert.Single((await app.RunAsync(super, new FindSuccessors("欧阳"))).Value!).Name);
        Assert.Null((await app.RunAsync(super, new ProposeTransfer(next, Right))).Error);
        await app.SqlAsync("update identity.consent set state = 4 where state = 1");

        var member = await app.ActorAsync(next);
        Assert.False(menu.Single(m => m.Id == "safeguards").OpenTo(member));
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(member, new GetAccessSettings())).Error?.Code);
        Assert.Equal(RoleErrors.NotSuperAdmin, (await app.RunAsync(member, new FindSuccessors(""))).Error);
        await UnitedAsync();
    }

    [Fact]
    public async Task What_the_former_super_admin_asked_for_does_not_outlive_the_post()
    {
        var next = await app.PersonAsync();
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new IsolatePermissions(["audit.read"], Right))).Error);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new ProposeEndIsolation(["audit.read"], Right))).Error);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new ProposeTransfer(next, Right))).Error);
        var transfer = (Guid)(await app.SqlAsync("select id from identity.consent where state = 1 and kind = 1"))!;
        Assert.Null((await app.RunAsync(await app.ActorAsync(next), new AnswerConsent(transfer, true, Right))).Error);
        Assert.Null((await app.RunAsync(await app.ActorAsync(next), new ProposeEndIsolation(["audit.read"], Right))).Error);
        await app.SqlAsync("update identity.consent set state = 4 where state = 1; update identity.enterprise set isolated_permissions = '{}'");
        Assert.Null((await app.RunAsync(await app.ActorAsync(next), new ProposeTransfer(app.Super, Right))).Error);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new AnswerConsent(await OpenAsync(), true, Right))).Error);
    }

    private async Task<Dictionary<BuiltInRole, UserId>> HoldersAsync()
    {
        var holders = new Dictionary<BuiltInRole, UserId>();
        foreach (var (power, name) in new[] { (BuiltInRole.SystemAdministrator, "系统员"), (BuiltInRole.SecurityAdministrator, "安全员"), (BuiltInRole.AuditAdministrator, "审计员") })
            await app.GiveAsync(holders[power] = await app.PersonAsync(name: name), await app.BuiltInAsync(power));
        return holders;
    }

    private static string Words(Error? error) => $"{error?.Code} {string.Join(' ', error?.Args ?? [])}";

    private async Task<IReadOnlyList<ConsentLine>> LinesAsync(Actor actor) => (await app.RunAsync(actor, new ListConsents())).Value!;

    private async Task UnitedAsync() => await app.SqlAsync("update identity.enterprise set three_powers = false; update identity.consent set state = 4 where state = 1; delete from identity.user_role h using identity.role r where r.id = h.role_id and r.built_in > 2");
}
