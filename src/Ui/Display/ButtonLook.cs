namespace Huitang.Ui;

/// <summary>How loud a button is.</summary>
public enum ButtonLook
{
    /// <summary>A border; the usual one.</summary>
    Outlined,

    /// <summary>Filled; the one main act of a page, drawer or dialog.</summary>
    Filled,

    /// <summary>Text alone.</summary>
    Text,
}
