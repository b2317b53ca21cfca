using System.Text.Json;

namespace Huitang.Meetings.Live;

/// <summary>Least, mean and greatest of one figure.</summary>
/// <param name="Min">Least.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Max">Greatest.</param>
/// <param name="Count">Samples that had it.</param>
internal sealed record MetricSummary(double Min, double Mean, double Max, int Count);

/// <summary>A problem and how much of the time it was there.</summary>
/// <param name="Code">Code.</param>
/// <param name="Share">Share of the samples that could tell, 0–1.</param>
/// <param name="Count">Samples that showed it.</param>
internal sealed record ProblemShare(string Code, double Share, int Count);

/// <summary>Counts behind a report, from which it can be continued.</summary>
internal sealed record QualityCounts
{
    /// <summary>Samples by module and grade.</summary>
    public int[][] Grades { get; init; } = [new int[5], new int[5], new int[5], new int[5]];

    /// <summary>Longest time each module was poor without a break, in seconds.</summary>
    public double[] LongestPoor { get; init; } = new double[4];

    /// <summary>For each problem how many samples showed it, and how many could.</summary>
    public Dictionary<string, int[]> Problems { get; init; } = [];

    /// <summary>Samples by way of connection.</summary>
    public Dictionary<string, int> Links { get; init; } = [];
}

/// <summary>Quality of a participation as a whole; stored with it.</summary>
internal sealed record QualityReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Nothing measured.</summary>
    public static readonly QualityReport Nothing = new();

    /// <summary>Number of samples, one for ten seconds.</summary>
    public int Samples { get; init; }

    /// <summary>0 no data, 1 healthy, 2 alarm.</summary>
    public int Health { get; init; }

    /// <summary>Grade 0–4 of the network: the worst that was there for a tenth of the time.</summary>
    public int Network { get; init; }

    /// <summary>Grade of audio.</summary>
    public int Audio { get; init; }

    /// <summary>Grade of video.</summary>
    public int Video { get; init; }

    /// <summary>Grade of screen sharing.</summary>
    public int Share { get; init; }

    /// <summary>Problems worth telling.</summary>
    public IReadOnlyList<ProblemShare> Problems { get; init; } = [];

    /// <summary>Figures by key.</summary>
    public IReadOnlyDictionary<string, MetricSummary> Metrics { get; init; } = new Dictionary<string, MetricSummary>();

    /// <summary>How the browser was connected most of the time, or null.</summary>
    public string? Link { get; init; }

    /// <summary>For going on.</summary>
    public QualityCounts Counts { get; init; } = new();

    /// <summary>Worst grade of the modules.</summary>
    public int Grade() => Math.Max(Math.Max(Network, Audio), Math.Max(Video, Share));

    /// <summary>As stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>From what is stored; nothing when there is nothing.</summary>
    public static QualityReport Read(string? json) => json is null ? Nothing : JsonSerializer.Deserialize<QualityReport>(json, Json) ?? Nothing;

    /// <summary>Of these samples, in order of time.</summary>
    public static QualityReport Of(IEnumerable<TimedSample> samples)
    {
        var tally = new QualityTally();
        foreach (var sample in samples) tally.Add(sample);
        return tally.Report();
    }
}
