using Huitang.Meetings.Data;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings.Demo;

#pragma warning disable CA5394 // the same company each time is wanted, and nothing here is secret

/// <summary>Invented quality figures of one stretch, stored and graded as measured ones are.</summary>
internal sealed class DemoQuality(Random random)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>Sets the stretch's report and answers its samples as stored; null when it was too short for one.</summary>
    public QualityChunkRow? Measure(ParticipationRow stretch, MediaRoomRow room)
    {
        var samples = new List<TimedSample>();
        var (rtt, loss, jitter) = stretch.Network switch { "wired" => (16.0, 0.05, 3.0), "wifi" => (28.0, 0.3, 8.0), _ => (64.0, 0.9, 22.0) };
        var mobile = stretch.Device is "android" or "ios";
        var camera = random.Next(100) < 72;
        var shares = (room.Features & 1) != 0;
        var (shareFrom, shareTo) = (room.OpenedAt + ((room.ClosedAt!.Value - room.OpenedAt) * 0.25), room.OpenedAt + ((room.ClosedAt.Value - room.OpenedAt) * 0.7));
        var others = Math.Min(8, room.Peak - 1);
        // A bad patch of some minutes: now and then, more often over the air.
        var bad = random.Next(100) < (stretch.Network == "wired" ? 4 : stretch.Network == "wifi" ? 12 : 35) ? stretch.JoinedAt + ((stretch.LeftAt!.Value - stretch.JoinedAt) * random.NextDouble()) : DateTimeOffset.MaxValue;
        var badUntil = bad == DateTimeOffset.MaxValue ? bad : bad.AddSeconds(random.Next(30, 300));
        var worse = random.Next(2) == 0 ? 2.2 : 1;
        for (var at = stretch.JoinedAt + Step; at <= stretch.LeftAt; at += Step)
        {
            var rough = at >= bad && at < badUntil;
            var talks = random.Next(100) < 22;
            var share = shares && at > shareFrom && at < shareTo;
            double Around(double mean) => mean * (0.8 + (random.NextDouble() * 0.4));
            var up = camera ? Around(mobile ? 380 : 820) * (rough ? 0.5 : 1) : (double?)null;
            var down = others > 0 && camera ? Around(Math.Min(2400, others * 330)) * (rough ? 0.6 : 1) : (double?)null;
            samples.Add(new TimedSample(Metric.Clean(at), Metric.Clean(new QualitySample
            {
                UpKbps = 34 + (up ?? 0), DownKbps = 40 + (down ?? 0) + (share ? 420 : 0), UpLoss = rough ? Around(7 * worse) : Around(loss), DownLoss = rough ? Around(6 * worse) : Around(loss),
                Rtt = Around(rtt) * (rough ? 4 * worse : 1), Jitter = Around(jitter) * (rough ? 3 : 1), AudioUpKbps = talks ? Around(34) : Around(9), AudioDownKbps = Around(38),
                MicLevel = talks ? random.Next(25, 70) : random.Next(1, 6), SpeakerLevel = random.Next(5, 60), VideoUpKbps = up, VideoDownKbps = down,
                VideoUpFps = up is null ? null : rough ? random.Next(8, 16) : random.Next(23, 31), VideoDownFps = down is null ? null : rough ? random.Next(9, 17) : random.Next(22, 30),
                VideoUpHeight = up is null ? null : mobile || rough ? 360 : 720, VideoDownHeight = down is null ? null : others > 4 ? 360 : 720,
                ShareDownKbps = share ? Around(420) : null, ShareDownFps = share ? random.Next(rough ? 4 : 8, 15) : null, CpuLimited = mobile && random.Next(40) == 0, Link = random.Next(1000) == 0 ? "tcp" : "udp",
            })));
        }

        if (samples.Count == 0) return null;
        var report = QualityReport.Of(samples);
        (stretch.Quality, stretch.Grade) = (report.ToJson(), (short)report.Grade());
        return new QualityChunkRow
        {
            ParticipationId = stretch.Id, Number = QualityStore.Sealed, TenantId = stretch.TenantId, MediaRoomId = stretch.MediaRoomId, From = samples[0].At, Samples = samples.Count, Body = SamplePack.WriteSealed(samples),
        };
    }
}
