using Huitang.Identity.Domain.Scim;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Identity.Scim;

public class FilterParserTests
{
    [Theory]
    [InlineData("userName eq \"a\"", "userName Eq a")]
    [InlineData("USERNAME EQ \"a\\\"b\\u4e2d\"", "USERNAME Eq a\"b中")]
    [InlineData("active eq true", "active Eq True")]
    [InlineData("title eq null", "title Eq ")]
    [InlineData("x ge -1.5e1", "x Ge -15")]
    [InlineData("title pr", "title pr")]
    [InlineData("a eq 1 or b eq 2 and c eq 3", "(a Eq 1 | (b Eq 2 & c Eq 3))")]
    [InlineData("a eq 1 and b eq 2 or c eq 3", "((a Eq 1 & b Eq 2) | c Eq 3)")]
    [InlineData("(a eq 1 or b eq 2) and c eq 3", "((a Eq 1 | b Eq 2) & c Eq 3)")]
    [InlineData("not (a eq 1) and b pr", "(!a Eq 1 & b pr)")]
    [InlineData("NOT(a eq 1)", "!a Eq 1")]
    [InlineData("emails[type eq \"work\" and value co \"@x\"]", "emails[(type Eq work & value Co @x)]")]
    [InlineData("name.familyName sw \"J\"", "name.familyName Sw J")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"7\"", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber Eq 7")]
    [InlineData("  ( a   eq  1 )  ", "a Eq 1")]
    [InlineData("notes eq 1", "notes Eq 1")]
    [InlineData("$ref ew \"x\"", "$ref Ew x")]
    public void A_filter_is_read_by_precedence(string text, string read) => Assert.Equal(read, Say(FilterParser.Filter(text).Value));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("userName")]
    [InlineData("userName eq")]
    [InlineData("userName eq ")]
    [InlineData("userName eq bjensen")]
    [InlineData("userName eq \"bjensen")]
    [InlineData("userName eq \"a\\x\"")]
    [InlineData("userName eq \"\\ud800\"")]
    [InlineData("userName eq \"\\u0000\"")]
    [InlineData("userName is \"a\"")]
    [InlineData("userName eq \"a\" and")]
    [InlineData("and userName eq \"a\"")]
    [InlineData("userName eq \"a\" userName eq \"b\"")]
    [InlineData("(userName eq \"a\"")]
    [InlineData("userName eq \"a\")")]
    [InlineData("not userName eq \"a\"")]
    [InlineData("not ()")]
    [InlineData("()")]
    [InlineData("emails[]")]
    [InlineData("emails[type eq \"work\"")]
    [InlineData("emails[type[value eq 1]]")]
    [InlineData("emails.value[a eq 1]")]
    [InlineData("a.b.c eq 1")]
    [InlineData("1a eq 1")]
    [InlineData("a eq 1 xor b eq 2")]
    [InlineData("a eq [1]")]
    [InlineData("a eq {}")]
    [InlineData("a eq 1;drop")]
    [InlineData("用户 eq 1")]
    public void What_is_no_filter_is_refused_with_the_place(string text)
    {
        var read = FilterParser.Filter(text);
        Assert.Equal("scim.invalid_filter", read.Error?.Code);
        Assert.NotEmpty(read.Error!.Args);
    }

    [Fact]
    public void Length_depth_and_number_of_comparisons_have_limits()
    {
        string Nested(int depth) => new string('(', depth) + "a pr" + new string(')', depth);
        Assert.True(FilterParser.Filter(Nested(FilterParser.Deepest)).Ok);
        Assert.False(FilterParser.Filter(Nested(FilterParser.Deepest + 1)).Ok);
        Assert.False(FilterParser.Filter(Nested(1_900)).Ok);
        string Joined(int terms) => string.Join(" or ", Enumerable.Repeat("a pr", terms));
        Assert.True(FilterParser.Filter(Joined(FilterParser.MostTerms)).Ok);
        Assert.False(FilterParser.Filter(Joined(FilterParser.MostTerms + 1)).Ok);
        Assert.False(FilterParser.Filter("a eq \"" + new string('x', FilterParser.Longest) + "\"").Ok);
    }

    [Theory]
    [InlineData("members", "members||")]
    [InlineData("name.familyName", "name||familyName")]
    [InlineData("emails[type eq \"work\"].value", "emails|type Eq work|value")]
    [InlineData("addresses[type eq \"work\"]", "addresses|type Eq work|")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department||")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User||")]
    public void A_path_is_attribute_filter_and_part(string text, string read)
    {
        var path = FilterParser.Patch(text).Value;
        Assert.NotNull(path);
        Assert.Equal(read, $"{path.Attribute}|{(path.Where is { } where ? Say(where) : "")}|{path.Sub}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("emails[type eq \"work\"].")]
    [InlineData("emails[type eq \"work\"].a.b")]
    [InlineData("emails[type eq \"work\"]x")]
    [InlineData("emails[type]")]
    [InlineData("a b")]
    public void What_is_no_path_is_refused(string text) => Assert.True(FilterParser.Patch(text).Error?.Code is "scim.invalid_path" or "scim.invalid_filter");

    [Fact]
    public void Any_text_is_read_or_refused_and_never_breaks_the_parser()
    {
#pragma warning disable CA5394 // repeatable draws are wanted
        var random = new Random(20_261_126);
        string[] parts = ["userName", "eq", "\"a\"", " ", " ", "(", ")", "[", "]", "and", "or", "not", "pr", ".", ":", "urn:", "true", "5", "\"", "\\", "中", "\ud800", "emails", "value"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => parts[random.Next(parts.Length)]));
            var (filter, path) = (FilterParser.Filter(text), FilterParser.Patch(text));
            Assert.True(filter.Ok == filter.Error is null && path.Ok == path.Error is null);
        }
#pragma warning restore CA5394
    }

    private static string Say(FilterNode? node) => node switch
    {
        FilterAnd and => $"({Say(and.Left)} & {Say(and.Right)})",
        FilterOr or => $"({Say(or.Left)} | {Say(or.Right)})",
        FilterNot not => "!" + Say(not.Inner),
        FilterPresent present => $"{present.Path} pr",
        FilterWithin within => $"{within.Path}[{Say(within.Inner)}]",
        FilterCompare compare => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{compare.Path} {compare.Op} {compare.Value}"),
        _ => "",
    };
}
