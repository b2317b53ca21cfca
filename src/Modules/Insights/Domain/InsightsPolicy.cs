using Huitang.Kernel;

namespace Huitang.Insights.Domain;

/// <summary>How an enterprise counts.</summary>
internal sealed record InsightsPolicy : IPolicyRecord
{
    /// <summary>IANA id of the zone by which days are cut.</summary>
    public string Zone { get; init; } = "Asia/Shanghai";
}
