using Huitang.Identity.Domain;
using Xunit;

namespace Huitang.Unit.Identity;

public sealed class AccountRulesTests
{
    [Theory]
    [InlineData("zhang.san", true)]
    [InlineData("a", true)]
    [InlineData("A-b_c.9~", true)]
    [InlineData("", false)]
    [InlineData("张三", false)]
    [InlineData("zhang san", false)]
    [InlineData("zhang@corp", false)]
    [InlineData("a'b", false)]
    [InlineData("a[1]", false)]
    [InlineData("12345678901234567890123456789012345678901", false)]
    public void A_user_id_follows_its_rules(string login, bool good) => Assert.Equal(good, AccountRules.RefuseLogin(login) is null);

    [Theory]
    [InlineData("a@b.cn", true)]
    [InlineData("Zhang <a@b.cn>", false)]
    [InlineData("a@b.cn\r\nBcc: x@y.z", false)]
    [InlineData("a b@c.cn", false)]
    [InlineData("no-at-sign", false)]
    public void An_email_is_a_bare_address(string email, bool good) => Assert.Equal(good, AccountRules.RefuseEmail(email) is null);

    [Theory]
    [InlineData("violet tram 92 pigeon", null)]
    [InlineData("冬日暖阳照在窗台上了", null)]
    [InlineData("short1!", "identity.password_too_short")]
    [InlineData("password123", "identity.password_common")]
    [InlineData("P@ssw0rd2026!", "identity.password_common")]
    [InlineData("woaini1314520", "identity.password_common")]
    [InlineData("13812345678", "identity.password_common")]
    [InlineData("abcdefghijkl", "identity.password_common")]
    [InlineData("aaaaaaaaaaaa", "identity.password_common")]
    [InlineData("chenxiaotong1", "identity.password_common")]
    public void A_password_is_long_and_not_easily_guessed(string password, string? code) => Assert.Equal(code, PasswordRule.Refuse(password, "chenxiaotong")?.Code);

    [Fact]
    public void A_code_of_the_app_works_once_and_only_around_its_time()
    {
        // From RFC 6238, appendix B, cut to six digits.
        var secret = "12345678901234567890"u8.ToArray();
        var at = DateTimeOffset.FromUnixTimeSeconds(1111111109);
        Assert.Equal("081804", Totp.CodeAt(secret, at));
        var step = Totp.Match(secret, "081 804", at.AddSeconds(25), 0);
        Assert.NotNull(step);
        Assert.Null(Totp.Match(secret, "081804", at, step.Value));
        Assert.Null(Totp.Match(secret, "081804", at.AddMinutes(2), 0));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.Base32(secret));
    }

    [Theory]
    [InlineData("张三", "zs")]
    [InlineData("单雄信", "sxx")]
    [InlineData("欧阳娜娜", "oynn")]
    [InlineData("Ａnna 王", "anna w")]
    public void People_are_found_by_pinyin_initials(string name, string initials) => Assert.Equal(initials, SearchText.InitialsOf(name));

    [Fact]
    public void Waiting_grows_and_ends_at_a_quarter_of_an_hour()
    {
        Assert.Equal(TimeSpan.Zero, ThrottleRule.Pause(4, 5));
        Assert.Equal(TimeSpan.FromSeconds(2), ThrottleRule.Pause(5, 5));
        Assert.Equal(TimeSpan.FromSeconds(8), ThrottleRule.Pause(7, 5));
        Assert.Equal(TimeSpan.FromMinutes(15), ThrottleRule.Pause(500, 5));
    }
}
