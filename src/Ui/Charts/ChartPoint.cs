using Microsoft.AspNetCore.Components;

namespace Huitang.Ui;

/// <summary>A point of a chart that was clicked.</summary>
public sealed class ChartPointEventArgs : EventArgs
{
    /// <summary>Its number in <see cref="ChartData.Labels"/>, from 0; comes from the browser and may be anything.</summary>
    public int Index { get; set; }
}

/// <summary>Events of our own elements, for the compiler of components.</summary>
[EventHandler("onchartpoint", typeof(ChartPointEventArgs), enableStopPropagation: false, enablePreventDefault: false)]
public static class EventHandlers;
