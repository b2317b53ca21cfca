using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>The console's pages of running meetings in a browser.</summary>
public sealed class ConsoleLiveTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    [Fact]
    public async Task An_operator_finds_a_running_meeting_locks_it_mutes_one_and_ends_it()
    {
        var plan = await PlanAsync();
        await using var host = await JoinAsync(plan, plan.Creator, "王思远");
        await using var guest = await JoinAsync(plan, null, "李访客");
        Assert.Null(await guest.DoAsync("mic", new { on = true }));
        using var stop = new CancellationTokenSource();
        _ = AliveAsync([host, guest], stop.Token);

        var page = await product.BrowserAsync("wangsy");
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = "c%3Den-US%7Cuic%3Den-US", Url = product.App.Url.ToString() }]);
        await page.GotoAsync("/console/live");
        var row = page.Locator("[data-live=live] tbody tr", new() { HasText = "482-913-507" });
        await Assertions.Expect(row).ToContainTextAsync("2");

        // The list is pushed by a thread that serves consoles in all languages; this one stays English.
        await page.WaitForTimeoutAsync(2500);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Live meetings" })).ToBeVisibleAsync();
        await Assertions.Expect(row.GetByRole(AriaRole.Link, new() { Name = "Control" })).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Link, new() { Name = "Control" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Lock meeting" }).ClickAsync();
        await guest.UntilStateAsync(c => (bool)c.Meeting!["locked"]!);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Unlock meeting" })).ToBeVisibleAsync();

        await page.GetByLabel("More for 李访客").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Mute", Exact = true }).ClickAsync();
        await guest.UntilStateAsync(c => !(bool)c.People[c.Me]["mic"]!);
        await Assertions.Expect(page.Locator("[data-live=live-people] tbody tr", new() { HasText = "李访客" })).ToContainTextAsync("Muted");

        await page.GetByRole(AriaRole.Button, new() { Name = "End meeting" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End meeting" }).ClickAsync();
        Assert.Equal("ended", (string?)(await guest.UntilAsync("gone"))["reason"]);
        await Assertions.Expect(page.GetByText("The meeting has ended")).ToBeVisibleAsync();
        await stop.CancelAsync();
    }

    private static async Task AliveAsync(RoomClient[] clients, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var client in clients) await client.SendTextAsync("""{"t":"ping"}""");
            await Task.Delay(TimeSpan.FromSeconds(4), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<MeetingPlan> PlanAsync()
    {
        var creator = new Actor { Kind = ActorKind.User, Tenant = new TenantId(1), User = new UserId(Ids.New(TimeProvider.System)), Name = "王思远" };
        await using var scope = product.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = creator;
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var meeting = Meeting.Quick(new MeetingSettings(), "Asia/Shanghai", creator, "482913507", TimeProvider.System);
        db.Set<Meeting>().Add(meeting);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(meeting.Id, CancellationToken.None))!;
    }

    private async Task<RoomClient> JoinAsync(MeetingPlan plan, UserId? user, string name)
    {
        var client = await product.ComeAsync(plan, name, user);
        await client.UntilAsync("snapshot");
        return client;
    }
}
