using Huitang.Meetings;
using Xunit;

namespace Huitang.Unit.Meetings.Scheduling;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a", 2)]
    [InlineData("é", 2)]
    [InlineData("会", 3)]
    [InlineData("😀", 4)]
    [InlineData("会议 a", 3 + 3 + 2 + 2)]
    public void Bytes_count_two_for_a_latin_character_and_up_to_four_for_others(string text, int bytes) => Assert.Equal(bytes, PlainText.Bytes(text));

    [Fact]
    public void A_subject_may_have_512_bytes_and_not_one_character_more()
    {
        Assert.True(DraftCheck.Subject(new string('a', 256)).Ok);
        Assert.Equal(SchedulingErrors.SubjectTooLong, DraftCheck.Subject(new string('a', 257)).Error);
        Assert.True(DraftCheck.Subject(new string('会', 170)).Ok);
        Assert.Equal(SchedulingErrors.SubjectTooLong, DraftCheck.Subject(new string('会', 171)).Error);
        Assert.Equal(SchedulingErrors.SubjectTooLong, DraftCheck.Subject(new string('会', 200)).Error);
    }

    [Fact]
    public void Markup_and_emoji_stay_and_controls_go()
    {
        Assert.Equal("<script>alert(1)</script>", PlainText.Line(" <script>alert(1)</script>\n"));
        Assert.Equal("👩‍💻 周会", PlainText.Line("👩‍💻 周会"));
        Assert.Equal("a b c", PlainText.Line("a\0b\u202Ec"));
        Assert.Equal("\uFFFD", PlainText.Line("\ud800"));
        Assert.Null(PlainText.LineOrNull(" \t\r\n"));
    }

    [Fact]
    public void A_location_is_18_chinese_or_36_latin_characters_wide()
    {
        Assert.True(DraftCheck.Location(new string('楼', 18)).Ok);
        Assert.True(DraftCheck.Location(new string('x', 36)).Ok);
        Assert.Equal(SchedulingErrors.LocationTooLong, DraftCheck.Location(new string('楼', 18) + "1").Error);
    }
}
