using System.Net;
using System.Text.RegularExpressions;
using Huitang.Identity.Contracts;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Users;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Identity;

public sealed partial class SigningInTests(IdentityFixture app) : IClassFixture<IdentityFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_signs_in_and_sees_their_account()
    {
        var (login, _) = await app.SomebodyAsync();
        using var browser = await app.SignedInAsync(login);
        var page = await browser.GetAsync("/account", Ct);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(login, page.Text);
        Assert.Contains("当前设备", page.Text);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_account_get_the_same_answer()
    {
        var (login, _) = await app.SomebodyAsync();
        using var browser = new SignIn(app.Url);
        var wrong = await browser.TryAsync(login, "not the password", Ct);
        var unknown = await browser.TryAsync("nobody-here", "not the password", Ct);
        Assert.Null(wrong.Location);
        Assert.Contains("账号或密码不正确", wrong.Errors);
        Assert.Equal(wrong.Errors, unknown.Errors);
        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal((short)2, await app.SqlAsync($"select result from identity.sign_in_log where account = '{login}'"));
        Assert.Equal((short)3, await app.SqlAsync("select result from identity.sign_in_log where account = 'nobody-here'"));
    }

    [Fact]
    public async Task Failures_slow_the_one_who_fails_but_not_the_owner_at_a_known_browser()
    {
        var (login, _) = await app.SomebodyAsync();
        using var own = await app.SignedInAsync(login);
        using var attacker = new SignIn(app.Url);
        for (var i = 0; i < ThrottleRule.FreeForAccount; i++) Assert.Contains("不正确", (await attacker.TryAsync(login, "guess number " + i, Ct)).Errors);
        var slowed = await attacker.TryAsync(login, IdentityFixture.Password, Ct);
        Assert.Null(slowed.Location);
        Assert.Contains("尝试次数过多", slowed.Errors);
        Assert.NotNull((await own.TryAsync(login, IdentityFixture.Password, Ct)).Location);
    }

    [Fact]
    public async Task A_revoked_session_is_out_at_the_next_request()
    {
        var (login, _) = await app.SomebodyAsync();
        using var first = await app.SignedInAsync(login);
        using var second = await app.SignedInAsync(login);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/account", Ct)).Status);
        var ended = await first.PostAsync("/account", "end-others", Ct);
        Assert.Equal("/account?done=session", ended.Location is { } l ? new Uri(app.Url, l).PathAndQuery : null);
        Assert.Contains("/account/sign-in", (await second.GetAsync("/account", Ct)).Location);
        Assert.Null((await first.GetAsync("/account", Ct)).Location);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_the_server()
    {
        var (login, id) = await app.SomebodyAsync();
        using var browser = await app.SignedInAsync(login);
        var stolen = browser.Cookies.GetCookies(app.Url)["huitang"]!.Value;
        var page = await browser.GetAsync("/account", Ct);
        await browser.PostAsync("/account", page, "/account/sign-out", Ct);
        using var thief = new SignIn(app.Url);
        thief.Cookies.Add(app.Url, new Cookie("huitang", stolen));
        Assert.Contains("/account/sign-in", (await thief.GetAsync("/account", Ct)).Location);
        Assert.Equal(1L, await app.SqlAsync($"select count(*) from identity.session where user_id = '{id}' and revoked_at is not null"));
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_once_and_cannot_sign_in()
    {
        var (login, id) = await app.SomebodyAsync();
        using var browser = await app.SignedInAsync(login);
        var admin = new Actor { Kind = ActorKind.User, Tenant = app.Tenant, User = (await app.SomebodyAsync(superAdmin: true)).Id, IsSuperAdmin = true };
        Assert.Null((await app.RunAsync(admin, new DisableUser(id))).Error);
        Assert.Contains("/account/sign-in", (await browser.GetAsync("/account", Ct)).Location);
        Assert.Contains("无法登录", (await browser.TryAsync(login, IdentityFixture.Password, Ct)).Errors);
        Assert.Equal(1L, await app.SqlAsync($"select count(*) from audit.act where action = 'user.disable' and object_id = '{id}' and outcome = 'done'"));
    }

    [Fact]
    public async Task Another_enterprises_account_is_not_found()
    {
        var seeder = app.Services.GetRequiredService<IPeopleSeeder>();
        var other = await seeder.CreateEnterpriseAsync("别家公司", "other-corp", Ct);
        var stranger = (await seeder.CreateAsync(other, [new NewPerson("stranger", "外人") { Password = IdentityFixture.Password }], Ct))["stranger"];
        var admin = new Actor { Kind = ActorKind.User, Tenant = app.Tenant, User = (await app.SomebodyAsync(superAdmin: true)).Id, IsSuperAdmin = true };
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(admin, new DisableUser(stranger))).Error);
        using var browser = new SignIn(app.Url);
        Assert.Contains("不正确", (await browser.TryAsync("stranger", IdentityFixture.Password, Ct)).Errors);
        Assert.Equal((short)1, await app.SqlAsync($"select status from identity.user_account where id = '{stranger}'"));
    }

    [Fact]
    public async Task An_enrolled_app_is_asked_for_and_a_recovery_code_works_once()
    {
        var (login, _) = await app.SomebodyAsync();
        using var browser = await app.SignedInAsync(login);
        var offer = await browser.PostAsync("/account/authenticator", "begin", Ct);
        var secret = FromBase32(KeyPattern().Match(offer.Html).Groups[1].Value);
        var wrong = await browser.PostAsync("/account/authenticator", offer, "confirm", Ct, ("Code", "000000"));
        Assert.Contains("验证码不正确", wrong.Errors);
        var code = Totp.CodeAt(secret, TimeProvider.System.GetUtcNow());
        var codes = CodePattern().Matches((await browser.PostAsync("/account/authenticator", wrong, "confirm", Ct, ("Code", code))).Html).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(RecoveryCodes.Count, codes.Count);

        using var fresh = new SignIn(app.Url);
        Assert.Contains("/account/second-factor", (await fresh.TryAsync(login, IdentityFixture.Password, Ct)).Location);
        Assert.Contains("/account/sign-in", (await fresh.GetAsync("/account", Ct)).Location);
        // The code that enrolled is used up.
        Assert.Contains("验证码不正确", (await fresh.PostAsync("/account/second-factor", "code", Ct, ("Code", code))).Errors);
        Assert.NotNull((await fresh.PostAsync("/account/second-factor", "code", Ct, ("Code", codes[0]))).Location);
        Assert.Null((await fresh.GetAsync("/account", Ct)).Location);

        using var again = new SignIn(app.Url);
        await again.TryAsync(login, IdentityFixture.Password, Ct);
        Assert.Contains("验证码不正确", (await again.PostAsync("/account/second-factor", "code", Ct, ("Code", codes[0]))).Errors);
        Assert.NotNull((await again.PostAsync("/account/second-factor", "code", Ct, ("Code", codes[1]))).Location);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_and_a_common_one_is_refused()
    {
        var (login, _) = await app.SomebodyAsync();
        using var here = await app.SignedInAsync(login);
        using var there = await app.SignedInAsync(login);
        var common = await here.PostAsync("/account", "password", Ct, ("Current", IdentityFixture.Password), ("Password", "P@ssword123"), ("Repeat", "P@ssword123"));
        Assert.Contains("过于常见", common.Errors);
        var done = await here.PostAsync("/account", "password", Ct, ("Current", IdentityFixture.Password), ("Password", "violet tram 92 pigeon"), ("Repeat", "violet tram 92 pigeon"));
        Assert.Contains("done=password", done.Location);
        Assert.Contains("/account/sign-in", (await there.GetAsync("/account", Ct)).Location);
        Assert.NotNull((await there.TryAsync(login, "violet tram 92 pigeon", Ct)).Location);
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    public async Task Signing_in_leads_nowhere_else(string returnUrl)
    {
        var (login, _) = await app.SomebodyAsync();
        using var browser = new SignIn(app.Url);
        var answer = await browser.PostAsync("/account/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl), "sign-in", Ct, ("Account", login), ("Password", IdentityFixture.Password));
        Assert.Equal("/", new Uri(app.Url, answer.Location).PathAndQuery);
        Assert.Equal(app.Url.Authority, new Uri(app.Url, answer.Location).Authority);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "😀😀😀😀😀😀😀😀😀😀")]
    [InlineData("' or 1=1 --", "\u202e\t\u0007")]
    public async Task Odd_input_is_refused_politely(string account, string password)
    {
        using var browser = new SignIn(app.Url);
        var answer = await browser.TryAsync(account, password, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("不正确", answer.Errors);
        Assert.DoesNotContain("<script>alert", answer.Html);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var browser = new SignIn(app.Url);
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "sign-in"), KeyValuePair.Create("Account", "x"), KeyValuePair.Create("Password", "y")]);
        using var answer = await browser.Client.PostAsync("/account/sign-in", content, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static byte[] FromBase32(string text)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Where(alphabet.Contains).Select(c => Convert.ToString(alphabet.IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [GeneratedRegex("<code class=\"app-key\">([^<]+)</code>")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("<code>([a-z0-9]{5}-[a-z0-9]{5})</code>")]
    private static partial Regex CodePattern();
}
