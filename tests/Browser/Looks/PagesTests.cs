using Huitang.Kernel;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Looks;

/// <summary>Every page, drawer, dialog and menu, in both languages, both themes, on a desk and on a phone, each pair of these once: nothing axe would name, nothing too wide, cut off, untranslated or raw.</summary>
[Collection(LooksCollection.Name)]
public sealed class PagesTests(LooksFixture product)
{
    private static readonly string[] s_tabs = ["overview", "people", "attendance", "quality", "timeline"];

    [Fact]
    public async Task Pages_before_the_sign_in()
    {
        var link = await product.PasswordLinkAsync();
        await Looking.AtAsync(product, null, async look =>
        {
            await look.SeeAsync("sign-in", "/account/sign-in");
            await look.SeeAsync("sign-in refused", page => page.FillAsync("input[name=Account]", "nobody"), page => page.FillAsync("input[name=Password]", "wrong"), Submit);
            await look.SeeAsync("forgot", "/account/forgot");
            await look.SeeAsync("forgot sent", page => page.FillAsync("input[name=Account]", "nobody@northwind.example"), Submit);
            await look.SeeAsync("password link used", "/account/set-password?token=x");
            await look.SeeAsync("set password", link);
            await look.SeeAsync("second factor", "/account/second-factor");
            await look.SeeAsync("set up already", "/setup");
            await look.SeeAsync("not found", "/nothing/here");
            await look.SeeAsync("forbidden", "/forbidden");
            await look.SeeAsync("error", "/error");
            await look.SeeAsync("join", "/join");
            await look.SeeAsync("join refused", page => page.Locator("form [type=submit]").ClickAsync());
            await look.SeeAsync("door", LooksFixture.Link(product.Running));
        });
    }

