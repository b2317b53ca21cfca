using System.Text.Json.Nodes;

namespace Huitang.Media.Janus;

/// <summary>Bodies of the requests that more than one place sends.</summary>
internal static class JanusRequests
{
    public static JsonObject OfRoom(string request, MediaRoom room) =>
        new() { ["request"] = request, ["room"] = room.Room, ["secret"] = room.Secret };

    public static JsonObject Moderate(MediaRoom room, string feed, string mid, bool mute)
    {
        var body = OfRoom("moderate", room);
        (body["id"], body["mid"], body["mute"]) = (feed, mid, mute);
        return body;
    }
}
