using Huitang.Kernel;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Huitang.Host.Startup;

/// <summary>Where people reach this installation: the address told on the command line or in the settings, else the one listened on.</summary>
internal sealed class SiteAddress(HuitangOptions options, IConfiguration configuration, IServer server) : ISiteAddress
{
    public Uri Base => new((options.PublicUrl ?? configuration["Site:PublicUrl"] ?? Listened()).TrimEnd('/') + "/");

    // "Everything" is nothing one can click on.
    private string Listened() => (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? options.Urls[0])
        .Replace("://0.0.0.0", "://" + Environment.MachineName, StringComparison.Ordinal)
        .Replace("://[::]", "://" + Environment.MachineName, StringComparison.Ordinal);
}