    [Fact]
    public async Task Pages_of_a_member() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        await look.SeeAsync("my meetings", "/my");
        await look.SeeAsync("my meetings menu", Menu);
        await look.SeeAsync("my meetings none", "/my?q=zzzz");
        await look.SeeAsync("join by code", page => page.ClickAsync(".app-page-actions button >> nth=0"), Dialog);
        await look.SeeAsync("my ended", "/my?tab=ended");
        await look.SeeAsync("schedule", "/my/schedule");
        await look.SeeAsync("schedule a series", Interactive, page => page.CheckAsync(".app-form .app-check input >> nth=0"));
        await look.SeeAsync("my meeting", $"/my/meetings/{product.Series}");
        await look.SeeAsync("cancel", page => page.ClickAsync(".app-page-actions .app-btn-danger"), Dialog);
        await look.SeeAsync("edit", $"/my/meetings/{product.Series}/edit");
        await look.SeeAsync("my room", "/my/room");
        await look.SeeAsync("account", "/account");
        await look.SeeAsync("authenticator", "/account/authenticator");
        await look.SeeAsync("authenticator code", Submit);
        await look.SeeAsync("user menu", "/my", page => page.ClickAsync(".app-user"), page => page.Locator("#shell-user:popover-open").WaitForAsync());
        await look.SeeAsync("bell", "/my", page => page.ClickAsync(".app-bell"), page => page.Locator("[data-bell-list] > .app-bell-item").First.WaitForAsync());
        await look.SeeAsync("palette", "/my", page => page.Keyboard.PressAsync("Control+k"), page => page.Locator("[role=option]").First.WaitForAsync());
        await look.SeeAsync("palette none", page => page.Keyboard.TypeAsync("zzzz"), page => page.WaitForFunctionAsync("() => document.querySelector('.app-palette-note').textContent !== ''"));
    });

    [Fact]
    public async Task Pages_of_the_console() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        await look.SeeAsync("users", "/console/users");
        await look.SeeAsync("users add", page => page.ClickAsync(".app-page-actions .app-btn-filled"), Dialog);
        await look.SeeAsync("upcoming", "/console/upcoming");
        await look.SeeAsync("upcoming chosen", page => page.CheckAsync("thead input[type=checkbox]"), page => page.Locator(".app-table-picked").WaitForAsync());
        await look.SeeAsync("upcoming columns", page => page.ClickAsync("[popovertarget$=-columns]"));
        await look.SeeAsync("upcoming none", "/console/upcoming?q=zzzz");
        await look.SeeAsync("upcoming export", page => page.ClickAsync(".app-page-actions [aria-haspopup=menu]"));
        await look.SeeAsync("upcoming dates", "/console/upcoming", page => page.ClickAsync(".app-range input >> nth=0"), page => page.Locator(".mud-picker-calendar").First.WaitForAsync());
        await look.SeeAsync("upcoming detail", $"/console/upcoming/{product.Series}");
        await look.SeeAsync("ended", "/console/ended");
        await look.SeeAsync("ended menu", Menu);
        foreach (var tab in s_tabs) await look.SeeAsync($"ended {tab}", $"/console/ended/{product.Over}?tab={tab}");
        await look.SeeAsync("ended series", $"/console/ended/{product.Over}?tab=quality", page => page.ClickAsync("td.app-col-acts button:not(:disabled) >> nth=0"), Dialog, page => page.Locator(".app-chart-canvas canvas").First.WaitForAsync());
        await look.SeeAsync("ended not found", $"/console/ended/{Guid.Empty}");
        await look.SeeAsync("status", "/console/status");
        await look.SeeAsync("mail", "/console/messages/mail?q=Invitation");
        await look.SeeAsync("mail open", page => page.ClickAsync("td.app-main button >> nth=0"), Dialog);
    });

    [Fact]
    public async Task Pages_of_people_and_rights() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        await look.SeeAsync("departments", "/console/departments");
        await look.SeeAsync("import", "/console/users/import");
        await look.SeeAsync("operations", "/console/users/operations");
        await look.SeeAsync("import checked", $"/console/users/operations/{product.Import}");
        await look.SeeAsync("user", $"/console/users?user={product.People[LooksFixture.Part]}", Dialog);
        await look.SeeAsync("roles", "/console/roles");
        await look.SeeAsync("role new", "/console/roles/new");
        await look.SeeAsync("role", $"/console/roles/{product.Role}");
        await look.SeeAsync("role holders", $"/console/roles/{product.Role}?tab=holders");
        await look.SeeAsync("role give", page => page.ClickAsync("[role=tabpanel] .app-btn-filled, .app-page .app-btn-filled >> nth=0"), Dialog);
        await look.SeeAsync("safeguards", "/console/roles/safeguards");
        await look.SeeAsync("visibility", "/console/visibility");
        await look.SeeAsync("visibility rule", page => page.ClickAsync(".app-page-actions .app-btn-filled"), Dialog);
        await look.SeeAsync("hidden people", "/console/visibility", Nth(1));
        await look.SeeAsync("visibility preview", "/console/visibility", Nth(2));
        await look.SeeAsync("explainer", "/console/access");
        await look.SeeAsync("explained", $"/console/access?person={product.People[LooksFixture.Part]}&permission=users.manage&kind=person&object={product.People["ada"]}");
        await look.SeeAsync("consents", "/my/consents");
        await look.SeeAsync("administrator log", "/console/audit");
        await look.SeeAsync("administrator log entry", page => page.ClickAsync("tbody td.app-main button >> nth=0"), Dialog);
        await look.SeeAsync("integrity", "/console/audit", page => page.ClickAsync($".app-page-actions button:has(path[d='{Ui.AppIcons.Lock}'])"), Dialog);
        await look.SeeAsync("administrator log none", "/console/audit?q=zzzz");
        await look.SeeAsync("member log", "/console/audit/members");
        await look.SeeAsync("sign-in log", "/console/audit/sign-ins");
    });

    [Fact]
    public async Task A_part_of_the_enterprise() => await Looking.AtAsync(product, LooksFixture.Part, async look =>
    {
        foreach (var (name, path) in new[]
        {
            ("users", "/console/users"), ("departments", "/console/departments"), ("live", "/console/live"), ("upcoming", "/console/upcoming"), ("ended", "/console/ended"), ("overview", "/console/insights"),
            ("usage", "/console/insights/usage"), ("today", "/console/insights/live"), ("not hers", "/console/roles"),
        }) await look.SeeAsync("part " + name, path);
    });

    [Fact]
    public async Task Directory_sync() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        await look.SeeAsync("directory sync", "/console/scim");
        await look.SeeAsync("directory sync new token", page => page.ClickAsync(".app-page-actions .app-btn-filled"), Dialog);
        await look.SeeAsync("directory sync departments", page => page.Locator(".mud-dialog input[type=radio]").Nth(1).CheckAsync(), page => page.Locator(".mud-dialog .app-ticks").WaitForAsync());
        await look.SeeAsync("directory sync secret", page => page.Locator(".mud-dialog input[type=radio]").Nth(0).CheckAsync(), page => page.Locator(".mud-dialog input.app-control").First.FillAsync("Entra ID"), page => page.ClickAsync(".mud-dialog .app-btn-filled"), page => page.Locator("[data-secret]").WaitForAsync());
        await look.SeeAsync("directory sync tokens", page => page.ClickAsync(".mud-dialog .app-btn-filled"), page => page.Locator("tbody .app-main").First.WaitForAsync());
        await look.SeeAsync("directory sync revoke", Menu, page => page.Locator("[role=menuitem]:visible").First.ClickAsync(), Dialog);
    });

    [Fact]
    public async Task Downloads_and_reports() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        await look.SeeAsync("downloads", "/console/downloads");
        await look.SeeAsync("downloads chosen", page => page.CheckAsync("thead input[type=checkbox]"), page => page.Locator(".app-table-picked").WaitForAsync());
        await look.SeeAsync("download detail", "/console/downloads", page => page.ClickAsync("tbody td.app-main button >> nth=0"), Dialog);
        await look.SeeAsync("download delete", "/console/downloads?state=failed", Menu, page => page.ClickAsync("[role=menu]:popover-open .app-menu-danger"), Dialog);
        await look.SeeAsync("downloads kept", "/console/downloads", page => page.ClickAsync(".app-page-actions button >> nth=0"), Dialog);
        await look.SeeAsync("downloads kept wrong", page => page.FillAsync(".mud-dialog input", "400"), page => page.ClickAsync(".mud-dialog-actions button >> nth=1"), page => page.Locator(".app-field-error").WaitForAsync());
        await look.SeeAsync("downloads none", "/console/downloads?q=zzzz");
        await look.SeeAsync("download refused", "/downloads/refused?why=download.out_of_scope");
        await look.SeeAsync("reports", "/console/reports");
        await look.SeeAsync("reports menu", Menu);
        await look.SeeAsync("report new", "/console/reports?new=1&report=meetings.participants", Dialog, page => page.Locator(".mud-dialog select").Last.SelectOptionAsync("Week"));
        await look.SeeAsync("report of a department", "/console/reports?new=1&report=insights.rooms", Dialog, page => page.ClickAsync("#report-department-q"), page => page.Locator(".app-picker-found button").First.WaitForAsync());
    });

    [Fact]
    public async Task Dashboards() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        await look.SeeAsync("overview", "/console/insights");
        await look.SeeAsync("usage", "/console/insights/usage");
        await look.SeeAsync("usage people", "/console/insights/usage/people");
        await look.SeeAsync("figures of rooms", "/console/insights/rooms");
        await look.SeeAsync("today", "/console/insights/live");
        await look.SeeAsync("wall", "/console/insights/live/wall");
        await look.SeeAsync("resources", "/console/insights/resources");
        await look.SeeAsync("differences", "/console/insights/differences");
    });

    [Fact]
    public async Task What_is_not_for_a_member() => await Looking.AtAsync(product, LooksFixture.Member, async look =>
    {
        await look.SeeAsync("no right", "/console/users");
        await look.SeeAsync("nothing yet", "/my?tab=live");
    });

    [Fact]
    public async Task Running_meetings_in_the_console() => await Looking.AtAsync(product, LooksFixture.Admin, async look =>
    {
        var meeting = $"/console/live/{product.Running.Id}";
        await look.SeeAsync("live", "/console/live", page => page.Locator("[data-live=live] tbody td.app-main a").First.WaitForAsync());
        await look.SeeAsync("live chosen", page => page.CheckAsync("[data-live=live] tbody input >> nth=0"));
        await look.SeeAsync("live none", "/console/live?q=zzzz");
        await look.SeeAsync("control", meeting, People);
        await look.SeeAsync("control chosen", page => page.CheckAsync("[data-live=live-people] tbody input >> nth=0"));
        await look.SeeAsync("control person", page => page.ClickAsync("[data-live=live-people] tbody [aria-haspopup=menu] >> nth=1"));
        await look.SeeAsync("control invite", meeting, People, page => page.ClickAsync($"[role=toolbar] button:has(path[d='{Ui.AppIcons.PersonAdd}'])"), Dialog);
        await look.SeeAsync("control end", meeting, People, page => page.ClickAsync("[role=toolbar] .app-btn-danger.app-btn-filled"), Dialog);
        for (var tab = 1; tab < 5; tab++) await look.SeeAsync($"control tab {tab}", meeting, People, Nth(tab));
    });

    private static async Task Submit(IPage page) => await page.RunAndWaitForResponseAsync(() => page.Locator("form button[type=submit]").First.ClickAsync(), response => response.Request.Method == "POST");

    private static Func<IPage, Task> Nth(int tab) => page => page.ClickAsync($"[role=tab] >> nth={tab}");

    private static Task Dialog(IPage page) => page.Locator(".mud-dialog").WaitForAsync();

    private static Task People(IPage page) => page.Locator("[data-live=live-people] tbody td.app-main").First.WaitForAsync();

    private static Task Interactive(IPage page) => page.WaitForLoadStateAsync(LoadState.NetworkIdle);

    private static async Task Menu(IPage page)
    {
        await page.ClickAsync("tbody [aria-haspopup=menu] >> nth=0");
        await page.Locator("[role=menu]:popover-open").WaitForAsync();
    }
}
