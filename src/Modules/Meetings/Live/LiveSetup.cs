using Huitang.Meetings.Features.Room;
using Huitang.Meetings.Live.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Meetings.Live;

/// <summary>Services of live meetings.</summary>
internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<PlanSource>();
        services.AddSingleton<IMeetingFacts, Data.MeetingFacts>();
        services.AddSingleton<FactStore>();
        services.AddSingleton<SeenLedger>();
        services.AddHostedService(p => p.GetRequiredService<SeenLedger>());
        services.AddSingleton<MediaControl>();
        services.AddSingleton<TicketStore>();
        services.AddSingleton<JoinThrottle>();
        services.AddSingleton<IceServers>();
        services.AddSingleton<QualityStore>();
        services.AddSingleton<QualityCollector>();
        services.AddHostedService(p => p.GetRequiredService<QualityCollector>());
        services.AddSingleton<LiveNode>();
        services.AddHostedService(p => p.GetRequiredService<LiveNode>());
        services.AddHostedService<LiveRecovery>();
        services.AddSingleton<LiveServices>();
        services.AddSingleton<LiveBoard>();
        services.AddHostedService(p => p.GetRequiredService<LiveBoard>());
        return services;
    }
}
