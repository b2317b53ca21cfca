using System.Net;
using System.Text.Json.Nodes;
using Huitang.Identity.Features.Scim.Tokens;
using Huitang.Identity.Features.Users;
using Huitang.Integration.Access;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Identity.Scim;

/// <summary>The examples of RFC 7644, sections 3.3 to 3.14 and 4, with hosts and ids of this server.</summary>
public sealed class RfcTests(AccessFixture app) : DirectoryTests(app)
{
    [Fact]
    public async Task Creating_answers_201_with_the_address_and_a_second_one_is_a_conflict()
    {
        var made = await CreateAsync("bjensen");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("application/scim+json", made.Media);
        Assert.Equal(("bjensen", "bjensen", "Ms. Barbara J Jensen III"), ((string?)made["userName"], (string?)made["externalId"], (string?)made["name"]!["formatted"]));
        Assert.EndsWith($"/scim/v2/Users/{made.Id}", made.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(made.Headers.Location.ToString(), (string?)made["meta"]!["location"]);
        Assert.Equal(made.Tag, (string?)made["meta"]!["version"]);
        Assert.Equal("User", (string?)made["meta"]!["resourceType"]);

        var again = await CreateAsync("BJensen");
        Assert.Equal((HttpStatusCode.Conflict, "uniqueness", "409"), (again.Status, again.Type, (string?)again["status"]));
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)again["schemas"]![0]);
        Assert.NotEmpty((string)again["detail"]!);
    }

    [Fact]
    public async Task Reading_one_answers_it_with_its_version_and_nobody_is_404()
    {
        var made = await CreateAsync("reader");
        var read = await Client.GetAsync("Users/" + made.Id);
        Assert.Equal((HttpStatusCode.OK, made.Tag, made.Body!.ToJsonString()), (read.Status, read.Tag, read.Body!.ToJsonString()));
        foreach (var nobody in new[] { "2819c223-7f76-453a-919d-413861904646", "x" })
        {
            var missing = await Client.GetAsync("Users/" + nobody);
            Assert.Equal((HttpStatusCode.NotFound, "404"), (missing.Status, (string?)missing["status"]));
        }
    }

    [Theory]
    [InlineData("userName Eq \"john\"")]
    [InlineData("Username eq \"john\"")]
    [InlineData("userName eq \"bjensen\"")]
    [InlineData("name.familyName co \"O'Malley\"")]
    [InlineData("userName sw \"J\"")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"")]
    [InlineData("title pr")]
    [InlineData("meta.lastModified gt \"2011-05-13T04:42:34Z\"")]
    [InlineData("meta.lastModified ge \"2011-05-13T04:42:34Z\"")]
    [InlineData("meta.lastModified lt \"2011-05-13T04:42:34Z\"")]
    [InlineData("meta.lastModified le \"2011-05-13T04:42:34Z\"")]
    [InlineData("title pr and userType eq \"Employee\"")]
    [InlineData("title pr or userType eq \"Intern\"")]
    [InlineData("schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"")]
    [InlineData("userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")")]
    [InlineData("userType ne \"Employee\" and not (emails co \"example.com\" or emails.value co \"example.org\")")]
    [InlineData("userType eq \"Employee\" and (emails.type eq \"work\")")]
    [InlineData("userType eq \"Employee\" and emails[type eq \"work\" and value co \"@example.com\"]")]
    [InlineData("emails[type eq \"work\" and value co \"@example.com\"] or ims[type eq \"xmpp\" and value co \"@foo.com\"]")]
    public async Task Every_filter_of_the_text_is_understood(string filter)
    {
        var found = await Client.GetAsync("Users?filter=" + Uri.EscapeDataString(filter));
        Assert.True(found.Status == HttpStatusCode.OK, found.Body?.ToJsonString());
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:ListResponse", (string?)found["schemas"]![0]);
    }

    [Fact]
    public async Task Replacing_sets_every_attribute_that_can_be_and_refuses_another_user_name()
    {
        var made = await CreateAsync("replace");
        var put = await Client.PutAsync("Users/" + made.Id, $$$$"""
            {"schemas":["{{{{Directory.User}}}}"],"id":"{{{{made.Id}}}}","userName":"replace","externalId":"replace","name":{"formatted":"Ms. Barbara J Jensen III","familyName":"Jensen","givenName":"Barbara","middleName":"Jane"},
             "roles":[],"emails":[{"value":"replace@example.com"},{"value":"replace@jensen.org"}],"title":"Tour Guide","meta":{"created":"2000-01-01T00:00:00Z"}}
            """);
        Assert.Equal((HttpStatusCode.OK, "Tour Guide", "replace@example.com"), (put.Status, (string?)put["title"], (string?)put["emails"]![0]!["value"]));
        Assert.NotEqual(made.Tag, put.Tag);
        Assert.Equal((string?)made["meta"]!["created"], (string?)put["meta"]!["created"]);
        var composed = await Client.PostAsync("Users", """{"userName":"composed","name":{"familyName":"王","givenName":"思远"}}""");
        Assert.Equal("王思远", (string?)composed["displayName"]);
        var cleared = await Client.PutAsync("Users/" + made.Id, $$"""{"schemas":["{{Directory.User}}"],"userName":"replace","displayName":"Babs"}""");
        Assert.Equal(("Babs", true), ((string?)cleared["displayName"], cleared["title"] is null && cleared["emails"] is null && cleared["externalId"] is null));
        var renamed = await Client.PutAsync("Users/" + made.Id, $$"""{"schemas":["{{Directory.User}}"],"userName":"other","displayName":"Babs"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "mutability"), (renamed.Status, renamed.Type));
    }

    [Fact]
    public async Task Patching_people_adds_replaces_and_removes_by_path_filter_and_whole_value()
    {
        var made = await CreateAsync("patch");
        var path = "Users/" + made.Id;
        var added = await Client.PatchAsync(path, """{"op":"add","value":{"emails":[{"value":"patch@jensen.org","type":"home"}],"nickname":"Babs"}}""");
        Assert.Equal((HttpStatusCode.OK, "patch@jensen.org"), (added.Status, (string?)added["emails"]![0]!["value"]));
        var replaced = await Client.PatchAsync(path, """{"op":"Replace","path":"EMAILS[type eq \"work\"].value","value":"work@jensen.org"},{"op":"replace","path":"title","value":"Guide"},{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"701984"}""");
        Assert.Equal(("work@jensen.org", "Guide", "701984"), ((string?)replaced["emails"]![0]!["value"], (string?)replaced["title"], (string?)replaced[Directory.Enterprise]!["employeeNumber"]));
        var element = await Client.PatchAsync(path, """{"op":"replace","path":"emails[type eq \"work\" and value ew \"jensen.org\"]","value":{"type":"work","value":"whole@jensen.org","primary":true}},{"op":"replace","path":"addresses[type eq \"work\"].streetAddress","value":"911 Universal City Plaza"}""");
        Assert.Equal("whole@jensen.org", (string?)element["emails"]![0]!["value"]);
        var none = await Client.PatchAsync(path, """{"op":"replace","path":"emails[type eq \"other\"].value","value":"x@example.com"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "noTarget"), (none.Status, none.Type));
        var gone = await Client.PatchAsync(path, """{"op":"remove","path":"emails[type eq \"work\"]"},{"op":"remove","path":"title"}""");
        Assert.True(gone["emails"] is null && gone["title"] is null);
        var back = await Client.PatchAsync(path, """{"op":"Add","path":"emails[type eq \"work\"].value","value":"entra@example.com"},{"op":"Replace","path":"active","value":"False"}""");
        Assert.Equal(("entra@example.com", false), ((string?)back["emails"]![0]!["value"], (bool)back["active"]!));
        Assert.True((bool)(await Client.PatchAsync(path, """{"op":"replace","value":{"ACTIVE":"True"}}"""))["active"]!);

        // Parts of a name do not go against the whole.
        var parts = await Client.PatchAsync(path, """{"op":"replace","path":"name.givenName","value":"Other"},{"op":"replace","path":"name.familyName","value":"Person"}""");
        Assert.Equal((HttpStatusCode.OK, "Ms. Barbara J Jensen III"), (parts.Status, (string?)parts["displayName"]));
        Assert.Equal("Mandy", (string?)(await Client.PatchAsync(path, """{"op":"replace","path":"name.formatted","value":"Mandy"}"""))["displayName"]);

        foreach (var (operation, type) in new[]
        {
            ("""{"op":"replace","path":"id","value":"x"}""", "mutability"), ("""{"op":"replace","path":"userName","value":"x"}""", "mutability"), ("""{"op":"add","path":"groups","value":[{"value":"x"}]}""", "mutability"),
            ("""{"op":"replace","path":"unheard","value":"x"}""", "invalidPath"), ("""{"op":"replace","path":"emails[","value":"x"}""", "invalidFilter"), ("""{"op":"replace","path":"emails[size eq 1].value","value":"x"}""", "invalidFilter"),
            ("""{"op":"remove"}""", "noTarget"), ("""{"op":"move","path":"title"}""", "invalidSyntax"), ("""{"op":"replace","path":"active","value":"perhaps"}""", "invalidValue"), ("""{"op":"replace","path":"displayName","value":7}""", "invalidValue"),
            ("""{"op":"replace","path":"emails","value":[{"value":"no address"}]}""", "invalidValue"),
        })
        {
            var refused = await Client.PatchAsync(path, operation);
            Assert.True(refused.Status == HttpStatusCode.BadRequest && refused.Type == type, $"{operation}: {refused.Body}");
        }
    }

    [Fact]
    public async Task Patching_groups_adds_removes_and_replaces_members_and_renames()
    {
        var (a, b, c) = ((await CreateAsync("member-a")).Id, (await CreateAsync("member-b")).Id, (await CreateAsync("member-c")).Id);
        var made = await Client.PostAsync("Groups", $$"""{"schemas":["{{Directory.Group}}"],"displayName":"Tour Guides","externalId":"g1","members":[{"value":"{{a}}"}]}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(["member-a"], await Client.FindAsync($"groups.value eq \"{made.Id}\""));
        var path = "Groups/" + made.Id;
        var added = await Client.PatchAsync(path, $$"""{"op":"add","path":"members","value":[{"display":"Babs Jensen","$ref":"https://example.com/v2/Users/{{b}}","value":"{{b}}"}]}""");
        Assert.Equal(HttpStatusCode.NoContent, added.Status);
        Assert.NotEqual(made.Tag, added.Tag);
        Assert.Equal(new[] { a, b }.Order(), await MembersAsync(path));
        Assert.Equal(made.Id, (string?)(await Client.GetAsync("Users/" + b))["groups"]![0]!["value"]);
        await Client.PatchAsync(path, $$"""{"op":"remove","path":"members[value eq \"{{a}}\"]"}""");
        Assert.Equal([b], await MembersAsync(path));
        await Client.PatchAsync(path, $$"""{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"{{a}}"},{"value":"{{c}}"}]}""");
        Assert.Equal(new[] { a, c }.Order(), await MembersAsync(path));
        await Client.PatchAsync(path, $$$$"""{"op":"replace","path":"members","value":[{"value":"{{{{b}}}}"}]},{"op":"Replace","value":{"displayName":"Guides","externalId":"g2"}}""");
        Assert.Equal([b], await MembersAsync(path));
        var read = await Client.GetAsync(path + "?excludedAttributes=members");
        Assert.Equal(("Guides", "g2", true), ((string?)read["displayName"], (string?)read["externalId"], read["members"] is null));
        await Client.PatchAsync(path, $$"""{"op":"remove","path":"members","value":[{"value":"{{b}}"}]}""");
        Assert.Empty(await MembersAsync(path));
        var nobody = await Client.PatchAsync(path, """{"op":"add","path":"members","value":[{"value":"2819c223-7f76-453a-919d-413861904646"}]}""");
        Assert.Equal((HttpStatusCode.BadRequest, "invalidValue"), (nobody.Status, nobody.Type));

        var below = await Client.PostAsync("Groups", $$$$"""{"schemas":["{{{{Directory.Group}}}}"],"displayName":"Below","{{{{Directory.Department}}}}":{"parent":{"value":"{{{{made.Id}}}}"}}}""");
        Assert.Equal(made.Id, (string?)below[Directory.Department]!["parent"]!["value"]);
        Assert.Equal(["Below"], (await Client.GetAsync("Groups?filter=" + Uri.EscapeDataString($"{Directory.Department}:parent.value eq \"{made.Id}\""))).All("displayName"));
        await Client.PatchAsync("Groups/" + below.Id, $$"""{"op":"remove","path":"{{Directory.Department}}:parent"}""");
        Assert.Null((await Client.GetAsync("Groups/" + below.Id))[Directory.Department]);
        var twice = await Client.PostAsync("Groups", $$"""{"schemas":["{{Directory.Group}}"],"displayName":"Below"}""");
        Assert.Equal((HttpStatusCode.Conflict, "uniqueness"), (twice.Status, twice.Type));
        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync("Groups/" + below.Id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync("Groups/" + below.Id)).Status);
    }

    [Fact]
    public async Task Family_and_given_names_are_kept_and_make_the_full_name_where_none_is_said()
    {
        var made = await Client.PostAsync("Users", """{"userName":"parts","name":{"familyName":"Jensen","givenName":"Barbara"}}""");
        Assert.Equal(("Barbara Jensen", "Barbara Jensen", "Jensen", "Barbara"), NameOf(made));
        var path = "Users/" + made.Id;
        Assert.Equal(("Barbara Jensen", "Barbara Jensen", "Jensen", "Barbara"), NameOf(await Client.GetAsync(path)));
        Assert.Contains("parts", await Client.FindAsync("name.familyName eq \"jensen\" and name.givenName sw \"Bar\""));
        // What was made of the parts follows them; what was said for itself does not.
        Assert.Equal(("Barbara Smith", "Barbara Smith", "Smith", "Barbara"), NameOf(await Client.PatchAsync(path, """{"op":"replace","path":"name.familyName","value":"Smith"}""")));
        Assert.Equal(("王思远", "王思远", "Smith", "Barbara"), NameOf(await Client.PatchAsync(path, """{"op":"replace","path":"displayName","value":"王思远"}""")));
        Assert.Equal(("王思远", "王思远", "王", "思远"), NameOf(await Client.PatchAsync(path, """{"op":"replace","path":"name","value":{"familyName":"王","givenName":"思远"}}""")));
        Assert.Equal(("王思齐", "王思齐", "王", "思齐"), NameOf(await Client.PatchAsync(path, """{"op":"replace","path":"name.givenName","value":"思齐"}""")));
        // Renamed by people, the parts are of another name.
        var row = await App.SqlAsync($"update identity.user_account set version = version where id = '{made.Id}' returning version");
        var person = (await App.RunAsync(await App.SuperAsync(), new GetUser(new UserId(Guid.Parse(made.Id))))).Value!;
        Assert.Null((await App.RunAsync(await App.SuperAsync(), new EditUser(person.Line.Id, new UserFields("李雷") { Email = "lilei@x.example", Department = person.Department }, (int)row!))).Error);
        Assert.Equal(("李雷", "李雷", null, null), NameOf(await Client.GetAsync(path)));

        static (string?, string?, string?, string?) NameOf(ScimReply reply) => ((string?)reply["displayName"], (string?)reply["name"]!["formatted"], (string?)reply["name"]!["familyName"], (string?)reply["name"]!["givenName"]);
    }

    [Fact]
    public async Task A_patch_that_says_it_is_something_else_is_refused()
    {
        var path = "Users/" + (await CreateAsync("kinds")).Id;
        const string operations = "\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Guide\"}]";
        foreach (var (schemas, status) in new[]
        {
            ("", HttpStatusCode.OK), ("\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],", HttpStatusCode.OK), ("\"schemas\":[\"URN:ietf:params:scim:api:messages:2.0:patchop\"],", HttpStatusCode.OK),
            ("\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"],", HttpStatusCode.BadRequest), ("\"schemas\":[],", HttpStatusCode.BadRequest),
        })
        {
            var reply = await Client.SendAsync(HttpMethod.Patch, path, $"{{{schemas}{operations}}}");
            Assert.True(reply.Status == status && (status == HttpStatusCode.OK || reply.Type == "invalidSyntax"), $"{schemas}: {reply.Status} {reply.Body}");
        }
    }

    [Theory]
    [InlineData("PUT", "Users", "GET, POST")]
    [InlineData("DELETE", "Users", "GET, POST")]
    [InlineData("PATCH", "Groups", "GET, POST")]
    [InlineData("POST", "Users/2819c223-7f76-453a-919d-413861904646", "GET, PUT, PATCH, DELETE")]
    [InlineData("POST", "Groups/2819c223-7f76-453a-919d-413861904646", "GET, PUT, PATCH, DELETE")]
    [InlineData("POST", "Schemas", "GET")]
    [InlineData("DELETE", "ServiceProviderConfig", "GET")]
    [InlineData("PUT", ".search", "POST")]
    public async Task A_method_an_address_does_not_know_is_405_with_those_it_does(string method, string path, string known)
    {
        var reply = await Client.SendAsync(new HttpMethod(method), path, method == "DELETE" ? null : "{}");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "405"), (reply.Status, (string?)reply["status"]));
        Assert.Equal(known, string.Join(", ", reply.Allow));
    }

    [Fact]
    public async Task A_group_has_the_name_of_a_department_and_no_longer_one()
    {
        Assert.Equal(HttpStatusCode.Created, (await Client.PostAsync("Groups", $$"""{"displayName":"{{new string('部', 32)}}"}""")).Status);
        var made = await Client.PostAsync("Groups", """{"displayName":"Short"}""");
        foreach (var refused in new[]
        {
            await Client.PostAsync("Groups", $$"""{"displayName":"{{new string('门', 33)}}"}"""),
            await Client.PatchAsync("Groups/" + made.Id, $$"""{"op":"replace","path":"displayName","value":"{{new string('门', 33)}}"}"""),
            await Client.PutAsync("Groups/" + made.Id, $$"""{"displayName":"{{new string('门', 33)}}"}"""),
        })
        {
            Assert.Equal((HttpStatusCode.BadRequest, "invalidValue"), (refused.Status, refused.Type));
            Assert.Contains("32", (string)refused["detail"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_group_whose_members_are_in_the_recycle_bin_says_what_to_do()
    {
        var user = await CreateAsync("binned");
        var made = await Client.PostAsync("Groups", $$"""{"displayName":"Emptied","members":[{"value":"{{user.Id}}"}]}""");
        await Client.DeleteAsync("Users/" + user.Id);
        var kept = await Client.DeleteAsync("Groups/" + made.Id);
        Assert.Equal(HttpStatusCode.Conflict, kept.Status);
        Assert.Contains("回收站", (string)kept["detail"]!, StringComparison.Ordinal);
        Assert.Null((await App.RunAsync(await App.SuperAsync(), new PurgeUser(new UserId(Guid.Parse(user.Id))))).Error);
        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync("Groups/" + made.Id)).Status);
    }

    [Fact]
    public async Task Unknown_departments_are_refused_unless_the_token_makes_them()
    {
        static string Person(string login, string department) => $$$"""{"userName":"{{{login}}}","displayName":"甲","{{{Directory.Enterprise}}}":{"department":"{{{department}}}"}}""";
        var refused = await Client.PostAsync("Users", Person("lost", "不存在的部门"));
        Assert.Equal((HttpStatusCode.BadRequest, "invalidValue"), (refused.Status, refused.Type));
        Assert.Contains("不存在的部门", (string)refused["detail"]!, StringComparison.Ordinal);

        var token = (await App.RunAsync(await App.SuperAsync(), new AddToken("建部门", 30, false, [], Invite: false, MakeDepartments: true))).Value!;
        using var maker = new Directory(App.CreateClient(), token.Secret);
        var made = await maker.PostAsync("Users", Person("found", "新事业部/一组"));
        Assert.Equal((HttpStatusCode.Created, "一组"), (made.Status, (string?)made[Directory.Enterprise]!["department"]));
        var again = await maker.PostAsync("Users", Person("found-too", "新事业部/一组"));
        Assert.Equal((string?)made["groups"]![0]!["value"], (string?)again["groups"]![0]!["value"]);
        Assert.Equal(1L, await App.SqlAsync("select count(*) from identity.department where name = '新事业部'"));
        var moved = await maker.PatchAsync("Users/" + made.Id, $$"""{"op":"replace","path":"{{Directory.Enterprise}}:department","value":"新事业部/二组"}""");
        Assert.Equal("二组", (string?)moved[Directory.Enterprise]!["department"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await maker.PostAsync("Users", Person("wrong", new string('长', 40)))).Status);

        await maker.PostAsync("Groups", $$$$"""{"displayName":"一组","{{{{Directory.Department}}}}":{"parent":{"value":"{{{{App.Departments["总部"].Value}}}}"}}}""");
        var two = await maker.PostAsync("Users", Person("two", "一组"));
        Assert.Equal(HttpStatusCode.BadRequest, two.Status);
        Assert.Contains("完整路径", (string)two["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_guard_changes_and_save_reading()
    {
        var made = await CreateAsync("versions");
        var path = "Users/" + made.Id;
        Assert.Equal(HttpStatusCode.NotModified, (await Client.GetAsync(path, ("If-None-Match", made.Tag))).Status);
        var changed = await Client.PatchAsync(path, """{"op":"replace","path":"title","value":"A"}""", ("If-Match", made.Tag));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync(path, ("If-None-Match", made.Tag))).Status);
        foreach (var late in new[]
        {
            await Client.PatchAsync(path, """{"op":"replace","path":"title","value":"B"}""", ("If-Match", made.Tag)),
            await Client.PutAsync(path, """{"userName":"versions","displayName":"B"}""", ("If-Match", made.Tag)),
            await Client.DeleteAsync(path, ("If-Match", made.Tag)),
        }) Assert.Equal((HttpStatusCode.PreconditionFailed, "412"), (late.Status, (string?)late["status"]));
        var same = await Client.PatchAsync(path, """{"op":"replace","path":"title","value":"A"}""", ("If-Match", changed.Tag));
        Assert.Equal(changed.Tag, same.Tag);
        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync(path, ("If-Match", changed.Tag))).Status);
    }

    [Fact]
    public async Task Somebody_deleted_is_gone_and_comes_back_when_added_again()
    {
        var made = await CreateAsync("leaver");
        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync("Users/" + made.Id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync("Users/" + made.Id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.DeleteAsync("Users/" + made.Id)).Status);
        Assert.Empty(await Client.FindAsync("userName eq \"leaver\""));
        var back = await Client.PostAsync("Users", """{"userName":"leaver","displayName":"Back Again","active":false}""");
        Assert.Equal((HttpStatusCode.Created, made.Id, "Back Again", false), (back.Status, back.Id, (string?)back["displayName"], (bool)back["active"]!));
    }

    [Fact]
    public async Task The_server_describes_itself()
    {
        var configuration = await Client.GetAsync("ServiceProviderConfig");
        Assert.Equal((true, false, 200, true), ((bool)configuration["patch"]!["supported"]!, (bool)configuration["bulk"]!["supported"]!, (int)configuration["filter"]!["maxResults"]!, (bool)configuration["etag"]!["supported"]!));
        var types = await Client.GetAsync("ResourceTypes");
        Assert.Equal(["/Users", "/Groups"], types.All("endpoint"));
        var schemas = await Client.GetAsync("Schemas");
        Assert.Equal([Directory.User, Directory.Enterprise, Directory.Group, Directory.Department], schemas.All("id"));
        Assert.Equal("User", (string?)(await Client.GetAsync("Schemas/" + Directory.User))["name"]);
        Assert.Equal(HttpStatusCode.NotImplemented, (await Client.PostAsync("Bulk", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync("Unheard")).Status);
    }

    [Theory]
    [InlineData("userName", "invalidFilter")]
    [InlineData("unheard eq \"x\"", "invalidFilter")]
    [InlineData("active gt true", "invalidFilter")]
    [InlineData("userName eq 5", "invalidFilter")]
    [InlineData("meta.lastModified gt \"yesterday\"", "invalidFilter")]
    [InlineData("urn:other:User:userName eq \"x\"", "invalidFilter")]
    [InlineData("(userName eq \"x\"", "invalidFilter")]
    public async Task What_is_no_filter_is_refused_as_one(string filter, string type)
    {
        var refused = await Client.GetAsync("Users?filter=" + Uri.EscapeDataString(filter));
        Assert.Equal((HttpStatusCode.BadRequest, type), (refused.Status, refused.Type));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"userName\":\"a\",\"USERNAME\":\"b\"}")]
    [InlineData("{\"userName\":\"a\\u0000\"}")]
    public async Task What_is_no_resource_is_refused(string json) => Assert.Equal((HttpStatusCode.BadRequest, "invalidSyntax"), await Client.PostAsync("Users", json) is var r ? (r.Status, r.Type) : default);

    [Fact]
    public async Task What_is_too_long_is_refused() => Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Client.PostAsync("Users", $$"""{"userName":"{{new string('x', 1_100_000)}}"}""")).Status);

    private Task<ScimReply> CreateAsync(string name) => Client.CreateAsync(name);

    private async Task<List<string>> MembersAsync(string path) => [.. ((await Client.GetAsync(path))["members"]?.AsArray() ?? []).Select(m => (string)m!["value"]!).Order()];
}
