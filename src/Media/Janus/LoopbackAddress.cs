using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;

namespace Huitang.Media.Janus;

/// <summary>Whether an address is there, and what to do about it.</summary>
/// <param name="Ready">Whether the address can be used for media.</param>
/// <param name="Problem">Why not, in English for logs; null when ready.</param>
/// <param name="Commands">What an administrator runs to make it.</param>
public sealed record LoopbackAddressState(bool Ready, string? Problem, IReadOnlyList<string> Commands);

/// <summary>
/// An address of this machine only, for trials and tests. Janus skips loopback interfaces, so 127.0.0.10
/// is put on a pair of virtual interfaces: packets still never leave the machine.
/// </summary>
public static class LoopbackAddress
{
    private const string Here = "huitang0";
    private const string There = "huitang1";

    /// <summary>The address.</summary>
    public static IPAddress Address { get; } = IPAddress.Parse("127.0.0.10");

    private static readonly string[][] Steps =
    [
        ["link", "add", Here, "type", "veth", "peer", "name", There],
        ["addr", "add", Address + "/32", "dev", Here],
        ["link", "set", Here, "up"],
        ["link", "set", There, "up"],
    ];

    /// <summary>What an administrator runs to make it.</summary>
    public static IReadOnlyList<string> Commands { get; } = [.. Steps.Select(s => "ip " + string.Join(' ', s))];

    /// <summary>Whether the address lies on an interface that is up and is not a loopback interface.</summary>
    public static bool Exists() => NetworkInterface.GetAllNetworkInterfaces().Any(i =>
        i.NetworkInterfaceType != NetworkInterfaceType.Loopback && i.OperationalStatus is not OperationalStatus.Down
        && i.GetIPProperties().UnicastAddresses.Any(a => a.Address.Equals(Address)));

    /// <summary>Makes the address when it is missing and this process may; no effect when it is there.</summary>
    public static async Task<LoopbackAddressState> EnsureAsync(CancellationToken ct)
    {
        if (Exists()) return new(true, null, Commands);
        if (!OperatingSystem.IsLinux()) return new(false, "only on Linux", Commands);
        if (!Environment.IsPrivilegedProcess) return new(false, $"{Address} is not on any interface, and only root may put it there", Commands);

        string? problem = null;
        foreach (var step in Steps)
        {
            // A step may fail because somebody else has just done it, or it was half done before: what counts is the end.
            problem = await RunAsync(step, ct) ?? problem;
        }

        return Exists() ? new(true, null, Commands) : new(false, problem ?? "the address did not appear", Commands);
    }

    private static async Task<string?> RunAsync(string[] arguments, CancellationToken ct)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = await process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? null : $"ip {string.Join(' ', arguments)}: {said.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return "ip: " + e.Message + " (apt-get install iproute2)";
        }
    }
}
