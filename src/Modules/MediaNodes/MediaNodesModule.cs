using Huitang.Kernel;
using Huitang.Media;
using Huitang.MediaNodes.Contracts;
using Huitang.MediaNodes.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.MediaNodes;

/// <summary>The module as the host sees it.</summary>
public sealed class MediaNodesModule : IModule
{
    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddMedia();
        services.AddHostedService<LocalNodeAnnouncer>();
        services.AddHostedService<NodeSampler>();
        services.AddSingleton<NodeRegistry>();
        services.AddSingleton<IMediaNodeRegistry>(p => p.GetRequiredService<NodeRegistry>());
        services.AddHostedService(p => p.GetRequiredService<NodeRegistry>());
        services.AddSingleton<IMediaPlacement, Placement>();
        services.AddParts(typeof(MediaNodesModule).Assembly);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
