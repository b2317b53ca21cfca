using System.Net;

namespace Huitang.Media.Janus;

/// <summary>How a Janus of ours is to run.</summary>
public sealed record JanusSettings
{
    /// <summary>Id of the node it serves.</summary>
    public required string Node { get; init; }

    /// <summary>Folder for the note about the running process; survives a crash of ours. Made when missing.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The one local address it offers to browsers. It must not lie on a loopback interface: those are skipped (see <see cref="LoopbackAddress"/>).</summary>
    public required IPAddress IceAddress { get; init; }

    /// <summary>The address browsers see when the machine is behind a one-to-one NAT; offered beside <see cref="IceAddress"/>.</summary>
    public IPAddress? PublicAddress { get; init; }

    /// <summary>First UDP port for media.</summary>
    public int FirstMediaPort { get; init; } = 20000;

    /// <summary>Last UDP port for media; each connection takes one.</summary>
    public int LastMediaPort { get; init; } = 20999;

    /// <summary>Port of the API on 127.0.0.1; null for a free one.</summary>
    public int? ApiPort { get; init; }

    /// <summary>Path of the program; null to look for it on the PATH.</summary>
    public string? Binary { get; init; }
}
