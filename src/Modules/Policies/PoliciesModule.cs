using Huitang.Kernel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Policies;

/// <summary>Stores the settings that other modules define and ask for through <see cref="IPolicy{TPolicy}"/>.</summary>
public sealed class PoliciesModule : IModule
{
    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(PoliciesModule).Assembly);
        services.AddSingleton(typeof(IPolicy<>), typeof(StoredPolicy<>));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
