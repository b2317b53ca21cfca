namespace Huitang.Ui;

/// <summary>What a status means; always shown as a dot and a word.</summary>
public enum StatusKind
{
    /// <summary>Live, healthy, on (green).</summary>
    Good,

    /// <summary>Scheduled, waiting (blue).</summary>
    Planned,

    /// <summary>Ended, off (grey).</summary>
    Ended,

    /// <summary>Needs a look (amber).</summary>
    Warning,

    /// <summary>Abnormal (red).</summary>
    Bad,
}

/// <summary>Colour of a tag; carries no meaning of its own.</summary>
public enum TagKind
{
    /// <summary>Grey.</summary>
    Neutral,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Amber.</summary>
    Amber,

    /// <summary>Violet.</summary>
    Violet,

    /// <summary>Red.</summary>
    Red,
}
