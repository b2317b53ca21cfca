using Huitang.Identity.Contracts;
using Huitang.Integration.Access;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Identity.Scim;

/// <summary>Filters find what they say, by the database.</summary>
public sealed class FilterTests(AccessFixture app) : DirectoryTests(app)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if ((await Client.FindAsync("userName eq \"fa\"")).Count > 0) return;
        await App.Services.GetRequiredService<IPeopleSeeder>().CreateAsync(App.Tenant,
        [
            new NewPerson("fa", "张三丰") { Email = "Zhang.San@A.example", Title = "100% 工程师", EmployeeNumber = "A_1", Department = "华东/上海" },
            new NewPerson("fb", "李四") { Email = "lisi@b.example", EmployeeNumber = "AX1", Department = "华东/杭州" },
            new NewPerson("fc", "O'Malley \"Q\"") { Phone = "+86 13800001234", Title = "Guide" },
        ], TestContext.Current.CancellationToken);
        var off = (await Client.GetAsync("Users?filter=" + Uri.EscapeDataString("userName eq \"fc\"")))["Resources"]![0]!["id"];
        await Client.PatchAsync($"Users/{off}", """{"op":"replace","path":"active","value":false},{"op":"add","path":"externalId","value":"Ext-C"}""");
    }

    [Theory]
    [InlineData("userName eq \"FA\"", "fa")]
    [InlineData("userName ne \"fa\"", "fb fc")]
    [InlineData("displayName co \"三\"", "fa")]
    [InlineData("displayName eq \"李四\"", "fb")]
    [InlineData("displayName ew \"丰\"", "fa")]
    [InlineData("displayName co \"malley \\\"q\"", "fc")]
    [InlineData("title co \"0%\"", "fa")]
    [InlineData("title co \"g%d\"", "")]
    [InlineData("title sw \"gu\"", "fc")]
    [InlineData("title pr", "fa fc")]
    [InlineData("not (title pr)", "fb")]
    [InlineData("title ne \"Guide\"", "fa fb")]
    [InlineData("not (title co \"Guide\")", "fa fb")]
    [InlineData("title eq null", "fb")]
    [InlineData("title gt \"100\" and title lt \"200\"", "fa")]
    [InlineData("emails eq \"zhang.san@a.EXAMPLE\"", "fa")]
    [InlineData("emails.value ew \".example\"", "fa fb")]
    [InlineData("emails[type eq \"work\" and not (value sw \"lisi\")]", "fa")]
    [InlineData("emails[type eq \"home\"]", "")]
    [InlineData("emails[primary eq true]", "fa fb")]
    [InlineData("not (emails pr)", "fc")]
    [InlineData("phoneNumbers.value co \"1380000\"", "fc")]
    [InlineData("active eq true", "fa fb")]
    [InlineData("active ne \"True\"", "fc")]
    [InlineData("externalId eq \"Ext-C\"", "fc")]
    [InlineData("externalId eq \"ext-c\"", "")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"a_1\"", "fa")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"上海\"", "fa")]
    [InlineData("groups.display eq \"杭州\" or groups[display eq \"上海\"]", "fa fb")]
    [InlineData("groups pr and displayName sw \"李\"", "fb")]
    [InlineData("not (groups pr)", "fc")]
    [InlineData("nickName pr", "")]
    [InlineData("nickName ne \"x\"", "fa fb fc")]
    [InlineData("meta.resourceType eq \"User\" and meta.created gt \"2000-01-01T00:00:00Z\"", "fa fb fc")]
    [InlineData("meta.lastModified gt \"2100-01-01T00:00:00Z\"", "")]
    [InlineData("id eq \"no id\"", "")]
    [InlineData("title pr or emails pr and active eq false", "fa fc")]
    [InlineData("(title pr or emails pr) and active eq false", "fc")]
    public async Task A_filter_finds(string filter, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await Client.FindAsync($"userName sw \"f\" and ({filter})")).Order(StringComparer.Ordinal)));
}
