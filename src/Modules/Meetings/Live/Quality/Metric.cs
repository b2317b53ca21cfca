using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Live;

/// <summary>A sample and when it came.</summary>
/// <param name="At">End of the ten seconds it tells of; whole tenths of a second.</param>
/// <param name="Values">The figures, in the precision in which they are stored.</param>
internal sealed record TimedSample(DateTimeOffset At, QualitySample Values);

/// <summary>One of the figures of a sample.</summary>
/// <param name="Key">Name in stored reports and on the wire.</param>
/// <param name="Scale">Stored units in one unit of the figure: 10 keeps tenths.</param>
/// <param name="Most">Largest value believed, in units of the figure.</param>
/// <param name="Of">Takes it from a sample.</param>
internal sealed record Metric(string Key, int Scale, double Most, Func<QualitySample, double?> Of)
{
    /// <summary>All figures, in the order of the stored format; new ones only at the end.</summary>
    public static readonly IReadOnlyList<Metric> All =
    [
        new("upKbps", 1, 1e6, s => s.UpKbps), new("downKbps", 1, 1e6, s => s.DownKbps),
        new("upLoss", 10, 100, s => s.UpLoss), new("downLoss", 10, 100, s => s.DownLoss),
        new("rtt", 1, 60_000, s => s.Rtt), new("jitter", 1, 60_000, s => s.Jitter),
        new("audioUpKbps", 1, 1e6, s => s.AudioUpKbps), new("audioDownKbps", 1, 1e6, s => s.AudioDownKbps),
        new(Mic, 1, 100, s => s.MicLevel), new(Speaker, 1, 100, s => s.SpeakerLevel),
        new("videoUpKbps", 1, 1e6, s => s.VideoUpKbps), new("videoDownKbps", 1, 1e6, s => s.VideoDownKbps),
        new("videoUpFps", 1, 240, s => s.VideoUpFps), new("videoDownFps", 1, 240, s => s.VideoDownFps),
        new("videoUpHeight", 1, 16_384, s => s.VideoUpHeight), new("videoDownHeight", 1, 16_384, s => s.VideoDownHeight),
        new("shareUpKbps", 1, 1e6, s => s.ShareUpKbps), new("shareDownKbps", 1, 1e6, s => s.ShareDownKbps),
        new("shareUpFps", 1, 240, s => s.ShareUpFps), new("shareDownFps", 1, 240, s => s.ShareDownFps),
    ];

    /// <summary>Ways a browser may be connected, by stored number.</summary>
    public static readonly IReadOnlyList<string?> Links = [null, "udp", "tcp", "relay"];

    private const string Mic = "micLevel";
    private const string Speaker = "speakerLevel";

    /// <summary>The figure as it is stored, or null where there is none that can be believed.</summary>
    public long? Stored(QualitySample sample)
    {
        if (Of(sample) is not { } value || !double.IsFinite(value) || value < 0) return null;
        value = Math.Min(value, Most);
        // −60 dB is where a microphone counts as silent, so what is above it must not become zero.
        if (Key is Mic or Speaker) return value < 0.1 ? 0 : Math.Max(1, (long)Math.Round(value));
        return (long)Math.Round(value * Scale);
    }

    /// <summary>The sample in the precision in which it is stored; what cannot be believed becomes null.</summary>
    public static QualitySample Clean(QualitySample sample) => Sample(All.Select(m => m.Stored(sample)).ToArray(), sample.CpuLimited, sample.Link);

    /// <summary>The time in the precision in which it is stored.</summary>
    public static DateTimeOffset Clean(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % (TimeSpan.TicksPerSecond / 10)), TimeSpan.Zero);

    /// <summary>A sample out of stored values, in the order of <see cref="All"/>.</summary>
    public static QualitySample Sample(IReadOnlyList<long?> v, bool cpuLimited, string? link)
    {
        double? At(int i) => i < v.Count ? v[i] / (double?)All[i].Scale : null;
        return new QualitySample
        {
            UpKbps = At(0), DownKbps = At(1), UpLoss = At(2), DownLoss = At(3), Rtt = At(4), Jitter = At(5), AudioUpKbps = At(6), AudioDownKbps = At(7), MicLevel = At(8), SpeakerLevel = At(9),
            VideoUpKbps = At(10), VideoDownKbps = At(11), VideoUpFps = At(12), VideoDownFps = At(13), VideoUpHeight = (int?)At(14), VideoDownHeight = (int?)At(15),
            ShareUpKbps = At(16), ShareDownKbps = At(17), ShareUpFps = At(18), ShareDownFps = At(19), CpuLimited = cpuLimited, Link = Links.Contains(link) ? link : null,
        };
    }
}
