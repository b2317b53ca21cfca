namespace Huitang.Insights.Contracts;

/// <summary>Permissions of this module.</summary>
public static class InsightsPermissions
{
    /// <summary>See the dashboards.</summary>
    public const string Read = "insights.read";

    /// <summary>Compare the figures with their facts, and mend them.</summary>
    public const string Manage = "insights.manage";
}
