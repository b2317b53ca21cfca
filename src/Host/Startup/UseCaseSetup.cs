using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huitang.Host.Startup;

/// <summary>The kernel's door and what stands behind it.</summary>
internal static class UseCaseSetup
{
    public static IServiceCollection AddUseCases(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new ModuleCatalog(HuitangApp.Modules));
        services.AddScoped<UseCases>();
        services.AddScoped<AuditNotes>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxDispatcher>());
        services.TryAddScoped<IActorSource, NobodySignedIn>();
        return services;
    }

    /// <summary>Stands in while no module knows how to sign in; the last registration wins.</summary>
    private sealed class NobodySignedIn : IActorSource
    {
        public ValueTask<Actor> GetAsync(CancellationToken ct) => ValueTask.FromResult(Actor.Anonymous);
    }
}
