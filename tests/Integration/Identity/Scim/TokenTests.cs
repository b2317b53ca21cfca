using System.Net;
using Huitang.Audit.Features;
using Huitang.Identity.Contracts;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Scim.Tokens;
using Huitang.Identity.Features.Users;
using Huitang.Integration.Access;
using Huitang.Kernel;
using Huitang.TestKit;
using Xunit;

namespace Huitang.Integration.Identity.Scim;

/// <summary>A token does what its maker may, where it may, as long as it may, and the log says so.</summary>
public sealed class TokenTests(AccessFixture app) : IClassFixture<AccessFixture>
{
    internal static readonly string[] Everything = [IdentityPermissions.ScimManage, IdentityPermissions.UsersManage, IdentityPermissions.UsersRead, IdentityPermissions.UsersEmail, IdentityPermissions.UsersPhone, IdentityPermissions.DepartmentsManage, IdentityPermissions.DepartmentsRead];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_of_one_department_sees_and_changes_nobody_else()
    {
        using var directory = await Directory.OfAsync(app, await app.SuperAsync(), "华东");
        var (outside, inside) = (await app.PersonAsync("华南/深圳", "外面的人", "scim-out"), await app.PersonAsync("华东/杭州", "里面的人", "scim-in"));
        Assert.Equal(["scim-in"], await directory.FindAsync("userName sw \"scim-\""));
        Assert.Empty(await directory.FindAsync("emails eq \"scim-out@x.example\""));
        Assert.Equal(0, (int)(await directory.GetAsync("Users?count=0&filter=" + Uri.EscapeDataString("userName eq \"scim-out\"")))["totalResults"]!);
        var (shenzhen, hangzhou) = (app.Departments["深圳"], app.Departments["杭州"]);
        Assert.Equal(["上海", "华东", "杭州"], (await directory.GetAsync("Groups")).All("displayName").Order(StringComparer.Ordinal));

        foreach (var reply in new[]
        {
            await directory.GetAsync($"Users/{outside}"), await directory.DeleteAsync($"Users/{outside}"), await directory.PatchAsync($"Users/{outside}", """{"op":"replace","path":"active","value":false}"""),
            await directory.PutAsync($"Users/{outside}", """{"userName":"scim-out","displayName":"变了"}"""), await directory.GetAsync($"Groups/{shenzhen}"), await directory.DeleteAsync($"Groups/{shenzhen}"),
            await directory.PatchAsync($"Groups/{shenzhen}", $$"""{"op":"add","path":"members","value":[{"value":"{{inside}}"}]}"""), await directory.PutAsync($"Groups/{shenzhen}", """{"displayName":"变了"}"""),
        }) Assert.Equal(HttpStatusCode.NotFound, reply.Status);

        foreach (var reply in new[]
        {
            await directory.PatchAsync($"Groups/{hangzhou}", $$"""{"op":"add","path":"members","value":[{"value":"{{outside}}"}]}"""),
            await directory.PatchAsync($"Users/{inside}", $$"""{"op":"replace","path":"{{Directory.Enterprise}}:department","value":"深圳"}"""),
            await directory.PatchAsync($"Groups/{hangzhou}", $$"""{"op":"replace","path":"{{Directory.Department}}:parent","value":"{{shenzhen}}"}"""),
        }) Assert.Equal((HttpStatusCode.BadRequest, "invalidValue"), (reply.Status, reply.Type));

        // Somebody of the outside who also belongs inside is no member here.
        var details = (await app.RunAsync(await app.SuperAsync(), new GetUser(outside))).Value!;
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new EditUser(outside, new UserFields("外面的人") { Email = "scim-out@x.example", Department = shenzhen, Further = [hangzhou], AccountType = details.Line.AccountType }, details.Version))).Error);
        Assert.DoesNotContain(outside.ToString(), (await directory.GetAsync($"Groups/{hangzhou}")).Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await directory.GetAsync("Groups?filter=" + Uri.EscapeDataString($"members.value eq \"{outside}\""))).All("id"));

        // Whoever is added without a place goes to the token's first department.
        var made = await directory.PostAsync("Users", """{"userName":"scim-new","displayName":"新来的","emails":[{"value":"scim-new@x.example"}]}""");
        Assert.Equal((HttpStatusCode.Created, "华东"), (made.Status, (string?)made[Directory.Enterprise]!["department"]));
        var group = await directory.PostAsync("Groups", """{"displayName":"新部门"}""");
        Assert.Equal(app.Departments["华东"].ToString(), (string?)group[Directory.Department]!["parent"]!["value"]);
    }

    [Fact]
    public async Task A_cookie_opens_nothing_here()
    {
        var login = "cookie" + Ids.New(TimeProvider.System).ToString("N")[^6..];
        await app.GiveAsync(await app.PersonAsync("总部", "有权的人", login), await app.RoleAsync(Everything));
        using var browser = await SignIn.AsAsync(app.Url, login, AccessFixture.Password, Ct);
        using var answer = await browser.Client.GetAsync("/scim/v2/Users", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Disabling_ends_sessions_at_once_and_the_log_names_the_token_and_its_maker()
    {
        var login = "session" + Ids.New(TimeProvider.System).ToString("N")[^6..];
        var person = await app.PersonAsync("华东/上海", "会被停用", login);
        using var browser = await SignIn.AsAsync(app.Url, login, AccessFixture.Password, Ct);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account", Ct)).Status);
        using var directory = await Directory.OfAsync(app, await app.SuperAsync());
        Assert.Equal(HttpStatusCode.OK, (await directory.PatchAsync($"Users/{person}", """{"op":"Replace","path":"active","value":"False"}""")).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await browser.GetAsync("/account", Ct)).Status);
        var acts = (await app.RunAsync(await app.SuperAsync(), new ListActs(AuditLogKind.Administrator, new PageRequest(1, 100)))).Value!.Rows;
        var act = acts.First(a => a.Action == "user.disable" && a.ObjectId == person.ToString());
        Assert.Equal(("人事系统 (林总)", ActorKind.Service, app.Super.Value, "done"), (act.ActorName, act.ActorKind, act.ActorId, act.Outcome));
    }

    [Fact]
    public async Task A_token_ends_at_once_when_it_is_revoked_too_old_or_its_maker_may_no_longer()
    {
        var super = await app.SuperAsync();
        var token = await Directory.TokenAsync(app, super);
        using var directory = new Directory(app.CreateClient(), token.Secret);
        Assert.Equal(HttpStatusCode.OK, (await directory.GetAsync("Users?count=0")).Status);
        var line = (await app.RunAsync(super, new ListTokens())).Value!.Tokens.Single(t => t.Id == token.Id);
        Assert.Equal((TokenState.Active, "127.0.0.1", true), (line.State, line.LastUsedIp, line.LastUsedAt is not null));
        Assert.Null((await app.RunAsync(super, new RevokeToken(token.Id))).Error);
        Assert.Equal(HttpStatusCode.Unauthorized, (await directory.GetAsync("Users?count=0")).Status);
        Assert.Null(await app.SqlAsync($"select 1 from identity.service_token t where position('{token.Secret}' in t::text) > 0"));

        var old = await Directory.TokenAsync(app, super);
        using var late = new Directory(app.CreateClient(), old.Secret);
        await app.SqlAsync($"update identity.service_token set expires_at = now() - interval '1 second' where id = '{old.Id}'");
        Assert.Equal(HttpStatusCode.Unauthorized, (await late.GetAsync("Users?count=0")).Status);

        var maker = await app.AdminAsync(Everything);
        using var theirs = await Directory.OfAsync(app, maker);
        Assert.Equal(HttpStatusCode.OK, (await theirs.GetAsync("Users?count=0")).Status);
        await app.GiveAsync(maker.User, await app.RoleAsync([IdentityPermissions.ScimManage, IdentityPermissions.UsersRead]), "华东");
        // Less by now, and only there.
        Assert.Equal(HttpStatusCode.Forbidden, (await theirs.PostAsync("Users", """{"userName":"nobody-new"}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await theirs.GetAsync("Groups")).Status);
        Assert.Empty(await theirs.FindAsync("userName eq \"boss\""));
        Assert.Null((await app.RunAsync(super, new DisableUser(maker.User))).Error);
        Assert.Equal(HttpStatusCode.Unauthorized, (await theirs.GetAsync("Users?count=0")).Status);
    }

    [Fact]
    public async Task Nobody_makes_a_token_for_more_than_they_manage_and_it_sees_no_more_than_they_do()
    {
        var maker = await app.AdminAsync([.. Everything.Except([IdentityPermissions.UsersEmail])], "上海");
        Assert.Equal(RoleErrors.WiderScope.Code, (await app.RunAsync(maker, new AddToken("x", 30, false, [], false))).Error?.Code);
        Assert.Equal(CommonErrors.NotFound.Code, (await app.RunAsync(maker, new AddToken("x", 30, true, [app.Departments["深圳"]], false))).Error?.Code);
        Assert.Equal(CommonErrors.NotFound.Code, (await app.RunAsync(maker, new AddToken("x", 30, true, [app.Departments["华东"]], false))).Error?.Code);
        Assert.Equal("scim.bad_life", (await app.RunAsync(maker, new AddToken("x", 0, true, [app.Departments["上海"]], false))).Error?.Code);
        Assert.Equal(CommonErrors.Forbidden.Code, (await app.RunAsync(await app.AdminAsync([IdentityPermissions.UsersManage]), new AddToken("x", 30, false, [], false))).Error?.Code);
        using var directory = await Directory.OfAsync(app, maker, "上海");
        var person = await app.PersonAsync("华东/上海", "有邮箱的人", "masked");
        var seen = await directory.GetAsync($"Users/{person}");
        Assert.Null(seen["emails"]);
        Assert.Empty(await directory.FindAsync("emails co \"masked\""));
        Assert.Equal(HttpStatusCode.Forbidden, (await directory.PatchAsync($"Users/{person}", """{"op":"add","path":"emails","value":[{"value":"new@x.example"}]}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await directory.PatchAsync($"Users/{person}", """{"op":"add","path":"title","value":"工程师"}""")).Status);
        // How a more powerful person signs in is not a token's to change, and the super admin is nobody else's.
        using var all = await Directory.OfAsync(app, await app.SuperAsync());
        var stronger = await app.AdminAsync(Everything);
        Assert.Equal(HttpStatusCode.Forbidden, (await all.PatchAsync($"Users/{stronger.User}", """{"op":"replace","path":"emails","value":[{"value":"taken@x.example"}]}""")).Status);
        foreach (var operation in new[] { """{"op":"replace","path":"active","value":false}""", """{"op":"replace","path":"title","value":"x"}""" })
            Assert.True((await all.PatchAsync($"Users/{app.Super}", operation)).Status is HttpStatusCode.Forbidden or HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Conflict, (await all.DeleteAsync($"Users/{app.Super}")).Status);
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_again()
    {
        using var directory = await Directory.OfAsync(app, await app.SuperAsync());
        var replies = await Task.WhenAll(Enumerable.Range(0, 1_500).Select(_ => directory.GetAsync("ServiceProviderConfig")));
        var late = Assert.IsType<ScimReply>(replies.FirstOrDefault(r => r.Status == HttpStatusCode.TooManyRequests));
        Assert.True(late.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("429", (string?)late["status"]);
    }
}
