using Huitang.Browser.Meetings;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Identity;

/// <summary>Roles from their making to their end, in the browsers of the super admin and of somebody who is given one.</summary>
public sealed class RolePagesTests(ProductFixture company) : IClassFixture<ProductFixture>
{
    [Fact]
    public async Task A_role_is_made_given_for_a_department_changed_under_an_open_page_and_its_end_is_explained()
    {
        var boss = await company.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await boss.GotoAsync("/console/roles/new");
        await boss.WaitForFunctionAsync("() => document.querySelector('#main[data-interactive]') && !document.querySelector('#main .app-skel')", null, new() { Timeout = 90_000 });
        await boss.GetByLabel("角色名称").FillAsync("产品管理员");
        await boss.GetByLabel("角色说明").FillAsync("管理产品中心的账号");
        // Editing includes viewing.
        await boss.Locator("[data-permission='users.manage']").CheckAsync();
        await Assertions.Expect(boss.Locator("[data-permission='users.read']")).ToBeCheckedAsync();
        await Accessible.CleanAsync(boss);
        await Assertions.Expect(boss.GetByLabel("角色名称")).ToHaveValueAsync("产品管理员");
        await boss.GetByRole(AriaRole.Button, new() { Name = "创建角色" }).ClickAsync();
        await boss.WaitForURLAsync("**/console/roles/*?tab=holders", new() { Timeout = 90_000 });

        await boss.GetByRole(AriaRole.Button, new() { Name = "添加用户" }).ClickAsync();
        var drawer = boss.GetByRole(AriaRole.Dialog);
        await drawer.GetByRole(AriaRole.Combobox, new() { Name = "用户" }).FillAsync("cj");
        await drawer.GetByRole(AriaRole.Option, new() { Name = "陈静" }).ClickAsync();
        await drawer.GetByRole(AriaRole.Radio, new() { Name = "指定部门及其下级部门" }).CheckAsync();
        await drawer.GetByRole(AriaRole.Checkbox, new() { Name = "产品中心" }).CheckAsync();
        await Accessible.CleanAsync(boss);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(boss.Locator("[data-table=role-holders] tbody tr", new() { HasText = "陈静" })).ToContainTextAsync("产品中心");

        // She sees her department, and of the menu what her role opens.
        var page = await company.BrowserAsync("chenjing", camera: false, motion: ReducedMotion.Reduce);
        await page.GotoAsync("/console/users");
        var rows = page.Locator("[data-table=users] tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Filter(new() { HasText = "刘洋" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("王思远")).ToHaveCountAsync(0);
        var add = page.GetByRole(AriaRole.Button, new() { Name = "添加用户" });
        await Assertions.Expect(add).ToBeVisibleAsync();
        await Accessible.CleanAsync(page);

        // The right to change is taken from the role: the open page follows by itself.
        await boss.GetByRole(AriaRole.Tab, new() { Name = "权限" }).ClickAsync();
        await boss.Locator("[data-permission='users.manage']").UncheckAsync();
        await boss.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(add).ToBeHiddenAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(2);

        // The role is taken away: the open page says what is missing, why, and whom to ask.
        await boss.GetByRole(AriaRole.Tab, new() { Name = "用户" }).ClickAsync();
        await boss.Locator("[data-table=role-holders] tbody tr", new() { HasText = "陈静" }).GetByRole(AriaRole.Button).Last.ClickAsync();
        await boss.GetByRole(AriaRole.Menuitem, new() { Name = "移除" }).ClickAsync();
        await boss.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "移除" }).ClickAsync();
        await Assertions.Expect(page.GetByText("缺少的权限：查看用户")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("可以联系：王思远")).ToBeVisibleAsync();
        await Accessible.CleanAsync(page);
        await page.GotoAsync("/console/audit");
        await Assertions.Expect(page.GetByText("缺少的权限：")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_typed_and_pressed_before_a_page_is_alive_is_kept_and_the_cursor_stays_where_it_was()
    {
        var page = await company.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        var awake = await Asleep.KeepAsync(page);
        await page.GotoAsync("/console/roles/new");
        var name = page.GetByLabel("角色名称");
        await name.FocusAsync();
        await page.Keyboard.TypeAsync("夜班");
        Assert.Null(await page.Locator("#main").GetAttributeAsync("data-interactive"));
        awake.SetResult();
        await page.WaitForFunctionAsync("() => document.querySelector('#main[data-interactive]')", null, new() { Timeout = 90_000 });
        await Assertions.Expect(name).ToHaveValueAsync("夜班");
        await Assertions.Expect(name).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("操作员");
        await page.Locator("[data-permission='users.read']").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "创建角色" }).ClickAsync();
        await page.WaitForURLAsync("**/console/roles/*?tab=holders", new() { Timeout = 90_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "夜班操作员" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_is_never_blank_while_it_comes_alive_and_the_open_palette_stays_open()
    {
        var page = await company.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        var awake = await Asleep.KeepAsync(page);
        await page.GotoAsync("/console/users");
        await page.EvaluateAsync("() => { window.blank = 0; new MutationObserver(() => { if (!document.querySelector('#main')) window.blank++; }).observe(document.body, { childList: true, subtree: true }); }");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("部门");
        Assert.Null(await page.Locator("#main").GetAttributeAsync("data-interactive"));
        awake.SetResult();
        await page.WaitForFunctionAsync("() => document.querySelector('#main[data-interactive]')", null, new() { Timeout = 90_000 });
        var input = page.Locator("#shell-palette input");
        await Assertions.Expect(input).ToBeFocusedAsync();
        await Assertions.Expect(input).ToHaveValueAsync("部门");
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Name = "部门" }).First).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("() => window.blank"));
    }

    [Fact]
    public async Task What_is_typed_while_the_server_answers_late_is_not_written_over()
    {
        var page = await company.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        var late = TimeSpan.Zero;
        await page.RouteWebSocketAsync(url => url.Contains("/_blazor", StringComparison.Ordinal), socket =>
        {
            var server = socket.ConnectToServer();
            // One after the other, each as late as the line is then.
            var before = Task.CompletedTask;
            server.OnMessage(message => before = PassAsync(before, message));

            async Task PassAsync(Task former, IWebSocketFrame message)
            {
                await Task.WhenAll(former, Task.Delay(late));
                if (message.Binary is { } bytes) socket.Send(bytes);
                else socket.Send(message.Text!);
            }
        });
        await page.GotoAsync("/console/users");
        await Assertions.Expect(page.Locator("[data-table=users] tbody tr").First).ToBeVisibleAsync();
        late = TimeSpan.FromMilliseconds(350);
        var search = page.Locator("#main").GetByRole(AriaRole.Searchbox);
        await search.PressSequentiallyAsync("chenjing", new() { Delay = 90 });
        await Assertions.Expect(page.Locator("[data-table=users] tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(search).ToHaveValueAsync("chenjing");

        late = TimeSpan.Zero;
        await page.GotoAsync("/console/roles/new");
        await page.WaitForFunctionAsync("() => document.querySelector('#main[data-interactive]') && !document.querySelector('#main .app-skel')", null, new() { Timeout = 90_000 });
        late = TimeSpan.FromMilliseconds(350);
        var name = page.GetByLabel("角色名称");
        await name.PressSequentiallyAsync("夜班");
        await name.DispatchEventAsync("change");
        await name.PressSequentiallyAsync("操作员");
        await page.WaitForTimeoutAsync(1000);
        await Assertions.Expect(name).ToHaveValueAsync("夜班操作员");
    }

    [Fact]
    public async Task Contacts_are_looked_at_as_somebody_else_sees_them()
    {
        var page = await company.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await page.GotoAsync("/console/visibility");
        await page.GetByRole(AriaRole.Button, new() { Name = "添加规则" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog);
        await drawer.Locator("#vis-subject-q").FillAsync("产品");
        await drawer.GetByRole(AriaRole.Option, new() { Name = "产品中心" }).ClickAsync();
        await Accessible.CleanAsync(page);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-table=visibility] tbody tr", new() { HasText = "产品中心" })).ToHaveCountAsync(1);

        await page.GotoAsync($"/console/visibility?tab=preview&as={company.People["chenjing"]}");
        await Assertions.Expect(page.Locator("[data-table=preview] tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-table=preview]")).Not.ToContainTextAsync("王思远");
        await Accessible.CleanAsync(page);
    }
}
