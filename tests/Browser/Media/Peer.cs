using System.Text.Json;
using Huitang.Media;
using Microsoft.Playwright;

namespace Huitang.Browser.Media;

/// <summary>What arrived on one media line so far.</summary>
internal sealed record Arrived(long Bytes, long Frames, int Width);

/// <summary>A page that publishes and receives, joined to the media server by this process.</summary>
internal sealed class Peer(IPage page, IMediaServer media, MediaRoom room, string feed) : IAsyncDisposable
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPublisherLeg? _up;
    private ISubscriberLeg? _down;
    private string[] _blocked = [];

    public string Feed => feed;

    public IReadOnlyList<FeedStream> Streams { get; private set; } = [];

    public IReadOnlyList<SubscribedStream> Lines { get; private set; } = [];

    public int Offers { get; private set; }

    public List<MediaLegEvent.Talking> Talks { get; } = [];

    public bool Gone { get; private set; }

    public ISubscriberLeg Down => _down!;

    public StreamRef Audio => new(feed, Streams.Single(s => s.Kind == "audio").Mid);

    public StreamRef Video => new(feed, Streams.Single(s => s.Kind == "video").Mid);

    public static async Task<Peer> OpenAsync(IBrowser browser, IMediaServer media, MediaRoom room, string feed)
    {
        var context = await browser.NewContextAsync(new() { Permissions = ["camera", "microphone"] });
        var page = await context.NewPageAsync();
        var peer = new Peer(page, media, room, feed);
        var html = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Media", "peer.html"));
        await page.RouteAsync("**/*", r => r.FulfillAsync(new() { Body = html, ContentType = "text/html" }));
        await page.ExposeFunctionAsync<string, Task<string>>("tellOffer", peer.OfferAsync);
        await page.ExposeFunctionAsync<string, Task<bool>>("tellAnswer", peer.AnswerAsync);
        await page.ExposeFunctionAsync<string, string?, string?, int?, Task<bool>>("tellCandidate", peer.CandidateAsync);
        await page.GotoAsync("http://localhost/");
        return peer;
    }

    public async Task PublishAsync(int width = 320, int height = 180, bool layers = false, params string[] blocked)
    {
        if (_up is not null) await _up.DisposeAsync();
        _blocked = blocked;
        _up = await media.PublishLegAsync(room, feed, OnUpAsync, default);
        await page.EvaluateAsync("a => publish(a.width, a.height, a.layers)", new { width, height, layers });
    }

    public Task ConnectedAsync() => _connected.Task.WaitAsync(TimeSpan.FromSeconds(15));

    public async Task WatchAsync(params StreamRef[] streams)
    {
        if (_down is null || Gone)
        {
            if (_down is not null) await _down.DisposeAsync();
            await page.EvaluateAsync("forgetDown()");
            Gone = false;
            _down = await media.SubscribeLegAsync(room, feed, OnDownAsync, default);
        }

        await _down.SetAsync(streams, default);
    }

    /// <summary>What arrived from a feed's stream, by the media line that carries it now.</summary>
    public async Task<Arrived> ArrivedAsync(StreamRef stream)
    {
        using var all = JsonDocument.Parse(await page.EvaluateAsync<string>("received().then(JSON.stringify)"));
        var mid = Lines.FirstOrDefault(l => l.Feed == stream.Feed && l.FeedMid == stream.Mid)?.Mid;
        return mid is not null && all.RootElement.TryGetProperty(mid, out var v)
            ? new(v.GetProperty("bytes").GetInt64(), v.GetProperty("frames").GetInt64(), v.GetProperty("width").GetInt32())
            : new(0, 0, 0);
    }

    /// <summary>What is sent, by layer, for messages of failures.</summary>
    public Task<string> SentAsync() => page.EvaluateAsync<string>("sent().then(JSON.stringify)");

    /// <summary>Waits until something holds of what arrived.</summary>
    public async Task<Arrived> UntilAsync(StreamRef stream, Func<Arrived, bool> holds, int seconds, string what)
    {
        var end = Environment.TickCount64 + seconds * 1000;
        Arrived now;
        do
        {
            now = await ArrivedAsync(stream);
            if (holds(now)) return now;
            await Task.Delay(50);
        }
        while (Environment.TickCount64 < end);

        throw new TimeoutException($"{feed} ← {stream}: {what}; at the end {now}, lines {string.Join(", ", Lines)}");
    }

    /// <summary>Waits until frames (or bytes of audio) grow by some.</summary>
    public async Task GrowsAsync(StreamRef stream, bool video, int seconds = 10)
    {
        var before = await ArrivedAsync(stream);
        await UntilAsync(stream, a => video ? a.Frames >= before.Frames + 3 : a.Bytes >= before.Bytes + 300, seconds, "does not grow");
    }

    /// <summary>Bytes that come within a while.</summary>
    public async Task<long> ComesAsync(StreamRef stream, int milliseconds)
    {
        var before = await ArrivedAsync(stream);
        await Task.Delay(milliseconds);
        return (await ArrivedAsync(stream)).Bytes - before.Bytes;
    }

    private async Task<string> OfferAsync(string sdp)
    {
        var answer = await _up!.PublishAsync(sdp, _blocked, default);
        Streams = answer.Streams;
        return answer.Sdp;
    }

    private async Task<bool> AnswerAsync(string sdp)
    {
        await _down!.AnswerAsync(sdp, default);
        return true;
    }

    private async Task<bool> CandidateAsync(string leg, string? text, string? mid, int? index)
    {
        var candidate = new MediaCandidate(text, mid, index);
        await (leg == "up" ? _up!.CandidateAsync(candidate, default) : _down!.CandidateAsync(candidate, default));
        return true;
    }

    private Task OnUpAsync(MediaLegEvent value)
    {
        if (value is MediaLegEvent.Connected) _connected.TrySetResult();
        if (value is MediaLegEvent.Talking talking) Talks.Add(talking);
        return Task.CompletedTask;
    }

    private async Task OnDownAsync(MediaLegEvent value)
    {
        if (value is MediaLegEvent.Gone) Gone = true;
        if (value is not MediaLegEvent.Offer offer) return;
        Offers++;
        Lines = offer.Value.Streams;
        await page.EvaluateAsync("sdp => { takeOffer(sdp); }", offer.Value.Sdp);
    }

    public async ValueTask DisposeAsync()
    {
        if (_up is not null) await _up.DisposeAsync();
        if (_down is not null) await _down.DisposeAsync();
        await page.Context.CloseAsync();
    }
}
