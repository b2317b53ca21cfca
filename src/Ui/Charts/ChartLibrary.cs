namespace Huitang.Ui;

/// <summary>What draws the charts.</summary>
public static class ChartLibrary
{
    /// <summary>Its script. Pages with charts above the fold fetch it early.</summary>
    public const string Path = "_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js";
}
