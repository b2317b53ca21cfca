using System.Text;
using Huitang.Browser.Meetings;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Identity;

/// <summary>The console's pages of people and departments in a browser.</summary>
public sealed class PeoplePagesTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    [Fact]
    public async Task An_administrator_shapes_the_tree_of_departments()
    {
        var page = await product.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await page.GotoAsync("/console/departments");
        var tree = page.GetByRole(AriaRole.Tree, new() { Name = "部门管理" });
        await Assertions.Expect(tree.GetByRole(AriaRole.Treeitem, new() { Name = "产品中心" })).ToContainTextAsync("2 人");
        await Accessible.CleanAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "新增部门" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "部门名称" }).FillAsync("设计部");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "部门名称" }).PressAsync("Enter");
        await Assertions.Expect(tree.GetByRole(AriaRole.Treeitem, new() { Name = "设计部" })).ToBeVisibleAsync();

        // A name its sister has is refused beside the field, and what was typed stays.
        await page.GetByRole(AriaRole.Button, new() { Name = "改名", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "部门名称" }).FillAsync("产品中心");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "部门名称" }).PressAsync("Enter");
        await Assertions.Expect(page.GetByText("同一上级下已有同名部门").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "部门名称" })).ToHaveValueAsync("产品中心");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "移动到…" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Treeitem, new() { Name = "产品中心" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("产品中心/设计部")).ToBeVisibleAsync();
        await Accessible.CleanAsync(page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "移动", Exact = true }).ClickAsync();
        await Assertions.Expect(tree.Locator("[aria-level='3']", new() { HasText = "设计部" })).ToBeVisibleAsync();

        // By keyboard alone: up to its parent and shut.
        await tree.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(tree.GetByRole(AriaRole.Treeitem, new() { Name = "设计部" })).ToBeHiddenAsync();

        await page.GetByPlaceholder("搜索部门名称").FillAsync("sjb");
        await tree.GetByRole(AriaRole.Treeitem, new() { Name = "设计部" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "删除", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已删除部门“设计部”")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_administrator_adds_somebody_finds_them_by_pinyin_and_disables_many_with_the_way_back()
    {
        var page = await product.BrowserAsync("wangsy", camera: false, motion: ReducedMotion.Reduce);
        await page.GotoAsync("/console/users");
        await Assertions.Expect(page.Locator("[data-table=users] tbody tr")).Not.ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "添加用户" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog);
        await drawer.GetByLabel("UserID").FillAsync("zhouml");
        await drawer.GetByLabel("姓名").FillAsync("周明亮");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("手机号和邮箱至少填写一个").First).ToBeVisibleAsync();
        await drawer.GetByLabel("邮箱").FillAsync("zhouml@xinghe.example");
        await Accessible.CleanAsync(page);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();

        await page.GetByPlaceholder("搜索姓名").FillAsync("zml");
        var row = page.Locator("[data-table=users] tbody tr", new() { HasText = "周明亮" });
        await Assertions.Expect(row).ToContainTextAsync("未激活");
        await Assertions.Expect(page.Locator("[data-table=users] tbody tr")).ToHaveCountAsync(1);
        await Accessible.CleanAsync(page);

        await row.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "禁用", Exact = true }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("将变更")).ToBeVisibleAsync();
        await Accessible.CleanAsync(page);
        await drawer.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await Assertions.Expect(drawer.GetByText("已完成")).ToBeVisibleAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "撤销", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "撤销这次操作" }).GetByRole(AriaRole.Button, new() { Name = "撤销", Exact = true }).ClickAsync();
        await Assertions.Expect(drawer.GetByText("已撤销").First).ToBeVisibleAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "关闭" }).Last.ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("未激活");
        Assert.Contains("q=zml", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_looked_at_then_written_then_taken_back()
    {
        var page = await product.BrowserAsync("wangsy", language: "en-US", camera: false, motion: ReducedMotion.Reduce);
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = "c%3Den-US%7Cuic%3Den-US", Url = product.App.Url.ToString() }]);
        await page.GotoAsync("/console/users/import");
        await Accessible.CleanAsync(page);
        await page.GetByLabel("Choose an XLSX or CSV file").Last.SetInputFilesAsync(new FilePayload
        {
            Name = "people.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("UserID,Name,E-mail\r\nimport1,Imported One,import1@xinghe.example\r\nbad id,Nobody,bad@xinghe.example\r\n"),
        });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Write 1" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-table=operation-items] tbody tr", new() { HasText = "bad id" })).ToContainTextAsync("Refused");
        await Accessible.CleanAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Write 1" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("1 undone, 0 left")).ToBeVisibleAsync();
        await page.GotoAsync("/console/users?q=import1");
        await Assertions.Expect(page.Locator("[data-table=users] .app-state")).ToBeVisibleAsync();
    }
}
