using Huitang.Media.Janus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huitang.Media;

/// <summary>Registration of the media servers.</summary>
public static class MediaServices
{
    /// <summary>Registers the one <see cref="IMediaServer"/> of the process. It knows no node until <see cref="IMediaServer.UseNodeAsync"/> names one.</summary>
    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JanusMediaServer>();
        services.TryAddSingleton<IMediaServer>(s => s.GetRequiredService<JanusMediaServer>());
        return services;
    }

    /// <summary>Runs a media node on this machine for as long as the product runs; ask for <see cref="LocalMediaNode"/> to see how it is.</summary>
    public static IServiceCollection AddLocalMediaNode(this IServiceCollection services, LocalMediaOptions options)
    {
        services.AddMedia();
        services.AddSingleton(options);
        services.AddSingleton<LocalMediaNode>();
        services.AddHostedService(s => s.GetRequiredService<LocalMediaNode>());
        return services;
    }
}
