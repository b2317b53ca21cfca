namespace Huitang.Ui;

/// <summary>A range of days, both included.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public readonly record struct DateSpan(DateOnly From, DateOnly To);
