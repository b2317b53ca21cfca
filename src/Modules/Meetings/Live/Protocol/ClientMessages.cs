using System.Text.Json.Serialization;

namespace Huitang.Meetings.Live.Protocol;

/// <summary>What the meeting client sends. One JSON object per WebSocket text message, told apart by <c>t</c>. At most 64 KiB.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Publish), "publish")]
[JsonDerivedType(typeof(Unpublish), "unpublish")]
[JsonDerivedType(typeof(Candidate), "candidate")]
[JsonDerivedType(typeof(Watch), "watch")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(Do), "do")]
[JsonDerivedType(typeof(Quality), "quality")]
[JsonDerivedType(typeof(Ping), "ping")]
internal abstract record ClientMessage
{
    private ClientMessage() { }

    /// <summary>First message on every socket, within 10 s. <c>Ticket</c> from the join request for a first entry; <c>Resume</c> from an earlier <c>welcome</c> to come back as the same participant.</summary>
    public sealed record Hello(string? Ticket, string? Resume, ClientInfo Client) : ClientMessage;

    /// <summary>Offer of a publishing peer connection. <c>Leg</c>: <c>main</c> (line 0 audio, line 1 camera with simulcast rids h,m,l) or <c>screen</c> (video, maybe audio). Also to renegotiate.</summary>
    public sealed record Publish(string Leg, string Sdp) : ClientMessage;

    /// <summary>Ends a publishing peer connection.</summary>
    public sealed record Unpublish(string Leg) : ClientMessage;

    /// <summary>ICE candidate for leg <c>main</c>, <c>screen</c> or <c>sub</c>; null text when there are no more.</summary>
    public sealed record Candidate(string Leg, [property: JsonPropertyName("candidate")] string? Text, string? Mid, int? Line) : ClientMessage;

    /// <summary>The full set of streams to receive; replaces the former set. <c>anew</c>: the receiving connection carries nothing and is to be made anew.</summary>
    public sealed record Watch(IReadOnlyList<Wish> Wishes, bool? Anew = null) : ClientMessage;

    /// <summary>Answer to the last <c>offer</c>.</summary>
    public sealed record Answer(string Sdp) : ClientMessage;

    /// <summary>Asks for something to be done; answered by <c>result</c> with the same id.</summary>
    public sealed record Do(int Id, Command Command) : ClientMessage;

    /// <summary>Quality figures of the last 10 s.</summary>
    public sealed record Quality(QualitySample Sample) : ClientMessage;

    /// <summary>Sign of life, every 5 s; answered by <c>pong</c>.</summary>
    public sealed record Ping : ClientMessage;
}

/// <summary>What the client says of itself; shown, never trusted.</summary>
/// <param name="Device">As in the console: <c>web</c>, <c>android</c>, <c>ios</c>, <c>ipad</c>, <c>mac</c>, <c>pc</c>, <c>linux</c>.</param>
/// <param name="Browser">Such as <c>Chrome 156</c>, at most 60 characters.</param>
/// <param name="Network"><c>wifi</c>, <c>wired</c>, <c>cellular</c> or <c>unknown</c>.</param>
/// <param name="Language"><c>zh-CN</c> or <c>en-US</c>.</param>
[GenerateSerializer, Immutable]
internal sealed record ClientInfo(string Device, string Browser, string Network, string Language);

/// <summary>One stream to receive. <c>Kind</c>: <c>audio</c>, <c>camera</c>, <c>screen</c>, <c>screenAudio</c>. <c>Layer</c> 0–2 for cameras.</summary>
internal sealed record Wish(string Participant, string Kind, int Layer);

/// <summary>Figures of ten seconds, from getStats. Null where nothing flowed. Rates in kbit/s, loss in percent, times in ms.</summary>
internal sealed record QualitySample
{
    /// <summary>Sending, all streams.</summary>
    public double? UpKbps { get; init; }

    /// <summary>Receiving, all streams.</summary>
    public double? DownKbps { get; init; }

    /// <summary>Packets lost on the way up, as told by the media server.</summary>
    public double? UpLoss { get; init; }

    /// <summary>Packets lost on the way down.</summary>
    public double? DownLoss { get; init; }

    /// <summary>Round trip.</summary>
    public double? Rtt { get; init; }

