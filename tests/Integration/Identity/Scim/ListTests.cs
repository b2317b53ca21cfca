using System.Net;
using Huitang.Integration.Access;
using Xunit;

namespace Huitang.Integration.Identity.Scim;

/// <summary>Lists (RFC 7644, 3.4.2 and 3.4.3): pages, counts, orders, and who reads them while people come and go.</summary>
public sealed class ListTests(AccessFixture app) : DirectoryTests(app)
{
    [Fact]
    public async Task Lists_are_paged_counted_ordered_and_show_what_was_asked_for()
    {
        for (var i = 0; i < 5; i++) await Client.CreateAsync($"page-{i}");
        var filter = "filter=" + Uri.EscapeDataString("userName sw \"PAGE-\"");
        var page = await Client.GetAsync($"Users?{filter}&startIndex=2&count=2&sortBy=userName&sortOrder=descending&attributes=userName,emails.value");
        Assert.Equal(["page-3", "page-2"], page.All("userName"));
        Assert.Equal((5, 2, 2), ((int)page["totalResults"]!, (int)page["startIndex"]!, (int)page["itemsPerPage"]!));
        Assert.Equal(["id", "schemas", "userName"], page["Resources"]![0]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal((5, 0), (Count(await Client.GetAsync($"Users?{filter}&count=0"), out var none), none));
        Assert.Equal((5, 5), (Count(await Client.GetAsync($"Users?{filter}&startIndex=-3&count=10000"), out var all), all));
        Assert.Equal((5, 0), (Count(await Client.GetAsync($"Users?{filter}&startIndex=9"), out var beyond), beyond));
        var less = await Client.GetAsync($"Users?{filter}&count=1&excludedAttributes=name,meta.location");
        Assert.Null(less["Resources"]![0]!["name"]);
        Assert.Null(less["Resources"]![0]!["meta"]!["location"]);
        Assert.NotNull(less["Resources"]![0]!["meta"]!["version"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.GetAsync("Users?count=many")).Status);

        var search = await Client.PostAsync("Users/.search", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"attributes":["displayName","userName"],"filter":"userName sw \"page-\"","startIndex":1,"count":3}""");
        Assert.Equal((5, 3), (Count(search, out var found), found));
        var both = await Client.PostAsync(".search", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"attributes":["displayName","userName"],"filter":"userName sw \"page-\" or displayName eq \"总部\"","count":10}""");
        Assert.Equal((6, 6), (Count(both, out var mixed), mixed));
    }

    [Fact]
    public async Task Whoever_reads_a_list_page_by_page_misses_nobody_when_somebody_read_is_deleted_meanwhile()
    {
        var made = new List<ScimReply>();
        for (var i = 0; i < 6; i++) made.Add(await Client.CreateAsync($"crawl-{i}"));
        var filter = "Users?filter=" + Uri.EscapeDataString("userName sw \"crawl-\"");
        Assert.Equal(["crawl-0", "crawl-1"], (await Client.GetAsync($"{filter}&startIndex=1&count=2")).All("userName"));
        await Client.DeleteAsync("Users/" + made[0].Id);
        Assert.Equal(["crawl-2", "crawl-3"], (await Client.GetAsync($"{filter}&startIndex=3&count=2")).All("userName"));
        Assert.Equal(["crawl-4", "crawl-5"], (await Client.GetAsync($"{filter}&startIndex=5&count=2")).All("userName"));
        // From the front everything is as it is now, and somebody who is new is on the last page.
        Assert.Equal(5, (int)(await Client.GetAsync($"{filter}&count=2"))["totalResults"]!);
        await Client.CreateAsync("crawl-6");
        Assert.Equal(["crawl-6"], (await Client.GetAsync($"{filter}&startIndex=6&count=2")).All("userName"));
    }

    private static int Count(ScimReply reply, out int shown)
    {
        shown = reply["Resources"]!.AsArray().Count;
        return (int)reply["totalResults"]!;
    }
}
