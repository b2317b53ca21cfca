using Huitang.Kernel;
using Huitang.Media;
using Huitang.Media.Janus;

namespace Huitang.Host.Startup;

/// <summary>Media servers: one of our own on this machine, unless switched off, beside whatever nodes are registered.</summary>
internal static class MediaSetup
{
    public static IServiceCollection AddMedia(this IServiceCollection services, HuitangOptions options)
    {
        if (options.LocalMedia)
            services.AddLocalMediaNode(new LocalMediaOptions { Node = NodeName(options.DataFolder), StateFolder = Path.Combine(options.DataFolder, "janus"), Address = options.MediaAddress ?? LoopbackAddress.Address });
        else
            services.AddMedia();
        services.AddSingleton<ISystemPart, MediaPart>();
        return services;
    }

    /// <summary>The node's name stays the same over restarts and differs from every other process': all of them talk to it.</summary>
    private static string NodeName(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "media-node");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept) return kept;
        Directory.CreateDirectory(dataFolder);
        var name = $"{Environment.MachineName.ToLowerInvariant()}-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}";
        File.WriteAllText(file, name);
        return name;
    }

    private sealed class MediaPart(IServiceProvider services, IMediaServer media) : ISystemPart
    {
        public Task<PartStatus> LookAsync(CancellationToken ct)
        {
            var nodes = media.Nodes;
            var up = nodes.Count(node => node.Up);
            var local = services.GetService<LocalMediaNode>();
            string Counted() => string.Format(Texts.media_nodes, up, nodes.Count);
            return Task.FromResult((up, local) switch
            {
                (> 0, _) when up == nodes.Count => new PartStatus("media", PartState.Up, () => Texts.part_media, Counted),
                (> 0, _) => new PartStatus("media", PartState.Limited, () => Texts.part_media, Counted, Counted, () => Texts.remedy_media_nodes),
                (_, null) when nodes.Count == 0 => new PartStatus("media", PartState.Off, () => Texts.part_media, Problem: () => Texts.problem_media_off, Remedy: () => Texts.remedy_media_off),
                (_, null) => new PartStatus("media", PartState.Down, () => Texts.part_media, Counted, Counted, () => Texts.remedy_media_nodes),
                _ => Local(local),
            });
        }

        private static PartStatus Local(LocalMediaNode node)
        {
            if (!Janus.Installed()) return Janus.Missing();
            var problem = node.LastProblem ?? node.Supervisor?.Phase.ToString() ?? "";
            return node.Supervisor?.Phase == JanusPhase.Starting
                ? new("media", PartState.Starting, () => Texts.part_media)
                : new("media", PartState.Down, () => Texts.part_media, Problem: () => string.Format(Texts.problem_media, problem), Remedy: () => Texts.remedy_media);
        }
    }

    /// <summary>The program a node of our own needs.</summary>
    internal static class Janus
    {
        public static bool Installed() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Any(folder => File.Exists(Path.Combine(folder, "janus")));

        public static PartStatus Missing() =>
            new("media", PartState.Down, () => Texts.part_media, Problem: () => Texts.problem_media_missing, Remedy: () => Texts.remedy_media_missing);
    }
}
