namespace Huitang.Kernel;

/// <summary>The clock of an enterprise: by it dashboards cut their days and saved reports are due.</summary>
public sealed record EnterpriseClock : IPolicyRecord
{
    /// <summary>IANA id of the zone.</summary>
    public string Zone { get; init; } = "Asia/Shanghai";
}
