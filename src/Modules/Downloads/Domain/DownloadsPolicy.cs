namespace Huitang.Downloads.Domain;

/// <summary>How an enterprise keeps its downloads.</summary>
internal sealed record DownloadsPolicy : IPolicyRecord
{
    /// <summary>Days a file is kept, 1–365; null takes the installation's.</summary>
    public int? KeepDays { get; init; }
}
