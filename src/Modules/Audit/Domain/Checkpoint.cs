using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Huitang.Audit;

/// <summary>How far a stream had come.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Seq">Number of its last record.</param>
/// <param name="Hash">Hash of that record.</param>
internal sealed record Head(Guid Stream, long Seq, byte[] Hash);

/// <summary>What a pruning left: the checkpoint it went up to stays as the anchor, and each stream begins after its cut.</summary>
/// <param name="Anchor">Number of the checkpoint.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Cuts">Last record that was taken away, by stream.</param>
internal sealed record Pruned(long Anchor, byte[] Hash, IReadOnlyList<Head> Cuts);

/// <summary>A signed statement of how far the streams of an enterprise had come, following the one before it. Only this shows a tail that was cut off or a chain that was written anew.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Previous">Hash of the one before; null for the first.</param>
/// <param name="At">When.</param>
/// <param name="Heads">Streams that had come further since the one before.</param>
/// <param name="Pruned">What was pruned with it; null for nothing.</param>
internal sealed record Checkpoint(int Tenant, long Number, byte[]? Previous, DateTimeOffset At, IReadOnlyList<Head> Heads, Pruned? Pruned = null)
{
    /// <summary>The bytes that are hashed and signed.</summary>
    public byte[] ToBody(string key) => new CanonicalMap()
        .Put("kind", "checkpoint").Put("tenant", Tenant).Put("number", Number).Put("previous", Previous is null ? null : Convert.ToHexStringLower(Previous)).Put("at", At.ToUnixTimeMilliseconds())
        .Put("key", key).Put("heads", Maps(Heads))
        .Put("pruned", Pruned is null ? null : new CanonicalMap().Put("anchor", Pruned.Anchor).Put("hash", Convert.ToHexStringLower(Pruned.Hash)).Put("cuts", Maps(Pruned.Cuts)))
        .ToBytes();

    /// <summary>Reads a body; null when it is none.</summary>
    public static (Checkpoint Checkpoint, string Key)? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var pruned = root.TryGetProperty("pruned", out var p) ? new Pruned(p.GetProperty("anchor").GetInt64(), Hex(p.GetProperty("hash")), Heads_(p.GetProperty("cuts"))) : null;
            return (new Checkpoint(
                root.GetProperty("tenant").GetInt32(), root.GetProperty("number").GetInt64(), root.TryGetProperty("previous", out var previous) ? Hex(previous) : null,
                DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("at").GetInt64()), Heads_(root.GetProperty("heads")), pruned), root.GetProperty("key").GetString()!);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Hash of a body.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> body) => SHA256.HashData(body);

    /// <summary>What a public key is known by.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    private static List<object?> Maps(IEnumerable<Head> heads) => heads.OrderBy(h => h.Stream)
        .Select(h => (object?)new CanonicalMap().Put("stream", h.Stream).Put("seq", h.Seq).Put("hash", Convert.ToHexStringLower(h.Hash))).ToList();

    private static List<Head> Heads_(JsonElement list) => list.EnumerateArray()
        .Select(h => new Head(Guid.Parse(h.GetProperty("stream").GetString()!, CultureInfo.InvariantCulture), h.GetProperty("seq").GetInt64(), Hex(h.GetProperty("hash")))).ToList();

    private static byte[] Hex(JsonElement text) => Convert.FromHexString(text.GetString()!);
}
