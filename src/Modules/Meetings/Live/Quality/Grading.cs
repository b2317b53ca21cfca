using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Live;

/// <summary>What is graded.</summary>
internal enum QualityModule
{
    /// <summary>Loss and round trip.</summary>
    Network = 0,

    /// <summary>Microphone and loudspeaker.</summary>
    Audio = 1,

    /// <summary>Cameras.</summary>
    Video = 2,

    /// <summary>Shared screens.</summary>
    Share = 3,
}

/// <summary>A concrete problem a sample can show.</summary>
/// <param name="Code">Stable code; texts are <c>quality_problem_</c> and the code.</param>
/// <param name="From">From which share of the time it is told, 0–1.</param>
/// <param name="Shows">Whether the sample shows it; null when the sample cannot tell.</param>
internal sealed record QualityProblem(string Code, double From, Func<QualitySample, bool?> Shows);

/// <summary>Grades of single samples: 0 no data, 1 good, 2 fairly good, 3 medium, 4 poor.</summary>
internal static class Grading
{
    /// <summary>Lowest grade: nothing flowed.</summary>
    public const int None = 0;

    /// <summary>Highest grade.</summary>
    public const int Poor = 4;

    /// <summary>Share of the time from which a grade counts, 0–1.</summary>
    public const double Tenth = 0.1;

    /// <summary>Poor without a break for this long is an alarm, in seconds.</summary>
    public const double AlarmSeconds = 30;

    // A still picture is sent in few frames; only above this rate do frames tell anything.
    private const double Moving = 100;

    /// <summary>Problems, in the order in which they are told.</summary>
    public static readonly IReadOnlyList<QualityProblem> Problems =
    [
        new("high_loss_up", Tenth, s => Over(s.UpLoss, 5)),
        new("high_loss_down", Tenth, s => Over(s.DownLoss, 5)),
        new("high_rtt", Tenth, s => Over(s.Rtt, 200)),
        new("high_jitter", Tenth, s => Over(s.Jitter, 50)),
        // Pauses in speech are no fault: only a microphone that hardly ever gives anything is.
        new("silent_mic", 0.8, s => s is { AudioUpKbps: > 0, MicLevel: { } level } ? level < 1 : null),
        new("low_fps_up", Tenth, s => Under(s.VideoUpFps, 12)),
        new("low_fps_down", Tenth, s => Under(s.VideoDownFps, 12)),
        new("low_fps_share", Tenth, s => Under(MovingFps(s), 5)),
        new("cpu_limited", Tenth, s => s.CpuLimited),
    ];

    /// <summary>The grade of one module in one sample.</summary>
    public static int Of(QualityModule module, QualitySample s) => module switch
    {
        QualityModule.Network => Network(s),
        QualityModule.Audio => Worst(Loss(s.UpLoss, s.AudioUpKbps), Loss(s.DownLoss, s.AudioDownKbps)),
        QualityModule.Video => Worst(Frames(s.VideoUpFps), Frames(s.VideoDownFps)),
        _ => Worst(Worst(Loss(s.UpLoss, s.ShareUpKbps), Loss(s.DownLoss, s.ShareDownKbps)), MovingFps(s) is { } fps ? Steps(fps >= 8, fps >= 5, fps >= 3) : None),
    };

    private static int Network(QualitySample s)
    {
        if (s.UpLoss is null && s.DownLoss is null && s.Rtt is null) return None;
        var (loss, rtt) = (Math.Max(s.UpLoss ?? 0, s.DownLoss ?? 0), s.Rtt ?? 0);
        return Steps(loss <= 2 && rtt <= 100, loss <= 5 && rtt <= 200, loss <= 10 && rtt <= 400);
    }

    private static int Loss(double? loss, double? flow) => flow is null ? None : loss is not { } l ? 1 : Steps(l <= 2, l <= 5, l <= 10);

    private static int Frames(double? fps) => fps is not { } f ? None : Steps(f >= 20, f >= 12, f >= 8);

    private static double? MovingFps(QualitySample s)
    {
        var up = s.ShareUpKbps > Moving ? s.ShareUpFps : null;
        var down = s.ShareDownKbps > Moving ? s.ShareDownFps : null;
        return up is null ? down : down is null ? up : Math.Min(up.Value, down.Value);
    }

    private static bool? Over(double? value, double limit) => value is { } v ? v > limit : null;

    private static bool? Under(double? value, double limit) => value is { } v ? v < limit : null;

    private static int Steps(bool good, bool fair, bool medium) => good ? 1 : fair ? 2 : medium ? 3 : Poor;

    private static int Worst(int a, int b) => Math.Max(a, b);
}
