namespace Huitang.Audit.Contracts;

/// <summary>What can be wrong with the log.</summary>
public enum ProblemKind
{
    /// <summary>An entry's bytes, or those of the one before it, are not what was written.</summary>
    Altered,

    /// <summary>Entries are missing.</summary>
    Missing,

    /// <summary>An entry stands where it does not belong.</summary>
    OutOfOrder,

    /// <summary>Entries were written anew: their links hold, but not what a checkpoint says of them.</summary>
    Rewritten,

    /// <summary>The list shows an entry otherwise than the chain has it.</summary>
    ListDiffers,

    /// <summary>An entry of the chain is not in the list.</summary>
    NotListed,

    /// <summary>The list shows an entry that the chain does not have.</summary>
    OnlyListed,

    /// <summary>A checkpoint is missing.</summary>
    CheckpointMissing,

    /// <summary>A checkpoint's bytes, links or signature do not hold.</summary>
    CheckpointBroken,

    /// <summary>A checkpoint was signed with a key that is not among the trusted ones.</summary>
    UnknownKey,

    /// <summary>A checkpoint that the data folder remembers is not there, or is another one.</summary>
    RememberedCheckpoint,

    /// <summary>The file does not end as it should, or cannot be read.</summary>
    FileBroken,
}

/// <summary>Something wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Tenant">Enterprise.</param>
/// <param name="Stream">Stream of the chain; null for checkpoints and files.</param>
/// <param name="From">First number of the entries (or checkpoints) meant; null for none.</param>
/// <param name="To">Last number.</param>
/// <param name="Act">Entry as the list knows it; null when it cannot be told.</param>
/// <param name="Detail">A column, an action, a line: by kind.</param>
public sealed record VerificationProblem(ProblemKind Kind, int Tenant, Guid? Stream, long? From, long? To, Guid? Act, string? Detail)
{
    /// <summary>The problem in the current language.</summary>
    public string ToText() => VerificationTexts.Of(this);
}

/// <summary>A key that signed checkpoints.</summary>
/// <param name="Fingerprint">SHA-256 of the public key, hexadecimal.</param>
/// <param name="Node">Machine it was first used on; empty when unknown.</param>
/// <param name="Trusted">Whether it is this data folder's own or was named as trusted.</param>
public sealed record VerificationKey(string Fingerprint, string Node, bool Trusted);

/// <summary>What a verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Records followed.</summary>
    public required long Records { get; init; }

    /// <summary>Entries compared with the list.</summary>
    public required long Entries { get; init; }

    /// <summary>Streams.</summary>
    public required int Streams { get; init; }

    /// <summary>Checkpoints verified.</summary>
    public required long Checkpoints { get; init; }

    /// <summary>Records no checkpoint covers yet.</summary>
    public required long Unsealed { get; init; }

    /// <summary>When the newest checkpoint was made; null when there is none.</summary>
    public required DateTimeOffset? LastCheckpoint { get; init; }

    /// <summary>Keys that signed.</summary>
    public required IReadOnlyList<VerificationKey> Keys { get; init; }

    /// <summary>What is wrong; the first thousand.</summary>
    public required IReadOnlyList<VerificationProblem> Problems { get; init; }

    /// <summary>How much is wrong in all.</summary>
    public required long ProblemCount { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool Holds => ProblemCount == 0;
}

/// <summary>Whom to believe.</summary>
/// <param name="Folder">Folder with this process' key and the checkpoints it remembers; null for none.</param>
/// <param name="Trusted">Fingerprints of further keys; when any is given, a key that is not trusted is a problem.</param>
/// <param name="Tenant">Only this enterprise; null for all.</param>
public sealed record VerificationTrust(string? Folder = null, IReadOnlyCollection<string>? Trusted = null, int? Tenant = null);

/// <summary>Verifies the audit log without the product running, and writes it to files for auditors.</summary>
public static class AuditChain
{
    /// <summary>Name of the folder within the data folder that holds the signing key and the remembered checkpoints.</summary>
    public const string Folder = "audit";

    /// <summary>Verifies a database.</summary>
    public static async Task<VerificationReport> VerifyAsync(Npgsql.NpgsqlDataSource database, VerificationTrust trust, TimeProvider time, CancellationToken ct)
    {
        await using var source = await DatabaseChain.OpenAsync(database, ct);
        return await new Verifier(source, trust, time).RunAsync(ct);
    }

    /// <summary>Verifies an exported file.</summary>
    public static async Task<VerificationReport> VerifyFileAsync(string path, VerificationTrust trust, TimeProvider time, CancellationToken ct)
    {
        await using var source = await FileChain.OpenAsync(path, ct);
        return await new Verifier(source, trust, time).RunAsync(ct);
    }

    /// <summary>Writes the whole log of an enterprise as JSON lines. <paramref name="personal"/>: with the keys that make personal data readable.</summary>
    /// <returns>How many records were written.</returns>
    public static async Task<long> ExportAsync(Npgsql.NpgsqlDataSource database, int tenant, bool personal, Stream to, TimeProvider time, CancellationToken ct)
    {
        await using var source = await DatabaseChain.OpenAsync(database, ct);
        return await ChainExport.WriteAsync(source, tenant, personal, to, time, ct);
    }

    /// <summary>Fingerprint of the signing key in a folder; null when there is none.</summary>
    public static string? FingerprintOf(string folder)
    {
        using var key = SigningKey.Open(folder, make: false);
        return key?.Fingerprint;
    }
}
