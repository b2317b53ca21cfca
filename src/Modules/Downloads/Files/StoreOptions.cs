using Microsoft.Extensions.Configuration;

namespace Huitang.Downloads.Files;

/// <summary>Settings under <c>Files</c> and <c>Downloads</c> of <c>huitang.json</c>.</summary>
internal sealed class StoreOptions
{
    public StoreOptions(IConfiguration configuration)
    {
        var files = configuration.GetSection("Files");
        Folder = Path.GetFullPath(files["Folder"] is { Length: > 0 } folder ? folder : Path.Combine("data", "files"));
        S3 = files.GetSection("S3").Get<S3Options>();
        var downloads = configuration.GetSection("Downloads");
        KeepDays = Math.Clamp(downloads.GetValue("KeepDays", 7), 1, 365);
        AtOnce = Math.Clamp(downloads.GetValue("AtOnce", 1), 0, 8);
        DirectRows = Math.Max(0, downloads.GetValue("DirectRows", 5_000));
        Lease = TimeSpan.FromSeconds(Math.Clamp(downloads.GetValue("LeaseSeconds", 30), 1, 600));
    }

    /// <summary>Folder of the local store. Several processes share one, or an object store.</summary>
    public string Folder { get; }

    /// <summary>Object store in place of the folder; null without one.</summary>
    public S3Options? S3 { get; }

    /// <summary>Days a file is kept unless a policy says otherwise.</summary>
    public int KeepDays { get; }

    /// <summary>Files this process writes at once; 0 leaves that to others.</summary>
    public int AtOnce { get; }

    /// <summary>Most rows that an export writes at once; longer ones become a job.</summary>
    public int DirectRows { get; }

    /// <summary>How long a process may be silent before another takes its file over.</summary>
    public TimeSpan Lease { get; }
}

/// <summary>An object store that speaks S3.</summary>
internal sealed record S3Options
{
    /// <summary>Address, such as <c>https://s3.example.com</c>; empty for Amazon's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Region; some stores want a certain one.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Bucket; it must exist.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>What keys begin with.</summary>
    public string Prefix { get; init; } = "huitang/";

    /// <summary>Access key; empty takes what the machine's environment has.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret key.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Whether the bucket is part of the path and not of the host name; most own stores want it.</summary>
    public bool PathStyle { get; init; } = true;
}
