using Huitang.Kernel;
using Huitang.Meetings.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>The main job with real browsers, a real media server and a real database.</summary>
[Collection(ProductCollection.Name)]
public sealed class MainJobTests(ProductFixture product)
{
    [Fact]
    public async Task A_scheduled_meeting_is_held_controlled_from_the_console_ended_and_explained()
    {
        var host = await product.BrowserAsync("wangsy");
        var link = await ScheduleAsync(host, "产品周会");
        var a = await RoomPage.JoinAsync(host, link);
        await a.InAsync();
        var b = await RoomPage.JoinAsync(await product.BrowserAsync("chenjing"), link);
        await b.InAsync();

        await a.GrowsAsync("video", "framesDecoded", 5);
        await b.GrowsAsync("video", "framesDecoded", 5);
        await a.GrowsAsync("audio", "totalAudioEnergy", 0.0001);
        await b.GrowsAsync("audio", "totalAudioEnergy", 0.0001);

        // The console, without joining: the meeting is in the live list, one person is muted by name.
        var console = await product.BrowserAsync("wangsy");
        await console.GotoAsync("/console/live");
        await console.Locator("[data-live=live] tbody tr", new() { HasText = "产品周会" }).GetByRole(AriaRole.Link, new() { Name = "会议控制" }).ClickAsync();
        await console.GetByLabel("陈静的更多操作").ClickAsync();
        await console.GetByRole(AriaRole.Menuitem, new() { Name = "静音", Exact = true }).ClickAsync();
        await b.Page.WaitForFunctionAsync("() => window.huitang.state().people.find(p => p.id === window.huitang.state().you)?.mic === false");
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        Assert.Equal(0, await a.GrowthAsync("audio", "packetsReceived", TimeSpan.FromSeconds(2)));

        // A changed client that goes on sending is not heard: the media server blocks it.
        await b.Page.EvaluateAsync("""
            async () => {
              const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
              const sender = window.huitang.pcs().main.getSenders().find(s => !s.track || s.track.kind === 'audio');
              await sender.replaceTrack(stream.getAudioTracks()[0]);
            }
            """);
        Assert.Equal(0, await a.GrowthAsync("audio", "packetsReceived", TimeSpan.FromSeconds(2)));

        await Task.Delay(11_000, TestContext.Current.CancellationToken);
        await console.GetByRole(AriaRole.Button, new() { Name = "结束会议" }).ClickAsync();
        await console.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "结束会议" }).ClickAsync();
        await Assertions.Expect(a.Page.GetByText("会议已结束").First).ToBeVisibleAsync();
        await Assertions.Expect(b.Page.GetByText("会议已结束").First).ToBeVisibleAsync();

        // What happened: the right people with their times, and quality made of their own samples.
        await console.GotoAsync("/console/ended");
        await console.GetByRole(AriaRole.Link, new() { Name = "产品周会" }).First.ClickAsync();
        await console.GetByRole(AriaRole.Tab, new() { Name = "参会记录" }).ClickAsync();
        var (room, people) = await FactsAsync("产品周会");
        Assert.Equal(["王思远", "陈静"], people.OrderBy(p => p.JoinedAt).Select(p => p.Name));
        Assert.All(people, p => Assert.Equal(room.ClosedAt, p.LeftAt));
        foreach (var person in people)
            await Assertions.Expect(console.Locator("tbody tr", new() { HasText = person.Name }).First).ToContainTextAsync(TimeZoneInfo.ConvertTime(person.JoinedAt, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(people, p => Assert.NotNull(p.Quality));
    }

    private static async Task<string> ScheduleAsync(IPage page, string subject)
    {
        await page.GotoAsync("/my/schedule");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.GetByLabel("会议主题").FillAsync(subject);
        await page.GetByRole(AriaRole.Button, new() { Name = "预定会议" }).Last.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/my/meetings/", StringComparison.Ordinal));
        var link = await page.Locator("a[href*='/m/']").First.GetAttributeAsync("href");
        return new Uri(link!, UriKind.RelativeOrAbsolute).IsAbsoluteUri ? new Uri(link!).PathAndQuery : link!;
    }

    private async Task<(MediaRoomRow Room, List<ParticipationRow> People)> FactsAsync(string subject)
    {
        await using var scope = product.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(new TenantId(1));
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var room = await db.Set<MediaRoomRow>().SingleAsync(r => r.Subject == subject);
        return (room, await db.Set<ParticipationRow>().Where(p => p.MediaRoomId == room.Id).ToListAsync());
    }
}
