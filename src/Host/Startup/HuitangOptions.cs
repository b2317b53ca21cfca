using System.Net;

namespace Huitang.Host.Startup;

/// <summary>How one process of the product is to run. Made by the command line or by tests; what an administrator changes at run time is not here but in policies.</summary>
public sealed record HuitangOptions
{
    /// <summary>Connection string of the PostgreSQL database.</summary>
    public required string Database { get; init; }

    /// <summary>Folder for everything the product keeps outside the database.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Addresses to listen on, such as <c>http://127.0.0.1:8480</c>; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:0"];

    /// <summary>Address under which people reach the product, when it is not the one listened on (behind a proxy); null otherwise.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>PEM file of the HTTPS certificate, with its chain; null without HTTPS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of the certificate's key; null when it is in the certificate file.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of reverse proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Whether several processes share the database: silos then find each other through it.</summary>
    public bool Cluster { get; init; }

    /// <summary>Address other processes of the cluster reach this one at.</summary>
    public IPAddress SiloAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Address a Janus of our own offers to browsers; null for one that only this machine reaches.</summary>
    public IPAddress? MediaAddress { get; init; }

    /// <summary>Whether a Janus of our own is started and kept; nodes can be registered besides.</summary>
    public bool LocalMedia { get; init; } = true;
}
