using Microsoft.Extensions.Configuration;

namespace Huitang.Kernel;

/// <summary>Where people reach this installation. Links in mails are made from it, never from a request's Host header, which anybody can forge.</summary>
public interface ISiteAddress
{
    /// <summary>Base address, ending with a slash.</summary>
    Uri Base { get; }
}

/// <summary>The address from the setting <c>Site:PublicUrl</c>; the host may put a better one in its place.</summary>
public sealed class ConfiguredSiteAddress(IConfiguration configuration) : ISiteAddress
{
    /// <inheritdoc/>
    public Uri Base { get; } = new((configuration["Site:PublicUrl"] ?? "http://localhost:8080").TrimEnd('/') + "/");
}
