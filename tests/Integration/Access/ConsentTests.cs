using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Consents;
using Huitang.Identity.Features.Roles;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Access;
using Huitang.Kernel;
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
        Assert.Equal(RoleErrors.TooEarly, (await app.RunAsync(super, new CompleteConsent(id, Right))).Error);
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
        var holders = new Dictionary<BuiltInRole, UserId>();
        foreach (var power in new[] { BuiltInRole.SystemAdministrator, BuiltInRole.SecurityAdministrator, BuiltInRole.AuditAdministrator })
            await app.GiveAsync(holders[power] = await app.PersonAsync(), await app.BuiltInAsync(power));
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
    }
}
