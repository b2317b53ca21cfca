using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Xunit;

namespace Huitang.Unit.Meetings.Quality;

public class GradingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(2.0, 100.0, 1)]
    [InlineData(2.1, 100.0, 2)]
    [InlineData(5.0, 200.0, 2)]
    [InlineData(0.0, 201.0, 3)]
    [InlineData(10.0, 400.0, 3)]
    [InlineData(10.1, 20.0, 4)]
    [InlineData(0.0, 401.0, 4)]
    public void The_network_is_graded_by_loss_and_round_trip(double? loss, double? rtt, int grade) =>
        Assert.Equal(grade, Grading.Of(QualityModule.Network, new QualitySample { DownLoss = loss, Rtt = rtt }));

    [Theory]
    [InlineData(null, 0)]
    [InlineData(20.0, 1)]
    [InlineData(19.9, 2)]
    [InlineData(12.0, 2)]
    [InlineData(11.0, 3)]
    [InlineData(8.0, 3)]
    [InlineData(7.0, 4)]
    public void Video_is_graded_by_the_lower_frame_rate(double? fps, int grade) =>
        Assert.Equal(grade, Grading.Of(QualityModule.Video, new QualitySample { VideoUpFps = fps, VideoDownFps = fps is null ? null : 30 }));

    [Fact]
    public void Audio_is_graded_by_loss_only_where_it_flows()
    {
        Assert.Equal(0, Grading.Of(QualityModule.Audio, new QualitySample { UpLoss = 50 }));
        Assert.Equal(4, Grading.Of(QualityModule.Audio, new QualitySample { UpLoss = 50, AudioUpKbps = 30 }));
        Assert.Equal(1, Grading.Of(QualityModule.Audio, new QualitySample { UpLoss = 50, AudioDownKbps = 30, DownLoss = 0 }));
    }

    [Fact]
    public void A_still_screen_is_no_fault()
    {
        Assert.Equal(1, Grading.Of(QualityModule.Share, new QualitySample { ShareUpKbps = 20, ShareUpFps = 0, UpLoss = 0 }));
        Assert.Equal(4, Grading.Of(QualityModule.Share, new QualitySample { ShareUpKbps = 900, ShareUpFps = 2, UpLoss = 0 }));
    }

    [Fact]
    public void Nothing_measured_is_no_data()
    {
        var report = QualityReport.Of([]);
        Assert.Equal((0, 0, 0), (report.Health, report.Network, report.Samples));
    }

    [Fact]
    public void Poor_for_a_tenth_of_the_time_is_an_alarm_and_less_is_not()
    {
        // Never twice in a row, so that only the share counts.
        Assert.Equal((2, 4), Of(Losses(40, 10)));
        Assert.Equal((1, 1), Of(Losses(40, 14)));

        static (int, int) Of(IEnumerable<TimedSample> samples) => QualityReport.Of(samples) is var r ? (r.Health, r.Network) : default;
        static IEnumerable<TimedSample> Losses(int count, int each) => Enumerable.Range(0, count).Select(i => At(i, new QualitySample { UpLoss = i % each == each / 2 ? 20 : 0, Rtt = 20 }));
    }

    [Fact]
    public void Poor_for_thirty_seconds_without_a_break_is_an_alarm_however_long_the_meeting()
    {
        Assert.Equal(2, QualityReport.Of(Poor(100, 40, 41, 42)).Health);
        Assert.Equal(1, QualityReport.Of(Poor(100, 40, 41, 60)).Health);

        static IEnumerable<TimedSample> Poor(int count, params int[] bad) => Enumerable.Range(0, count).Select(i => At(i, new QualitySample { UpLoss = 0, Rtt = bad.Contains(i) ? 900 : 20 }));
    }

    [Fact]
    public void Problems_are_named_with_their_share_of_the_time()
    {
        var samples = Enumerable.Range(0, 20).Select(i => At(i, new QualitySample
        {
            UpLoss = i < 5 ? 8 : 0, DownLoss = 0, Rtt = i < 10 ? 300 : 50, Jitter = i == 0 ? 80 : 2, AudioUpKbps = 30, MicLevel = i < 18 ? 0 : 40, VideoUpFps = i < 4 ? 6 : 30, CpuLimited = i < 3,
        }));
        var problems = QualityReport.Of(samples).Problems.ToDictionary(p => p.Code, p => p.Share);
        Assert.Equal(new Dictionary<string, double> { ["high_loss_up"] = 0.25, ["high_rtt"] = 0.5, ["silent_mic"] = 0.9, ["low_fps_up"] = 0.2, ["cpu_limited"] = 0.15 }, problems);
    }

    [Fact]
    public void A_closed_or_pausing_microphone_is_not_called_silent()
    {
        Assert.Empty(QualityReport.Of(Enumerable.Range(0, 20).Select(i => At(i, new QualitySample { MicLevel = 0, Rtt = 10 }))).Problems);
        Assert.Empty(QualityReport.Of(Enumerable.Range(0, 20).Select(i => At(i, new QualitySample { AudioUpKbps = 30, MicLevel = i % 2 == 0 ? 0 : 40, Rtt = 10 }))).Problems);
    }

    [Fact]
    public void A_report_can_be_stored_and_gone_on_with()
    {
        var all = SamplePackTests.Series(50, 4, camera: true);
        var first = new QualityTally();
        foreach (var sample in all.Take(20)) first.Add(sample);
        var second = new QualityTally();
        foreach (var sample in all.Skip(20)) second.Add(sample);
        second.Continue(QualityReport.Read(first.Report().ToJson()));

        var (whole, joined) = (QualityReport.Of(all), second.Report());
        Assert.Equal(50, joined.Samples);
        Assert.Equal(whole.Grade(), joined.Grade());
        Assert.Equal((whole.Network, whole.Audio, whole.Video, whole.Share, whole.Link), (joined.Network, joined.Audio, joined.Video, joined.Share, joined.Link));
        Assert.Equal(whole.Metrics.Keys.Order(), joined.Metrics.Keys.Order());
        Assert.All(whole.Metrics, m => Assert.Equal((m.Value.Min, Math.Round(m.Value.Mean, 6), m.Value.Max, m.Value.Count), (joined.Metrics[m.Key].Min, Math.Round(joined.Metrics[m.Key].Mean, 6), joined.Metrics[m.Key].Max, joined.Metrics[m.Key].Count)));
    }

    private static TimedSample At(int tick, QualitySample sample) => new(Start.AddSeconds(tick * 10), sample);
}
