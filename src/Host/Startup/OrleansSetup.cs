using System.Net;
using System.Net.Sockets;
using Huitang.Kernel;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Huitang.Host.Startup;

/// <summary>Live state: one silo in this process; with a shared database the silos of all processes form one cluster.</summary>
internal static class OrleansSetup
{
    public static void AddOrleans(this WebApplicationBuilder builder, HuitangOptions options)
    {
        builder.UseOrleans(silo =>
        {
            silo.Services.AddSerializer(serializer =>
            {
                foreach (var assembly in HuitangApp.Modules.Select(m => m.GetType().Assembly).Append(typeof(Actor).Assembly))
                    serializer.AddAssembly(assembly);
            });
            var port = SiloPort(options);
            // No gateway: every process is a silo itself, nothing connects from outside.
            if (options.Cluster)
            {
                silo.Services.AddSingleton<IMembershipTable, PostgresMembership>();
                silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (PostgresMembership.Cluster, PostgresMembership.Cluster));
                silo.ConfigureEndpoints(options.SiloAddress, port, gatewayPort: 0);
            }
            else
            {
                silo.UseLocalhostClustering(port, gatewayPort: 0, new IPEndPoint(options.SiloAddress, port), PostgresMembership.Cluster, PostgresMembership.Cluster);
            }

            // A meeting of a dead process is answered by another one within two to three seconds.
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(1);
                o.NumMissedProbesLimit = 2;
                o.NumVotesForDeathDeclaration = 1;
                // Whoever starts after a crash of everybody must not wait for the dead to answer.
                o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(1);
                o.NumMissedTableIAmAliveLimit = 3;
                o.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                o.DefunctSiloExpiration = TimeSpan.FromDays(1);
            });
            silo.Configure<SiloOptions>(o => o.SiloName = $"{Environment.MachineName}:{port}");
        });
        builder.Services.AddSingleton<ISystemPart, ClusterPart>();
    }

    /// <summary>The port of the last run if it is free: the cluster then knows at once that the former run at this address is over.</summary>
    private static int SiloPort(HuitangOptions options)
    {
        var file = Path.Combine(options.DataFolder, "silo-port");
        if (File.Exists(file) && int.TryParse(File.ReadAllText(file), out var last) && IsFree(options.SiloAddress, last)) return last;
        var port = FreePort(options.SiloAddress);
        Directory.CreateDirectory(options.DataFolder);
        File.WriteAllText(file, port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return port;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class ClusterPart(HuitangOptions options, IGrainFactory grains, IHostApplicationLifetime lifetime) : ISystemPart
    {
        public async Task<PartStatus> LookAsync(CancellationToken ct)
        {
            if (!options.Cluster) return new("cluster", PartState.Up, () => Texts.part_cluster, () => Texts.cluster_alone);
            if (!lifetime.ApplicationStarted.IsCancellationRequested) return new("cluster", PartState.Starting, () => Texts.part_cluster);
            try
            {
                var active = (await grains.GetGrain<IManagementGrain>(0).GetHosts(true, ct)).Count;
                return new("cluster", PartState.Up, () => Texts.part_cluster, () => string.Format(Texts.cluster_members, active));
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                var message = e.Message;
                return new("cluster", PartState.Down, () => Texts.part_cluster, Problem: () => string.Format(Texts.problem_cluster, message), Remedy: () => Texts.remedy_database);
            }
        }
    }
}
