using System.Text.Json;

namespace Huitang.Media.Janus;

/// <summary>A message of the node, with the few fields that are read more than once.</summary>
internal readonly struct JanusReply(JsonElement root)
{
    // Codes of the VideoRoom plugin and of the core that mean something to us.
    public const int NoSuchSession = 458;
    public const int NoSuchHandle = 459;
    public const int NoSuchRoom = 426;
    public const int RoomExists = 427;
    public const int NoSuchFeed = 428;
    public const int PublishersFull = 432;
    public const int Unauthorized = 433;
    public const int IdExists = 436;

    public JsonElement Root { get; } = root;

    /// <summary>Kind of message: ack, success, error, event, webrtcup …</summary>
    public string Kind => Text(Root, "janus") ?? "";

    public string? Transaction => Text(Root, "transaction");

    /// <summary>Handle the message is about; 0 when it is about none.</summary>
    public long Sender => Number(Root, "sender") ?? 0;

    /// <summary>What the plugin said; an undefined element when it said nothing.</summary>
    public JsonElement Data => Root.TryGetProperty("plugindata", out var plugin) && plugin.TryGetProperty("data", out var data) ? data : default;

    /// <summary>Id in the answer to create and attach.</summary>
    public long Id => Root.TryGetProperty("data", out var data) ? Number(data, "id") ?? 0 : 0;

    public string? Sdp => Root.TryGetProperty("jsep", out var jsep) ? Text(jsep, "sdp") : null;

    public bool IsOffer => Root.TryGetProperty("jsep", out var jsep) && Text(jsep, "type") == "offer";

    /// <summary>What kind of event of the plugin this is: event, attached, updated, talking …</summary>
    public string? Event => Text(Data, "videoroom");

    /// <summary>Code and reason when the node, or its plugin, refused.</summary>
    public (int Code, string Reason)? Error
    {
        get
        {
            if (Kind == "error" && Root.TryGetProperty("error", out var error))
                return ((int)(Number(error, "code") ?? 0), Text(error, "reason") ?? "refused");
            var data = Data;
            return Number(data, "error_code") is { } code ? ((int)code, Text(data, "error") ?? "refused") : null;
        }
    }

    /// <summary>Throws what the contract promises when the node refused.</summary>
    public JanusReply OrThrow() => Error is { } e ? throw Refused(e.Code, e.Reason) : this;

    public static MediaRefusedException Refused(int code, string reason) => new(code switch
    {
        NoSuchRoom => MediaRefusal.RoomGone,
        NoSuchSession or NoSuchHandle or 424 => MediaRefusal.LegGone, // 424: not joined
        431 or 437 or 454 or 455 or 456 or 457 or 465 or 466 => MediaRefusal.BadDescription,
        403 or Unauthorized => MediaRefusal.Forbidden,
        PublishersFull => MediaRefusal.Full,
        _ => MediaRefusal.Other,
    }, code, reason);

    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt64(out var whole) ? whole : (long)value.GetDouble()
            : null;

    public static bool Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Items of an array member; none when it is missing.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
