namespace Huitang.Ui;

/// <summary>Width of a drawer or dialog; never more than the window.</summary>
public enum DrawerSize
{
    /// <summary>480 px.</summary>
    Small,

    /// <summary>640 px.</summary>
    Medium,

    /// <summary>760 px.</summary>
    Large,
}

/// <summary>One act of a menu.</summary>
/// <param name="Text">A verb.</param>
/// <param name="OnClick">What happens; null for a link.</param>
/// <param name="Icon">Path data; null for none.</param>
/// <param name="Danger">Red.</param>
/// <param name="Href">Where a link goes.</param>
/// <param name="Disabled">Whether it can't be chosen now.</param>
public sealed record AppMenuItem(string Text, Func<Task>? OnClick = null, string? Icon = null, bool Danger = false, string? Href = null, bool Disabled = false);
