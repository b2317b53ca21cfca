namespace Huitang.Media;

/// <summary>A media room on one node. The number is chosen by us, so that a room can be made again after the node lost it.</summary>
/// <param name="Node">Id of the media node.</param>
/// <param name="Room">Room id on the node (any string of letters, digits and dashes).</param>
/// <param name="Secret">Secret that control requests carry; never leaves the server.</param>
public sealed record MediaRoom(string Node, string Room, string Secret);

/// <summary>How a room is to behave.</summary>
/// <param name="MaxPublishers">Upper bound of feeds in the room.</param>
/// <param name="Bitrate">Target bit rate of a video feed, bit/s.</param>
public sealed record MediaRoomOptions(int MaxPublishers = 1000, int Bitrate = 1_200_000);

/// <summary>One media line of a feed, as the media server numbered it.</summary>
/// <param name="Mid">Media line id inside the feed.</param>
/// <param name="Kind"><c>audio</c> or <c>video</c>.</param>
public sealed record FeedStream(string Mid, string Kind);

/// <summary>Answer to a publish: the SDP for the browser and the streams now in the room.</summary>
public sealed record PublishAnswer(string Sdp, IReadOnlyList<FeedStream> Streams);

/// <summary>A stream somebody wants to receive.</summary>
/// <param name="Feed">Feed id of the publisher.</param>
/// <param name="Mid">Its media line.</param>
public sealed record StreamRef(string Feed, string Mid);

/// <summary>What a subscriber's media lines carry after an update. A line without a feed is idle and will be reused.</summary>
/// <param name="Mid">Media line of the subscriber's own peer connection.</param>
/// <param name="Feed">Feed it carries, or null.</param>
/// <param name="FeedMid">Media line of that feed.</param>
public sealed record SubscribedStream(string Mid, string? Feed, string? FeedMid);

/// <summary>An SDP offer for a subscriber; may come at any time, always to be answered.</summary>
public sealed record SubscribeOffer(string Sdp, IReadOnlyList<SubscribedStream> Streams);

/// <summary>An ICE candidate of the browser; null text means no more will come.</summary>
public sealed record MediaCandidate(string? Candidate, string? SdpMid, int? SdpMLineIndex);

/// <summary>What a media leg (publisher or subscriber handle) tells its owner. Raised in order, never concurrently for one leg.</summary>
public abstract record MediaLegEvent
{
    private MediaLegEvent() { }

    /// <summary>A new offer for the subscriber.</summary>
    public sealed record Offer(SubscribeOffer Value) : MediaLegEvent;

    /// <summary>The peer connection works.</summary>
    public sealed record Connected : MediaLegEvent;

    /// <summary>The peer connection or the handle is gone; <c>Reason</c> is for logs. The last event of a leg; the owner still disposes it.</summary>
    public sealed record Gone(string Reason) : MediaLegEvent;

    /// <summary>The server started or stopped receiving a stream.</summary>
    public sealed record Receiving(string Mid, bool Yes) : MediaLegEvent;

    /// <summary>The publisher began or stopped talking; level in -dBov, lower is louder.</summary>
    public sealed record Talking(bool Yes, int Level) : MediaLegEvent;
}

/// <summary>A publisher's connection to a media room: one peer connection with up to one audio and one video line (screen sharing uses a leg of its own).</summary>
public interface IPublisherLeg : IAsyncDisposable
{
    /// <summary>Feed id in the room.</summary>
    string Feed { get; }

    /// <summary>Publishes, or renegotiates an existing publication, with the browser's offer. <paramref name="blockBeforeAnswer"/>: streams of these kinds are blocked in the media server before the answer is returned, so that nothing slips through. Meant for <c>audio</c>: a video line blocked from the start loses its layers, and its first picture may be long in coming once it is unblocked. A video blocked this way is published in a single layer.</summary>
    Task<PublishAnswer> PublishAsync(string sdpOffer, IReadOnlyCollection<string> blockBeforeAnswer, CancellationToken ct);

    /// <summary>Passes a candidate on.</summary>
    Task CandidateAsync(MediaCandidate candidate, CancellationToken ct);

    /// <summary>Asks the browser for a key frame.</summary>
    Task KeyFrameAsync(CancellationToken ct);
}

