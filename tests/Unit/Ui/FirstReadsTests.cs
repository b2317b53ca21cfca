using Huitang.Ui;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace Huitang.Unit.Ui;

/// <summary>What a page shows first is read once, for the page that is sent and the live one after it.</summary>
public sealed class FirstReadsTests
{
    private static readonly RendererInfo Sent = new("Static", isInteractive: false);
    private static readonly RendererInfo Live = new("Server", isInteractive: true);

    private readonly Clock _time = new();
    private readonly FirstReadStore _store;
    private int _asked;

    public FirstReadsTests() => _store = new FirstReadStore(_time);

    [Fact]
    public async Task The_live_page_shows_what_the_sent_one_read_and_asks_anew_from_then_on()
    {
        var ticket = await SendAsync();
        var live = new FirstReads(_store) { Ticket = ticket };
        var taken = live.ReadAsync(Live, ("figures", 7), AskAsync);
        Assert.True(taken.IsCompletedSuccessfully);
        Assert.Equal((1, 1), (await taken, _asked));
        Assert.Equal((2, 2), (await live.ReadAsync(Live, ("figures", 7), AskAsync), _asked));
    }

    [Fact]
    public async Task Another_question_another_page_and_a_page_that_was_not_sent_ask_for_themselves()
    {
        var ticket = await SendAsync();
        Assert.Equal(2, await new FirstReads(_store) { Ticket = ticket }.ReadAsync(Live, ("figures", 8), AskAsync));
        Assert.Equal(3, await new FirstReads(_store) { Ticket = "another" }.ReadAsync(Live, ("figures", 7), AskAsync));
        Assert.Equal(4, await new FirstReads(_store).ReadAsync(Live, ("figures", 7), AskAsync));
    }

    [Fact]
    public async Task A_page_that_comes_alive_late_reads_anew_and_what_nobody_came_for_is_let_go()
    {
        var ticket = await SendAsync();
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(2, await new FirstReads(_store) { Ticket = ticket }.ReadAsync(Live, ("figures", 7), AskAsync));
        await SendAsync();
        _time.Advance(TimeSpan.FromSeconds(16));
        await SendAsync();
        Assert.Equal(1, _store.Count);
    }

    [Fact]
    public async Task What_failed_for_the_sent_page_is_asked_again()
    {
        var sent = new FirstReads(_store);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sent.ReadAsync(Sent, ("figures", 7), () => Task.FromException<int>(new InvalidOperationException())));
        Assert.Equal(1, await new FirstReads(_store) { Ticket = sent.Ticket }.ReadAsync(Live, ("figures", 7), AskAsync));
    }

    [Fact]
    public async Task A_page_is_sent_without_its_content_when_that_takes_long_and_the_live_one_waits_for_the_same()
    {
        var slow = new TaskCompletionSource<int>();
        var sent = new FirstReads(_store);
        Assert.False(await FirstReads.ThereAsync(Sent, sent.ReadAsync(Sent, ("figures", 7), () => slow.Task)));
        var live = new FirstReads(_store) { Ticket = sent.Ticket }.ReadAsync(Live, ("figures", 7), AskAsync);
        Assert.False(live.IsCompleted);
        slow.SetResult(42);
        Assert.Equal((42, 0), (await live, _asked));
    }

    private async Task<string> SendAsync()
    {
        var sent = new FirstReads(_store);
        await sent.ReadAsync(Sent, ("figures", 7), AskAsync);
        return sent.Ticket!;
    }

    private Task<int> AskAsync() => Task.FromResult(++_asked);
}
