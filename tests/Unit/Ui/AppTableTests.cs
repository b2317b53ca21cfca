using Bunit;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Unit.Ui;

/// <summary>The table: pages, order, selection over pages, and its four states.</summary>
public sealed class AppTableTests : BunitContext
{
    private readonly List<TableRequest> _asked = [];
    private Func<TableRequest, TablePage<int>> _answer = r => new(Enumerable.Range((r.Number - 1) * r.Size + 1, r.Size).ToList(), 45);

    public AppTableTests()
    {
        Services.AddUi();
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new RendererInfo("Server", true));
    }

    [Fact]
    public void Pages_and_order_are_asked_of_the_server()
    {
        var table = Show();
        Assert.Equal(new TableRequest(1, 20, "n"), _asked[^1]);
        Assert.Equal(20, table.FindAll("tbody tr").Count);
        table.FindAll(".app-pager a")[0].Click();
        Assert.Equal(2, _asked[^1].Number);
        table.Find("a.app-sort").Click();
        Assert.Equal(new TableRequest(1, 20, "n", true), _asked[^1]);
        Assert.Equal("descending", table.Find("th[aria-sort]").GetAttribute("aria-sort"));
        table.Find(".app-pager select").Change("50");
        Assert.Equal(50, _asked[^1].Size);
    }

    [Fact]
    public void Choice_is_kept_over_pages_and_can_be_cleared()
    {
        var table = Show();
        table.Find("tbody input[type=checkbox]").Change(true);
        table.FindAll(".app-pager a")[0].Click();
        table.Find("thead input[type=checkbox]").Change(true);
        Assert.Equal(21, table.Instance.Selected.Count);
        Assert.Contains("21", table.Find(".app-table-picked").TextContent, StringComparison.Ordinal);
        table.Find(".app-table-bar .app-btn-text").Click();
        Assert.Empty(table.Instance.Selected);
    }

    [Fact]
    public void A_new_filter_goes_back_to_page_one()
    {
        var table = Show();
        table.FindAll(".app-pager a")[0].Click();
        table.Render(p => p.Add(t => t.Filter, "x"));
        Assert.Equal(1, _asked[^1].Number);
        var before = _asked.Count;
        table.Render(p => p.Add(t => t.Filter, "x"));
        Assert.Equal(before, _asked.Count);
    }

    [Fact]
    public void A_page_that_no_longer_exists_becomes_the_last()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/x?page=9");
        _answer = r => r.Number > 3 ? new([], 45) : new([1], 45);
        Show();
        Assert.Equal(3, _asked[^1].Number);
    }

    [Fact]
    public void Failure_offers_another_try_and_nothing_else_is_lost()
    {
        _answer = _ => TablePage.Failed<int>("down");
        var table = Show();
        Assert.Contains("down", table.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        _answer = _ => new([7], 1);
        table.Find("[role=alert] button").Click();
        Assert.Single(table.FindAll("tbody tr"));
    }

    [Fact]
    public void No_rows_and_no_rights_look_different()
    {
        _answer = _ => new([], 0);
        Assert.NotEmpty(Show().FindAll(".app-state"));
        _answer = _ => TablePage.NoPermission<int>();
        Assert.Empty(Show().FindAll("table"));
    }

    private IRenderedComponent<AppTable<int>> Show() => Render<AppTable<int>>(p => p
        .Add(t => t.Id, "t")
        .Add(t => t.Key, n => n)
        .Add(t => t.Selectable, true)
        .Add(t => t.Sort, "n")
        .Add(t => t.Load, (request, _) =>
        {
            _asked.Add(request);
            return Task.FromResult(_answer(request));
        })
        .Add(t => t.Columns, builder =>
        {
            builder.OpenComponent<AppColumn<int>>(0);
            builder.AddAttribute(1, "Id", "n");
            builder.AddAttribute(2, "Title", "N");
            builder.AddAttribute(3, "Sortable", true);
            builder.AddAttribute(4, "Value", (Func<int, string?>)(n => n.ToString()));
            builder.CloseComponent();
        }));
}
