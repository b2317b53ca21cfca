using Huitang.Meetings;
using Xunit;

namespace Huitang.Unit.Meetings.Scheduling;

public sealed class MeetingCodeTests
{
    [Fact]
    public void Codes_have_nine_digits_and_no_leading_zero()
    {
        var draw = new MeetingCode();
        var codes = Enumerable.Range(0, 20_000).Select(_ => draw.Next()).ToList();
        Assert.All(codes, c => Assert.Matches("^[1-9][0-9]{8}$", c));
        // Digits must not be predictable from a neighbour: all nine first digits come up, about equally often.
        Assert.All(codes.GroupBy(c => c[0]), g => Assert.InRange(g.Count(), 1_800, 2_700));
        Assert.True(codes.Distinct().Count() > 19_980);
    }

    [Theory]
    [InlineData("123-456-789", "123456789")]
    [InlineData(" 123 456 789 ", "123456789")]
    [InlineData("123456789", "123456789")]
    [InlineData("023456789", null)]
    [InlineData("12345678", null)]
    [InlineData("12345678x", null)]
    [InlineData("１２３４５６７８９", null)]
    [InlineData(null, null)]
    public void A_code_is_read_as_people_write_it(string? typed, string? code) => Assert.Equal(code, MeetingCode.Read(typed));

    [Fact]
    public void Link_keys_are_long_and_url_safe() =>
        Assert.All(Enumerable.Range(0, 100).Select(_ => MeetingCode.NewLinkKey()), k => Assert.Matches("^[A-Za-z0-9_-]{22}$", k));
}
