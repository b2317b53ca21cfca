using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Xunit;

namespace Huitang.Unit.Meetings.Quality;

public class SamplePackTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 1, 2, 3, 400, TimeSpan.Zero);

    [Fact]
    public void Samples_come_back_as_they_were()
    {
        var samples = Series(30, 7, camera: true);
        Assert.Equal(samples, SamplePack.Read(SamplePack.Write(samples), samples[0].At));
        Assert.Equal(samples, SamplePack.Read(SamplePack.WriteSealed(samples), samples[0].At));
    }

    [Fact]
    public void Nulls_and_extremes_come_back_as_they_were()
    {
        TimedSample[] samples =
        [
            At(0, new QualitySample()),
            At(4, new QualitySample { UpKbps = 1e6, UpLoss = 100, Rtt = 60_000, MicLevel = 100, VideoUpHeight = 16_384, CpuLimited = true, Link = "relay" }),
            At(4000.3, new QualitySample { UpKbps = 0, UpLoss = 0, Rtt = 0, MicLevel = 0, VideoUpHeight = 0, Link = "tcp" }),
            At(4010.3, new QualitySample { DownLoss = 0.1, ShareDownFps = 240, Link = "udp" }),
            At(90_000, new QualitySample { UpLoss = 33.3 }),
        ];
        Assert.Equal(samples, SamplePack.Read(SamplePack.Write(samples), samples[0].At));
        Assert.Equal(samples[..1], SamplePack.Read(SamplePack.Write(samples[..1]), samples[0].At));
    }

    [Fact]
    public void What_cannot_be_believed_is_left_out_before_it_is_stored()
    {
        var clean = Metric.Clean(new QualitySample { UpKbps = double.NaN, DownKbps = double.PositiveInfinity, UpLoss = -1, DownLoss = 1e300, Rtt = 12.6, Jitter = 1e300, MicLevel = 0.4, SpeakerLevel = 0.05, Link = "carrier pigeon" });
        Assert.Equal(new QualitySample { DownLoss = 100, Rtt = 13, Jitter = 60_000, MicLevel = 1, SpeakerLevel = 0 }, clean);
    }

    [Fact]
    public void A_truncated_or_unknown_pack_is_refused()
    {
        var body = SamplePack.Write(Series(30, 3, camera: true));
        Assert.Throws<InvalidDataException>(() => SamplePack.Read(body[..^20], Start));
        Assert.Throws<InvalidDataException>(() => SamplePack.Read([9, .. body[1..]], Start));
    }

    [Fact]
    public void Samples_take_few_bytes()
    {
        // Of a usual meeting: one of five has the camera on.
        var chunks = Enumerable.Range(0, 20).Select(seed => Series(30, seed, camera: seed % 5 == 0)).ToList();
        var perSample = chunks.Sum(c => SamplePack.Write(c).Length) / (double)chunks.Sum(c => c.Count);
        var withCamera = SamplePack.Write(Series(30, 1, camera: true)).Length / 30.0;
        var sealedHour = SamplePack.WriteSealed(Series(360, 1, camera: false)).Length / 360.0;
        TestContext.Current.TestOutputHelper?.WriteLine($"mixed {perSample:0.0}, with camera {withCamera:0.0}, sealed hour {sealedHour:0.0} bytes per sample");
        Assert.InRange(perSample, 1, 10);
        Assert.InRange(withCamera, 1, 16);
        Assert.InRange(sealedHour, 1, 10);
    }

    /// <summary>Figures that wander as those of a browser do.</summary>
    internal static IReadOnlyList<TimedSample> Series(int count, int seed, bool camera)
    {
        var random = new Random(seed);
        var (rate, rtt) = (900.0, 34.0);
        return Enumerable.Range(0, count).Select(i =>
        {
            rate = Math.Clamp(rate + (random.NextDouble() * 60) - 30, 300, 1500);
            rtt = Math.Clamp(rtt + (random.NextDouble() * 6) - 3, 10, 90);
            return At((i * 10) + (i % 7 == 0 ? 0.1 : 0), new QualitySample
            {
                UpKbps = camera ? rate + 34 : 0, DownKbps = rate * 2, UpLoss = camera && random.Next(8) == 0 ? 0.4 : 0, DownLoss = random.Next(6) == 0 ? 0.3 : 0, Rtt = rtt, Jitter = 3 + random.Next(3),
                AudioUpKbps = camera ? 30 + random.Next(6) : null, AudioDownKbps = 31 + random.Next(6), MicLevel = camera ? 20 + random.Next(30) : null, SpeakerLevel = 25 + random.Next(30),
                VideoUpKbps = camera ? rate : null, VideoDownKbps = rate * 1.9, VideoUpFps = camera ? 29 + random.Next(2) : null, VideoDownFps = 24 + random.Next(3),
                VideoUpHeight = camera ? 720 : null, VideoDownHeight = 720, Link = "udp",
            });
        }).ToList();
    }

    private static TimedSample At(double seconds, QualitySample sample) => new(Metric.Clean(Start.AddSeconds(seconds)), Metric.Clean(sample));
}
