using System.Collections.Concurrent;
using System.Security.Cryptography;
using Huitang.Media;
using Huitang.MediaNodes.Contracts;

namespace Huitang.MediaNodes.Nodes;

/// <summary>Spreads meetings over the nodes that answer, round about; a node that restarts keeps its meetings if it is back in time.</summary>
internal sealed class Placement : IMediaPlacement
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private readonly IMediaServer _media;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _downSince = new();
    private int _next;

    public Placement(IMediaServer media, TimeProvider time)
    {
        (_media, _time) = (media, time);
        media.NodeChanged += state =>
        {
            if (state.Up) _downSince.TryRemove(state.Node, out _);
            else _downSince.TryAdd(state.Node, time.GetUtcNow());
        };
    }

    public Task<MediaRoom?> ChooseAsync(string name, CancellationToken ct)
    {
        var up = _media.Nodes.Where(n => n.Up).OrderBy(n => n.Node, StringComparer.Ordinal).ToList();
        if (up.Count == 0) return Task.FromResult<MediaRoom?>(null);
        var node = up[(Interlocked.Increment(ref _next) & int.MaxValue) % up.Count];
        return Task.FromResult<MediaRoom?>(new MediaRoom(node.Node, name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
    }

    public bool IsUsable(string node)
    {
        var state = _media.Nodes.FirstOrDefault(n => n.Node == node);
        if (state is { Up: true }) return true;
        var alternative = _media.Nodes.Any(n => n.Up);
        return !alternative || (state is not null && _downSince.TryGetValue(node, out var since) && _time.GetUtcNow() - since < Patience);
    }
}
