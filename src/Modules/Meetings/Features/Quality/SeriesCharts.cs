using Huitang.Meetings.Live;
using Huitang.Ui;

namespace Huitang.Meetings.Features.Quality;

/// <summary>A line of a chart.</summary>
/// <param name="Metric">Key of the figure.</param>
/// <param name="Name">Its name.</param>
internal sealed record SeriesLine(string Metric, Func<string> Name);

/// <summary>A chart of a participation's samples.</summary>
/// <param name="Id">Id within the drawer.</param>
/// <param name="Title">Title.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Lines">Lines.</param>
internal sealed record SeriesChart(string Id, Func<string> Title, string Unit, IReadOnlyList<SeriesLine> Lines)
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(25);

    /// <summary>The data, with a gap where samples are missing.</summary>
    public ChartData Draw(IReadOnlyList<TimedSample> samples, Viewer viewer)
    {
        var metrics = Lines.Select(l => Metric.All.Single(m => m.Key == l.Metric)).ToList();
        var labels = new List<string>();
        var values = Lines.Select(_ => new List<double?>()).ToList();
        for (var i = 0; i < samples.Count; i++)
        {
            if (i > 0 && samples[i].At - samples[i - 1].At > Break)
            {
                labels.Add(viewer.Text(samples[i - 1].At.AddSeconds(10), "HH:mm:ss"));
                foreach (var line in values) line.Add(null);
            }

            labels.Add(viewer.Text(samples[i].At, "HH:mm:ss"));
            for (var l = 0; l < metrics.Count; l++) values[l].Add(metrics[l].Of(samples[i].Values));
        }

        return new ChartData(labels, Lines.Select((l, i) => new ChartSeries(l.Name(), values[i])).ToList(), Unit);
    }
}

/// <summary>The charts of one module.</summary>
/// <param name="Id">Id in the address.</param>
/// <param name="Title">Name.</param>
/// <param name="Charts">Charts.</param>
internal sealed record SeriesModule(string Id, Func<string> Title, IReadOnlyList<SeriesChart> Charts);

/// <summary>Which figures are drawn together.</summary>
internal static class SeriesCharts
{
    /// <summary>By module.</summary>
    public static readonly IReadOnlyList<SeriesModule> Modules =
    [
        new("network", () => Texts.quality_network,
        [
            Pair("bandwidth", () => Texts.quality_chart_bandwidth, "kbps", "upKbps", "downKbps"),
            Pair("loss", () => Texts.quality_chart_loss, "%", "upLoss", "downLoss"),
            new("latency", () => Texts.quality_chart_latency, "ms", [new("rtt", () => Texts.quality_rtt), new("jitter", () => Texts.quality_jitter)]),
        ]),
        new("audio", () => Texts.quality_audio,
        [
            Pair("audio-rate", () => Texts.quality_chart_rate, "kbps", "audioUpKbps", "audioDownKbps"),
            new("levels", () => Texts.quality_chart_levels, "%", [new("micLevel", () => Texts.quality_mic), new("speakerLevel", () => Texts.quality_speaker)]),
        ]),
        new("video", () => Texts.quality_video,
        [
            Pair("video-rate", () => Texts.quality_chart_rate, "kbps", "videoUpKbps", "videoDownKbps"),
            Pair("video-fps", () => Texts.quality_chart_fps, "fps", "videoUpFps", "videoDownFps"),
            Pair("video-height", () => Texts.quality_chart_height, "px", "videoUpHeight", "videoDownHeight"),
        ]),
        new("share", () => Texts.quality_share,
        [
            Pair("share-rate", () => Texts.quality_chart_rate, "kbps", "shareUpKbps", "shareDownKbps"),
            Pair("share-fps", () => Texts.quality_chart_fps, "fps", "shareUpFps", "shareDownFps"),
        ]),
    ];

    private static SeriesChart Pair(string id, Func<string> title, string unit, string up, string down) => new(id, title, unit, [new(up, () => Texts.quality_up), new(down, () => Texts.quality_down)]);
}
