using System.Net;
using Microsoft.Extensions.Configuration;

namespace Huitang.Audit;

/// <summary>Where records are pushed to.</summary>
internal sealed record SinkOptions
{
    /// <summary><c>syslog</c> or <c>webhook</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Name under which the position is kept; made from the address when empty.</summary>
    public string? Name { get; init; }

    /// <summary>Host of a syslog receiver.</summary>
    public string? Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 514;

    /// <summary><c>udp</c> or <c>tcp</c>.</summary>
    public string Protocol { get; init; } = "udp";

    /// <summary>Address of a webhook; HTTPS, or HTTP to this machine.</summary>
    public string? Url { get; init; }

    /// <summary>Secret the webhook's calls are signed with.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether personal data are sent readable; otherwise they stay sealed.</summary>
    public bool Personal { get; init; } = true;

    /// <summary>What the sink is known by.</summary>
    public string Id => Name is { Length: > 0 } name ? name : Type == "webhook" ? $"webhook {Url}" : $"syslog {Protocol} {Host}:{Port}";
}

/// <summary>Settings under <c>Audit</c> of <c>huitang.json</c>.</summary>
internal sealed class AuditOptions
{
    public AuditOptions(IConfiguration configuration)
    {
        var section = configuration.GetSection("Audit");
        Folder = section["Folder"] ?? "";
        KeepDays = section.GetValue("KeepDays", Retention.UsualDays);
        MinimumDays = section.GetValue("MinimumDays", Retention.LegalDays);
        InternalNetworks = (section.GetSection("InternalNetworks").Get<string[]>() ?? UsualNetworks).Select(IPNetwork.Parse).ToList();
        Sinks = section.GetSection("Sinks").Get<SinkOptions[]>() ?? [];
    }

    private static readonly string[] UsualNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"];

    /// <summary>Folder outside the database for the signing key and the last checkpoint.</summary>
    public string Folder { get; }

    /// <summary>Days the logs are kept unless a policy says otherwise.</summary>
    public int KeepDays { get; }

    /// <summary>Fewest days whatever a policy says; below 180 it has no effect.</summary>
    public int MinimumDays { get; }

    /// <summary>Networks that count as the enterprise's own.</summary>
    public IReadOnlyList<IPNetwork> InternalNetworks { get; }

    /// <summary>Sinks.</summary>
    public IReadOnlyList<SinkOptions> Sinks { get; }

    /// <summary>Class of the network of an address.</summary>
    public NetworkPlace PlaceOf(string? address) =>
        !IPAddress.TryParse(address, out var ip) ? NetworkPlace.Unknown : InternalNetworks.Any(network => network.Contains(ip)) ? NetworkPlace.Internal : NetworkPlace.External;
}
