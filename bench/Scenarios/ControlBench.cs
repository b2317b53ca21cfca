using Huitang.Bench.Crowd;
using Huitang.Bench.Server;

namespace Huitang.Bench.Scenarios;

/// <summary>Mute-all in a large meeting, until a real Janus has acknowledged every stream, against the bare requests.</summary>
internal static class ControlBench
{
    // A microphone that never connects: Janus makes the stream from the offer and blocks it like any other.
    private const string Offer = "v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\ns=-\\r\\nt=0 0\\r\\na=group:BUNDLE 0\\r\\nm=audio 9 UDP/TLS/RTP/SAVPF 111\\r\\nc=IN IP4 0.0.0.0\\r\\na=ice-ufrag:bnch\\r\\na=ice-pwd:0123456789abcdef01234567\\r\\na=ice-options:trickle\\r\\n"
        + "a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\\r\\na=setup:actpass\\r\\na=mid:0\\r\\na=sendonly\\r\\na=rtcp-mux\\r\\na=rtpmap:111 opus/48000/2\\r\\n";

    public static async Task RunAsync(int people, int rounds, CancellationToken ct)
    {
        Figures.Head($"control: mute-all in a meeting of {people} with microphones in a real Janus, {rounds} rounds");
        await using var stage = await Stage.SetAsync(media: true, ct);
        var meetings = await stage.MeetingsAsync(1, people + 1, ct);
        using var crowd = await Crowd.Crowd.GatherAsync(stage.Product.Url, meetings, people + 1, TimeSpan.FromSeconds(8), ct);
        if (!await crowd.FullAsync(TimeSpan.FromSeconds(30), ct)) throw new InvalidOperationException("The meeting did not fill: " + crowd.Members.Select(m => m.Problem).FirstOrDefault(p => p is not null));
        await Crowd.Crowd.SpreadAsync(crowd.Members, TimeSpan.FromSeconds(5), m => m.Send($$"""{"t":"publish","leg":"main","sdp":"{{Offer}}"}"""), ct);
        for (var i = 0; i < 200 && crowd.Members.Any(m => !m.MediaAnswered && m.Problem is null); i++) await Task.Delay(100, ct);
        if (crowd.Members.FirstOrDefault(m => !m.MediaAnswered) is { } without) throw new InvalidOperationException("Not everybody could publish: " + without.Problem);
        await Task.Delay(1000, ct);

        var times = await stage.Product.AskAsync<ControlTimes>($"control {meetings[0]} {rounds}", ct);
        Figures.Line($"mute all {times.Streams}, console use case", Figures.Percentiles(times.AllByConsole));
        Figures.Line($"mute all {times.Streams}, command at the meeting", Figures.Percentiles(times.AllByMeeting));
        Figures.Line($"baseline: {times.Streams} bare requests, 64 at a time", Figures.Percentiles(times.AllBare));
        Ratio("mute all", times.AllByConsole, times.AllByMeeting, times.AllBare);
        Figures.Line("mute one, console use case", Figures.Percentiles(times.OneByConsole));
        Figures.Line("mute one, command at the meeting", Figures.Percentiles(times.OneByMeeting));
        Figures.Line("baseline: one bare request", Figures.Percentiles(times.OneBare));
        Ratio("mute one", times.OneByConsole, times.OneByMeeting, times.OneBare);
    }

    private static void Ratio(string what, double[] console, double[] meeting, double[] bare)
    {
        double Of(double[] times, double part) => Figures.Percentile(times, part) / Figures.Percentile(bare, part);
        Figures.Line($"ratio {what} (goal: p95 at most 2)", $"use case p50 {Figures.Text(Of(console, 0.5))}, p95 {Figures.Text(Of(console, 0.95))}; at the meeting p50 {Figures.Text(Of(meeting, 0.5))}, p95 {Figures.Text(Of(meeting, 0.95))}");
    }
}