    /// <summary>Jitter of received audio.</summary>
    public double? Jitter { get; init; }

    /// <summary>Audio sent.</summary>
    public double? AudioUpKbps { get; init; }

    /// <summary>Audio received.</summary>
    public double? AudioDownKbps { get; init; }

    /// <summary>Microphone level, 0–100.</summary>
    public double? MicLevel { get; init; }

    /// <summary>Loudspeaker level, 0–100.</summary>
    public double? SpeakerLevel { get; init; }

    /// <summary>Camera sent.</summary>
    public double? VideoUpKbps { get; init; }

    /// <summary>Cameras received, sum.</summary>
    public double? VideoDownKbps { get; init; }

    /// <summary>Frames per second sent.</summary>
    public double? VideoUpFps { get; init; }

    /// <summary>Frames per second received, mean over visible pictures.</summary>
    public double? VideoDownFps { get; init; }

    /// <summary>Height of the sent picture in pixels.</summary>
    public int? VideoUpHeight { get; init; }

    /// <summary>Largest height received.</summary>
    public int? VideoDownHeight { get; init; }

    /// <summary>Screen sent.</summary>
    public double? ShareUpKbps { get; init; }

    /// <summary>Screen received.</summary>
    public double? ShareDownKbps { get; init; }

    /// <summary>Frames per second of the screen sent.</summary>
    public double? ShareUpFps { get; init; }

    /// <summary>Frames per second of the screen received.</summary>
    public double? ShareDownFps { get; init; }

    /// <summary>The browser reduced quality for want of processor time.</summary>
    public bool CpuLimited { get; init; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>relay</c>.</summary>
    public string? Link { get; init; }
}

/// <summary>What a participant may ask to be done. The server decides by role and rules; the client only shows what it may expect to be allowed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(SetMicrophone), "mic")]
[JsonDerivedType(typeof(SetCamera), "camera")]
[JsonDerivedType(typeof(RaiseHand), "hand")]
[JsonDerivedType(typeof(React), "react")]
[JsonDerivedType(typeof(Say), "chat")]
[JsonDerivedType(typeof(Rename), "rename")]
[JsonDerivedType(typeof(Mute), "mute")]
[JsonDerivedType(typeof(AskToUnmute), "askUnmute")]
[JsonDerivedType(typeof(MuteAll), "muteAll")]
[JsonDerivedType(typeof(UnmuteAll), "unmuteAll")]
[JsonDerivedType(typeof(StopCamera), "stopCamera")]
[JsonDerivedType(typeof(AskCamera), "askCamera")]
[JsonDerivedType(typeof(StopShare), "stopShare")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(SetRole), "role")]
[JsonDerivedType(typeof(TakeHost), "takeHost")]
[JsonDerivedType(typeof(Admit), "admit")]
[JsonDerivedType(typeof(Deny), "deny")]
[JsonDerivedType(typeof(ToWaitingRoom), "toWaitingRoom")]
[JsonDerivedType(typeof(LowerHands), "lowerHands")]
[JsonDerivedType(typeof(Lock), "lock")]
[JsonDerivedType(typeof(ChangeRules), "rules")]
[JsonDerivedType(typeof(Suspend), "suspend")]
[JsonDerivedType(typeof(Leave), "leave")]
[JsonDerivedType(typeof(End), "end")]
[GenerateSerializer, Immutable]
internal abstract record Command
{
    private Command() { }

    /// <summary>Own microphone on or off.</summary>
    [GenerateSerializer, Immutable]
    public sealed record SetMicrophone(bool On) : Command;

    /// <summary>Own camera on or off.</summary>
    [GenerateSerializer, Immutable]
    public sealed record SetCamera(bool On) : Command;

    /// <summary>Own hand up or down.</summary>
    [GenerateSerializer, Immutable]
    public sealed record RaiseHand(bool Up) : Command;

    /// <summary>Short-lived reaction: one of 👍 👏 🎉 ❤️ 😂 😮.</summary>
    [GenerateSerializer, Immutable]
    public sealed record React(string Emoji) : Command;

    /// <summary>Chat text of 1–2,000 characters; <c>To</c> is a participant id for a private one.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Say(string Text, string? To) : Command;

    /// <summary>New display name, 1–20 characters; <c>Target</c> null for oneself.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Rename(string? Target, string Name) : Command;