/// <summary>A viewer's connection: one peer connection that carries all streams the viewer receives.</summary>
public interface ISubscriberLeg : IAsyncDisposable
{
    /// <summary>Makes the set of received streams equal to <paramref name="wanted"/> (a diff is sent). Offers come as <see cref="MediaLegEvent.Offer"/>. Serialised inside; safe to call before the last offer was answered: changes are then gathered and sent after the answer. Streams whose feed is not there are left out, and added by themselves if the feed connects later in this process.</summary>
    Task SetAsync(IReadOnlyCollection<StreamRef> wanted, CancellationToken ct);

    /// <summary>Passes the browser's answer to the last offer. There is never more than one offer without an answer.</summary>
    Task AnswerAsync(string sdpAnswer, CancellationToken ct);

    /// <summary>Passes a candidate on.</summary>
    Task CandidateAsync(MediaCandidate candidate, CancellationToken ct);

    /// <summary>Chooses the simulcast layer (0 lowest – 2 highest) of a wanted stream; kept while it is wanted. A layer the publisher does not send leaves the picture as it is.</summary>
    Task PreferLayerAsync(StreamRef stream, int layer, CancellationToken ct);
}

/// <summary>State of a media node as this process sees it.</summary>
/// <param name="Node">Node id.</param>
/// <param name="Up">Whether it answers.</param>
/// <param name="Generation">Grows each time the node lost its rooms (restart or lost session): rooms of an older generation must be made again and legs are dead.</param>
/// <param name="Problem">Why it is down, in English for logs; null when up.</param>
public sealed record MediaNodeState(string Node, bool Up, long Generation, string? Problem);

/// <summary>
/// The media servers, without their vocabulary. One instance per process; talks to every node over one connection.
/// While a node is down, and for a node that was never named, every call fails at once with <see cref="MediaUnavailableException"/>;
/// what the node refuses fails with <see cref="MediaRefusedException"/>.
/// </summary>
public interface IMediaServer
{
    /// <summary>Raised when a node goes down, comes back, or lost its rooms.</summary>
    event Action<MediaNodeState>? NodeChanged;

    /// <summary>All nodes known.</summary>
    IReadOnlyList<MediaNodeState> Nodes { get; }

    /// <summary>Adds or replaces a node (no effect when it is known under the same address). Returns after the first attempt to connect; a node that does not answer is tried again for good.</summary>
    Task UseNodeAsync(MediaNodeAddress node, CancellationToken ct);

    /// <summary>Gives a node up: its legs are told that they are gone. No effect when it is not known.</summary>
    Task ForgetNodeAsync(string node, CancellationToken ct);

    /// <summary>Makes the room if the node does not have it; no effect when it is there.</summary>
    Task EnsureRoomAsync(MediaRoom room, MediaRoomOptions options, CancellationToken ct);

    /// <summary>Destroys the room; everyone in it is disconnected. No effect when it is gone.</summary>
    Task CloseRoomAsync(MediaRoom room, CancellationToken ct);

    /// <summary>
    /// Opens a publisher leg. Events come on <paramref name="onEvent"/>. An older leg of the same feed, here or in another process, is thrown out.
    /// Others can receive the feed once <see cref="MediaLegEvent.Connected"/> was raised.
    /// </summary>
    Task<IPublisherLeg> PublishLegAsync(MediaRoom room, string feed, Func<MediaLegEvent, Task> onEvent, CancellationToken ct);

    /// <summary>Opens a subscriber leg for a viewer.</summary>
    Task<ISubscriberLeg> SubscribeLegAsync(MediaRoom room, string viewer, Func<MediaLegEvent, Task> onEvent, CancellationToken ct);

    /// <summary>Blocks or unblocks one stream for everybody. False when feed or room is gone: normal, they left meanwhile. Unblocking video asks for a key frame.</summary>
    Task<bool> BlockAsync(MediaRoom room, StreamRef stream, bool blocked, CancellationToken ct);

    /// <summary>Throws a feed out of the room. False when it is gone already. What the same person receives ends with their subscriber leg, not with this.</summary>
    Task<bool> KickAsync(MediaRoom room, string feed, CancellationToken ct);

    /// <summary>Feeds now in the room, for reconciliation; null when the room is gone.</summary>
    Task<IReadOnlyList<string>?> FeedsAsync(MediaRoom room, CancellationToken ct);
}

/// <summary>Where a media node is and the secrets to talk to it.</summary>
/// <param name="Node">Node id.</param>
/// <param name="Url">WebSocket address of its API.</param>
/// <param name="ApiSecret">Secret of the API.</param>
/// <param name="AdminKey">Key that may create rooms.</param>
public sealed record MediaNodeAddress(string Node, Uri Url, string ApiSecret, string AdminKey);
