using Huitang.Kernel;

namespace Huitang.Audit;

/// <summary>How long an enterprise keeps its logs; unset means what the installation says.</summary>
internal sealed record AuditPolicy : IPolicyRecord
{
    /// <summary>Days to keep, or null.</summary>
    public int? KeepDays { get; init; }
}

/// <summary>How long the logs are kept.</summary>
internal static class Retention
{
    /// <summary>Days when nobody says otherwise.</summary>
    public const int UsualDays = 190;

    /// <summary>What the law asks for; no setting goes below it.</summary>
    public const int LegalDays = 180;

    /// <summary>Longest setting: ten years.</summary>
    public const int MostDays = 3660;

    /// <summary>The fewest days a setting may say.</summary>
    public static int Least(int minimum) => Math.Max(LegalDays, minimum);

    /// <summary>Days as text.</summary>
    public static string Text(int days) => days.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Days in force: the policy's, else the installation's, never fewer than the larger of the two minima.</summary>
    public static int Days(int? policy, int installation, int minimum) => Math.Max(policy ?? installation, Least(minimum));
}
