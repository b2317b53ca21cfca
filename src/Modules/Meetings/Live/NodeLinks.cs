using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Live;

/// <summary>The processes that follow a meeting. Calls are one-way; a process that missed one notices by sequence number.</summary>
internal sealed class NodeLinks
{
    private readonly Dictionary<string, (INodeLink Link, DateTimeOffset Seen)> _nodes = [];

    public IEnumerable<string> Nodes => _nodes.Keys;

    public void Seen(string node, INodeLink link, DateTimeOffset now) => _nodes[node] = (link, now);

    public void Forget(string node) => _nodes.Remove(node);

    public void Expire(DateTimeOffset before)
    {
        foreach (var node in _nodes.Where(n => n.Value.Seen < before).Select(n => n.Key).ToList()) _nodes.Remove(node);
    }

    public void Changed(MeetingId meeting, LiveDelta delta)
    {
        foreach (var (link, _) in _nodes.Values) link.Changed(meeting, delta);
    }

    public void TellAll(MeetingId meeting, ServerMessage message)
    {
        foreach (var (link, _) in _nodes.Values) link.TellAll(meeting, message);
    }

    public void Tell(MeetingId meeting, string node, ParticipantId who, ServerMessage message) => On(node)?.Tell(meeting, who, message, 0);

    public void Close(MeetingId meeting, string node, ParticipantId who, ServerMessage message, long socket) => On(node)?.Tell(meeting, who, message, socket);

    public void StopFeed(MeetingId meeting, string node, ParticipantId who, MediaKind kind) => On(node)?.StopFeed(meeting, who, kind);

    private INodeLink? On(string node) => _nodes.TryGetValue(node, out var entry) ? entry.Link : null;
}
