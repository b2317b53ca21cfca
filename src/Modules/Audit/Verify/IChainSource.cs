namespace Huitang.Audit;

/// <summary>A record as found.</summary>
/// <param name="At">When it was written, as the column says; null where there is no such column.</param>
internal readonly record struct StoredRecord(long Seq, DateTimeOffset? At, byte[] Body, byte[] Hash);

/// <summary>A checkpoint as found.</summary>
internal sealed record StoredCheckpoint(long Number, byte[] Body, byte[] Hash, string Key, byte[] Signature);

/// <summary>A public key as found.</summary>
internal sealed record StoredKey(string Fingerprint, byte[] PublicKey, string Node);

/// <summary>Where a log is read from: a database, or a file.</summary>
internal interface IChainSource : IAsyncDisposable
{
    /// <summary>Whether there is a list to compare with.</summary>
    bool HasList { get; }

    /// <summary>Problems seen while reading.</summary>
    IReadOnlyList<Contracts.VerificationProblem> Problems { get; }

    /// <summary>Enterprises.</summary>
    Task<IReadOnlyList<int>> TenantsAsync(CancellationToken ct);

    /// <summary>Public keys.</summary>
    Task<IReadOnlyList<StoredKey>> KeysAsync(CancellationToken ct);

    /// <summary>Checkpoints, by number.</summary>
    Task<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(int tenant, CancellationToken ct);

    /// <summary>Streams that have records or a place in the list.</summary>
    Task<IReadOnlyList<Guid>> StreamsAsync(int tenant, CancellationToken ct);

    /// <summary>Number of a stream's last record as noted beside the chain; null when not noted.</summary>
    Task<long?> NotedHeadAsync(int tenant, Guid stream, CancellationToken ct);

    /// <summary>Records of a stream, in order as found.</summary>
    IAsyncEnumerable<StoredRecord> RecordsAsync(int tenant, Guid stream, CancellationToken ct);

    /// <summary>The list's entries of a stream, by the number of their first record.</summary>
    IAsyncEnumerable<Act> ActsAsync(int tenant, Guid stream, CancellationToken ct);

    /// <summary>Keys of people.</summary>
    Task<Dictionary<Guid, byte[]>> SubjectKeysAsync(int tenant, CancellationToken ct);
}
