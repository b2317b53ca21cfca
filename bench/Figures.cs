using System.Globalization;

namespace Huitang.Bench;

/// <summary>Prints figures the same way everywhere.</summary>
internal static class Figures
{
    /// <summary>What the figures were taken on: goes above each run.</summary>
    public static void Head(string what)
    {
        Console.WriteLine($"== {what}");
        Console.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {Build}, {Load()}");
    }

    /// <summary>Load averages of the machine: figures of a busy machine are upper bounds.</summary>
    public static string Load() => "load " + string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    public static void Line(string what, string figures) => Console.WriteLine($"{what,-46} {figures}  [{Load()}]");

    public static string Percentiles(IReadOnlyCollection<double> values, string unit = "ms")
    {
        if (values.Count == 0) return "none";
        var sorted = values.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"p50 {At(sorted, 0.5):0.##} {unit}, p95 {At(sorted, 0.95):0.##}, p99 {At(sorted, 0.99):0.##}, max {sorted[^1]:0.##} ({sorted.Length})");
    }

    public static double Percentile(IReadOnlyCollection<double> values, double part) => values.Count == 0 ? double.NaN : At([.. values.Order()], part);

    public static string Text(double value, string format = "0.##") => value.ToString(format, CultureInfo.InvariantCulture);

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(part * sorted.Length) - 1 < 0 ? 0 : (int)Math.Ceiling(part * sorted.Length) - 1)];

    private const string Build =
#if DEBUG
        "Debug build (build with -c Release for figures to keep)";
#else
        "Release build";
#endif
}

/// <summary>What a process has used so far.</summary>
/// <param name="CpuMs">Processor time, all threads.</param>
/// <param name="RssKiB">Resident memory.</param>
/// <param name="ManagedKiB">Managed heap; after a collection what is really in use.</param>
/// <param name="AllocatedKiB">Allocated since the start.</param>
internal sealed record Usage(double CpuMs, long RssKiB, long ManagedKiB, long AllocatedKiB)
{
    public static Usage Now(bool collect)
    {
        if (collect)
        {
            for (var i = 0; i < 2; i++)
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
        }

        return new Usage(Environment.CpuUsage.TotalTime.TotalMilliseconds, Environment.WorkingSet / 1024, GC.GetTotalMemory(false) / 1024, GC.GetTotalAllocatedBytes() / 1024);
    }
}
