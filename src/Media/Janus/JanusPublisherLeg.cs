using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

internal sealed class JanusPublisherLeg(JanusConnection node, MediaRoom room, string feed, long handle, Func<MediaLegEvent, Task> onEvent, ILogger log)
    : JanusLeg(node, room, handle, onEvent, log), IPublisherLeg
{
    private readonly SemaphoreSlim _publishing = new(1);
    private volatile IReadOnlyList<FeedStream> _streams = [];
    private bool _published;

    public string Feed { get; } = feed;

    /// <summary>Enters the room; a feed id that is taken is refused by the node.</summary>
    public Task JoinAsync(CancellationToken ct) =>
        AskAsync(new JsonObject { ["request"] = "join", ["ptype"] = "publisher", ["room"] = Room.Room, ["id"] = Feed }, null, ct);

    /// <inheritdoc/>
    public async Task<PublishAnswer> PublishAsync(string sdpOffer, IReadOnlyCollection<string> blockBeforeAnswer, CancellationToken ct)
    {
        await _publishing.WaitAsync(ct);
        try
        {
            if (!_published && blockBeforeAnswer.Contains("video")) sdpOffer = WithoutLayers(sdpOffer);
            // A second "publish" would be refused: a new offer on a running connection is a "configure".
            var reply = await AskAsync(new JsonObject { ["request"] = _published ? "configure" : "publish" }, Jsep("offer", sdpOffer), ct);
            _published = true;
            var sdp = reply.Sdp ?? throw new MediaRefusedException(MediaRefusal.BadDescription, 0, "The node gave no answer to the offer");
            _streams = [.. JanusReply.Items(reply.Data, "streams")
                .Where(s => !JanusReply.Flag(s, "disabled") && JanusReply.Text(s, "mid") is not null && JanusReply.Text(s, "type") is "audio" or "video")
                .Select(s => new FeedStream(JanusReply.Text(s, "mid")!, JanusReply.Text(s, "type")!))];

            // Nothing can flow before the browser has the answer, so what is blocked here was never heard or seen.
            foreach (var stream in _streams.Where(s => blockBeforeAnswer.Contains(s.Kind)))
                (await Node.DeskAsync(JanusRequests.Moderate(Room, Feed, stream.Mid, true), ct)).OrThrow();
            return new PublishAnswer(sdp, _streams);
        }
        finally
        {
            _publishing.Release();
        }
    }

    // The node learns which packets are which layer from a header that browsers send only in the beginning, and does not look at it
    // while the stream is blocked: it would never let the picture through again. So such a picture gets one layer.
    internal static string WithoutLayers(string sdp) => string.Join("\r\n", sdp.Split('\n').Select(l => l.TrimEnd('\r')).Where(l =>
        !l.StartsWith("a=simulcast:", StringComparison.Ordinal) && !l.StartsWith("a=rid:", StringComparison.Ordinal)
        && !(l.StartsWith("a=extmap:", StringComparison.Ordinal) && l.EndsWith("rtp-stream-id", StringComparison.Ordinal))));

    /// <inheritdoc/>
    public Task KeyFrameAsync(CancellationToken ct) => KeyFrameAsync([.. _streams.Where(s => s.Kind == "video").Select(s => s.Mid)], ct);

    /// <summary>Asks for a key frame when the media line is a video; twice, for a browser that has just made one makes no other for 300 ms.</summary>
    public async Task KeyFrameOfAsync(string mid, CancellationToken ct)
    {
        if (!_streams.Any(s => s.Mid == mid && s.Kind == "video")) return;
        await KeyFrameAsync([mid], ct);
        _ = LaterAsync();

        async Task LaterAsync()
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(400), Node.Time, CancellationToken.None);
                await KeyFrameAsync([mid], default);
            }
            catch (Exception e) when (e is MediaUnavailableException or MediaRefusedException)
            {
                Log.LogDebug(e, "No second key frame from {Feed}", Feed);
            }
        }
    }

    private async Task KeyFrameAsync(string[] mids, CancellationToken ct)
    {
        if (mids.Length == 0) return;
        var streams = new JsonArray([.. mids.Select(m => (JsonNode)new JsonObject { ["mid"] = m, ["keyframe"] = true })]);
        await AskAsync(new JsonObject { ["request"] = "configure", ["streams"] = streams }, null, ct);
    }

    protected override void OnPluginEvent(JanusReply reply)
    {
        // Everybody's talking is told to every publisher; only our own is of interest here.
        if (reply.Event is not ("talking" or "stopped-talking") || JanusReply.Text(reply.Data, "id") != Feed) return;
        var level = JanusReply.Number(reply.Data, "audio-level-dBov-avg") ?? 127;
        Tell(new MediaLegEvent.Talking(reply.Event == "talking", (int)level));
    }

    public override async Task RecheckAsync()
    {
        try
        {
            var list = await Node.DeskAsync(JanusRequests.OfRoom("listparticipants", Room), default);
            var there = list.Error is null && JanusReply.Items(list.Data, "participants")
                .Any(p => JanusReply.Text(p, "id") == Feed && (!_published || JanusReply.Flag(p, "publisher")));
            if (!there) Lost("lost while the node was out of reach");
        }
        catch (MediaUnavailableException)
        {
            // down again; the next connection asks again
        }
    }
}
