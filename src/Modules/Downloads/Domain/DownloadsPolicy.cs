namespace Huitang.Downloads.Domain;

/// <summary>How an enterprise keeps its downloads.</summary>
internal sealed record DownloadsPolicy : IPolicyRecord
{
    /// <summary>The shortest a file can be kept, in days.</summary>
    public const int LeastDays = 1;

    /// <summary>The longest, in days.</summary>
    public const int MostDays = 365;

    /// <summary>Days a file is kept, 1–365; null takes the installation's.</summary>
    public int? KeepDays { get; init; }
}
