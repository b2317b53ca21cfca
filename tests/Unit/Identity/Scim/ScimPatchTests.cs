using System.Text;
using System.Text.Json.Nodes;
using Huitang.Identity.Domain;
using Huitang.Identity.Domain.Scim;
using Xunit;

namespace Huitang.Unit.Identity.Scim;

public class ScimPatchTests
{
    [Theory]
    [InlineData("""{"op":"add","path":"emails","value":[{"value":"b@x","primary":true}]}""", "emails", """[{"value":"a@x","type":"work","primary":false},{"value":"b@x","primary":true}]""")]
    [InlineData("""{"op":"add","path":"emails","value":{"value":"a@x","type":"work","primary":true}}""", "emails", """[{"value":"a@x","type":"work","primary":true}]""")]
    [InlineData("""{"op":"replace","path":"emails[type eq \"WORK\"].value","value":"c@x"}""", "emails", """[{"value":"c@x","type":"work","primary":true}]""")]
    [InlineData("""{"op":"add","path":"emails[type eq \"home\"].value","value":"h@x"}""", "emails", """[{"value":"a@x","type":"work","primary":true},{"type":"home","value":"h@x"}]""")]
    [InlineData("""{"op":"remove","path":"emails[value ew \"@x\"]"}""", "emails", null)]
    [InlineData("""{"op":"remove","path":"emails[not (type eq \"work\")]"}""", "emails", """[{"value":"a@x","type":"work","primary":true}]""")]
    [InlineData("""{"op":"replace","path":"name.formatted","value":"New"}""", "name", """{"formatted":"New"}""")]
    [InlineData("""{"op":"replace","value":{"NAME":{"formatted":"New"},"title":null}}""", "name", """{"formatted":"New"}""")]
    [InlineData("""{"op":"remove","path":"TITLE"}""", "title", null)]
    [InlineData("""{"op":"add","path":"title","value":["New"]}""", "title", "\"New\"")]
    [InlineData("""{"op":"add","path":"name","value":[{"formatted":"New"}]}""", "name", """{"formatted":"New"}""")]
    [InlineData("""{"op":"replace","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":"8"}}""", ScimSchemas.Enterprise, """{"employeeNumber":"8"}""")]
    [InlineData("""{"op":"add","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"8"}}}""", ScimSchemas.Enterprise, """{"employeeNumber":"8"}""")]
    [InlineData("""{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","value":{"employeeNumber":"8"}}""", ScimSchemas.Enterprise, """{"employeeNumber":"8"}""")]
    public void An_operation_changes_what_it_aims_at(string operation, string attribute, string? expected)
    {
        var resource = Parse("""{"userName":"a","title":"T","name":{"formatted":"Old"},"emails":[{"value":"a@x","type":"work","primary":true}]}""");
        var read = ScimPatch.Read(Parse($$"""{"Operations":[{{operation}}]}"""));
        Assert.Null(read.Error);
        foreach (var one in read.Value!) Assert.Null(ScimPatch.Apply(resource, one, ScimSchemas.Users));
        Assert.Equal(expected, resource[attribute]?.ToJsonString());
    }

    [Fact]
    public void An_allowance_refills_with_time_and_says_how_long_to_wait()
    {
        var (allowance, now) = (new Allowance(2, 0.5), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Null(allowance.Take(now));
        Assert.Null(allowance.Take(now));
        Assert.Equal(TimeSpan.FromSeconds(2), allowance.Take(now));
        Assert.Equal(TimeSpan.FromSeconds(1), allowance.Wait(now.AddSeconds(1)));
        Assert.Null(allowance.Take(now.AddSeconds(2)));
        Assert.False(allowance.IsFull(now.AddSeconds(3)));
        Assert.True(allowance.IsFull(now.AddSeconds(60)));
    }

    private static JsonObject Parse(string json) => ScimJson.Parse(Encoding.UTF8.GetBytes(json)).Value!;
}