    /// <summary>Host: mutes one.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Mute(string Target) : Command;

    /// <summary>Host: asks one to unmute; their next press is allowed.</summary>
    [GenerateSerializer, Immutable]
    public sealed record AskToUnmute(string Target) : Command;

    /// <summary>Host: mutes everybody but hosts, now and on entry.</summary>
    [GenerateSerializer, Immutable]
    public sealed record MuteAll(bool SelfUnmute) : Command;

    /// <summary>Host: lifts the rule and asks everybody to unmute.</summary>
    [GenerateSerializer, Immutable]
    public sealed record UnmuteAll : Command;

    /// <summary>Host: turns one's camera off.</summary>
    [GenerateSerializer, Immutable]
    public sealed record StopCamera(string Target) : Command;

    /// <summary>Host: asks one to turn the camera on.</summary>
    [GenerateSerializer, Immutable]
    public sealed record AskCamera(string Target) : Command;

    /// <summary>Host: stops one's screen sharing.</summary>
    [GenerateSerializer, Immutable]
    public sealed record StopShare(string Target) : Command;

    /// <summary>Host: removes people; without <c>MayReturn</c> they cannot come back.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Remove(IReadOnlyList<string> Targets, bool MayReturn) : Command;

    /// <summary>Host: <c>member</c>, <c>cohost</c> or <c>host</c> (hand-over).</summary>
    [GenerateSerializer, Immutable]
    public sealed record SetRole(string Target, string Role) : Command;

    /// <summary>Creator: takes the host role back.</summary>
    [GenerateSerializer, Immutable]
    public sealed record TakeHost : Command;

    /// <summary>Host: admits from the waiting room; empty list means all.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Admit(IReadOnlyList<string> Targets) : Command;

    /// <summary>Host: refuses in the waiting room; empty list means all.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Deny(IReadOnlyList<string> Targets, bool MayReturn) : Command;

    /// <summary>Host: sends one back to the waiting room.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ToWaitingRoom(string Target) : Command;

    /// <summary>Host: lowers one hand, or all when null.</summary>
    [GenerateSerializer, Immutable]
    public sealed record LowerHands(string? Target) : Command;

    /// <summary>Host: locks or unlocks the meeting.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Lock(bool On) : Command;

    /// <summary>Host: changes rules; null leaves a rule as it is.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ChangeRules(RuleChange Change) : Command;

    /// <summary>Host: suspends all activities: microphones, cameras, sharing and chat of members off, locked, waiting room on.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Suspend : Command;

    /// <summary>Leaves; a host leaving hands over first by rule.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Leave : Command;

    /// <summary>Host: ends for all.</summary>
    [GenerateSerializer, Immutable]
    public sealed record End : Command;
}

/// <summary>Rules to change; null leaves a rule as it is. Enum values as in the meeting settings.</summary>
[GenerateSerializer, Immutable]
internal sealed record RuleChange
{
    /// <summary>Waiting room on or off.</summary>
    [Id(0)] public bool? WaitingRoom { get; init; }

    /// <summary>Microphones of arrivals.</summary>
    [Id(1)] public MuteOnEntry? MuteOnEntry { get; init; }

    /// <summary>May muted people unmute themselves.</summary>
    [Id(2)] public bool? SelfUnmute { get; init; }

    /// <summary>Who may enter.</summary>
    [Id(3)] public JoinLimit? JoinLimit { get; init; }

    /// <summary>May people rename themselves.</summary>
    [Id(4)] public bool? AllowRename { get; init; }

    /// <summary>Chat rule.</summary>
    [Id(5)] public ChatRule? Chat { get; init; }

    /// <summary>May everybody share.</summary>
    [Id(6)] public bool? ShareByAll { get; init; }

    /// <summary>May everybody turn the camera on.</summary>
    [Id(7)] public bool? CameraByAll { get; init; }

    /// <summary>May people raise a hand.</summary>
    [Id(8)] public bool? RaiseHand { get; init; }

    /// <summary>Watermark.</summary>
    [Id(9)] public WatermarkStyle? Watermark { get; init; }

    /// <summary>Hide code and password.</summary>
    [Id(10)] public bool? HideCode { get; init; }

    /// <summary>May people enter before a host.</summary>
    [Id(11)] public bool? JoinBeforeHost { get; init; }
}
