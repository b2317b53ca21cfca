using Huitang.Media;

namespace Huitang.MediaNodes.Contracts;

/// <summary>Chooses where a meeting's media goes.</summary>
public interface IMediaPlacement
{
    /// <summary>A room on the least used node that answers, with a fresh secret; null when no node does.</summary>
    /// <param name="name">Name of the room on the node: letters, digits and dashes.</param>
    /// <param name="ct">Gives up.</param>
    Task<MediaRoom?> ChooseAsync(string name, CancellationToken ct);

    /// <summary>Whether a node may go on being used: it answers, or has been silent only for seconds and is expected back.</summary>
    bool IsUsable(string node);
}

/// <summary>The inventory of media nodes, shared by all processes.</summary>
public interface IMediaNodeRegistry
{
    /// <summary>Makes a node known to every process. Repeated every few seconds by whoever keeps the node, as its sign of life.</summary>
    Task RegisterAsync(MediaNodeAddress node, CancellationToken ct);

    /// <summary>Takes a node out: it stops for good.</summary>
    Task RemoveAsync(string node, CancellationToken ct);
}
