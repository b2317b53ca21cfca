using Huitang.Browser.Meetings;
using Huitang.Identity.Access;
using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Consents;
using Huitang.Identity.Features.Roles;
using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Xunit;

namespace Huitang.Browser.Looks;

/// <summary>A company in which administration is divided among three powers.</summary>
public sealed class PowersFixture : ProductFixture
{
    /// <summary>The super admin, who administers nothing.</summary>
    public const string Super = "grace";

    /// <summary>The security administrator.</summary>
    public const string Security = "alan";

    /// <summary>The audit administrator.</summary>
    public const string Audit = "ada";

    /// <summary>The system administrator.</summary>
    public const string Operator = "barbara";

    /// <summary>The role of the security administrators.</summary>
    internal Guid SecurityRole { get; private set; }

    protected override string Enterprise => "Northwind";

    protected override IReadOnlyCollection<NewPerson> Staff =>
    [
        Worker(Super, "Grace Hopper") with { SuperAdmin = true }, Worker(Security, "Alan Turing"), Worker(Audit, "Ada Lovelace"), Worker(Operator, "Barbara Liskov"), Worker("margaret", "Margaret Featherstonehaugh-Hamilton"),
    ];

    internal static Proof Proof => new(new Secret(Password), default);

    /// <summary>The super admin as the product sees them.</summary>
    internal Actor Boss => ActorOf(Super, "Grace Hopper") with { IsSuperAdmin = true };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (power, who) in new[] { (BuiltInRole.SystemAdministrator, Operator), (BuiltInRole.SecurityAdministrator, Security), (BuiltInRole.AuditAdministrator, Audit) })
        {
            await using var scope = App.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
            var role = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<RoleRow>().Where(r => r.BuiltIn == power).Select(r => r.Id).SingleAsync();
            if (power == BuiltInRole.SecurityAdministrator) SecurityRole = role;
            Assert.Null((await App.RunAsync(Boss, new AssignRoles([new RoleGift(People[who], role, false, [])]))).Error);
        }

        Assert.Null((await App.RunAsync(Boss, new DividePowers(Proof))).Error);
    }

    internal async Task SqlAsync(string sql)
    {
        await using var command = App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static NewPerson Worker(string login, string name) => new(login, name) { Password = Password, Email = login + "@northwind.example", Department = "IT", Language = "en-US" };
}

/// <summary>The pages of divided administration, as each power sees them: before anything was proposed, while a proposal is open, and where nobody is left to answer it.</summary>
[Collection(Name), CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ThreePowersTests(PowersFixture product) : IClassFixture<PowersFixture>
{
    private const string Name = "looks at powers";

    [Fact]
    public async Task Every_power_has_its_pages_and_no_page_is_a_dead_end()
    {
        await Looking.AtAsync(product, PowersFixture.Super, async look =>
        {
            await look.SeeAsync("powers super menu", "/console/roles/safeguards");
            await look.SeeAsync("powers super transfer", page => page.ClickAsync("#main .app-btn >> nth=0"), Dialog, page => page.Locator(".mud-dialog [role=combobox]").FillAsync("margaret"), page => page.Locator(".mud-dialog [role=option]").First.WaitForAsync());
            await look.SeeAsync("powers super transfer refused", page => page.Locator(".mud-dialog [role=option]").First.ClickAsync(), page => page.Locator(".mud-dialog input[type=password]").FillAsync("wrong"), page => page.ClickAsync(".mud-dialog .app-btn-filled"), page => page.Locator(".mud-dialog [aria-invalid=true]").First.WaitForAsync());
            await look.SeeAsync("powers super end", "/console/roles/safeguards", page => page.ClickAsync(EndButton), Dialog);
            await look.SeeAsync("powers super consents none", "/my/consents");
            await look.SeeAsync("powers super users", "/console/users");
        });

        Assert.Null((await product.App.RunAsync(product.Boss with { ThreePowers = true }, new ProposeUnitePowers(PowersFixture.Proof))).Error);
        await Looking.AtAsync(product, PowersFixture.Super, async look =>
        {
            await look.SeeAsync("powers super proposed", "/console/roles/safeguards");
            await look.SeeAsync("powers super consents", "/my/consents");
        });
        await Looking.AtAsync(product, PowersFixture.Security, async look =>
        {
            await look.SeeAsync("powers security roles", "/console/roles");
            await look.SeeAsync("powers security role", $"/console/roles/{product.SecurityRole}");
            await look.SeeAsync("powers security holders", $"/console/roles/{product.SecurityRole}?tab=holders");
            await look.SeeAsync("powers security give", page => page.ClickAsync("[role=tabpanel] .app-btn-filled"), Dialog);
            await look.SeeAsync("powers security safeguards", "/console/roles/safeguards");
            await look.SeeAsync("powers security answer", page => page.ClickAsync(".app-consents .app-btn-filled"), Dialog);
            await look.SeeAsync("powers security explainer", "/console/access");
            await look.SeeAsync("powers security visibility", "/console/visibility");
        });
        await Looking.AtAsync(product, PowersFixture.Audit, async look =>
        {
            await look.SeeAsync("powers audit log", "/console/audit");
            await look.SeeAsync("powers audit divided", page => page.ClickAsync("tbody td.app-main button >> nth=0"), Dialog);
            await look.SeeAsync("powers audit given", "/console/audit?q=Lovelace", page => page.ClickAsync("tbody td.app-main button >> nth=0"), Dialog);
            await look.SeeAsync("powers audit roles", "/console/roles");
            await look.SeeAsync("powers audit status", "/console/status");
        });
        await Looking.AtAsync(product, PowersFixture.Operator, async look =>
        {
            await look.SeeAsync("powers operator users", "/console/users");
            await look.SeeAsync("powers operator safeguards", "/console/roles/safeguards");
        });

        // Nobody is left to answer, and the days are over.
        await product.SqlAsync($"update identity.user_account set status = 4 where id = '{product.People[PowersFixture.Security].Value}'; update identity.consent set alone_from = now()");
        await Looking.AtAsync(product, PowersFixture.Super, async look =>
        {
            await look.SeeAsync("powers super alone", "/console/roles/safeguards");
            await look.SeeAsync("powers super complete", page => page.ClickAsync(".app-consents .app-btn-filled"), Dialog);
        });
    }

    private static string EndButton => ".app-setting:has(.app-status) .app-btn";

    private static Task Dialog(IPage page) => page.Locator(".mud-dialog").WaitForAsync();
}
