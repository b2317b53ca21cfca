using System.Text;
using System.Text.Json;

namespace Huitang.Audit;

/// <summary>
/// The file for auditors: JSON lines, each with its kind in <c>t</c>. <c>head</c>; <c>key</c> for each public key; with personal data <c>person</c> for each person's key; <c>checkpoint</c>; <c>record</c> with
/// the exact body as text; <c>end</c> with counts. All that <c>verify-audit</c> needs is in it, and a verifier can be written from docs/operations.md alone.
/// </summary>
internal static class ChainExport
{
    /// <summary>Name and version of the format.</summary>
    public const string Format = "huitang-audit/1";

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an enterprise's log.</summary>
    public static async Task<long> WriteAsync(IChainSource source, int tenant, bool personal, Stream to, TimeProvider time, CancellationToken ct)
    {
        var records = 0L;
        await LineAsync(to, "head", w =>
        {
            w.WriteString("format", Format);
            w.WriteNumber("tenant", tenant);
            w.WriteString("made", time.GetUtcNow());
            w.WriteBoolean("personal", personal);
        }, ct);
        foreach (var key in await source.KeysAsync(ct))
        {
            await LineAsync(to, "key", w =>
            {
                w.WriteString("fingerprint", key.Fingerprint);
                w.WriteString("node", key.Node);
                w.WriteBase64String("public", key.PublicKey);
            }, ct);
        }

        foreach (var (subject, key) in personal ? await source.SubjectKeysAsync(tenant, ct) : [])
        {
            await LineAsync(to, "person", w =>
            {
                w.WriteString("subject", subject);
                w.WriteBase64String("key", key);
            }, ct);
        }

        var checkpoints = await source.CheckpointsAsync(tenant, ct);
        foreach (var checkpoint in checkpoints)
        {
            await LineAsync(to, "checkpoint", w =>
            {
                w.WriteNumber("number", checkpoint.Number);
                w.WriteString("body", checkpoint.Body);
                w.WriteString("hash", Convert.ToHexStringLower(checkpoint.Hash));
                w.WriteString("key", checkpoint.Key);
                w.WriteBase64String("signature", checkpoint.Signature);
            }, ct);
        }

        foreach (var stream in await source.StreamsAsync(tenant, ct))
        {
            await foreach (var record in source.RecordsAsync(tenant, stream, ct))
            {
                records++;
                await LineAsync(to, "record", w =>
                {
                    w.WriteString("stream", stream);
                    w.WriteNumber("seq", record.Seq);
                    w.WriteString("body", record.Body);
                    w.WriteString("hash", Convert.ToHexStringLower(record.Hash));
                }, ct);
            }
        }

        await LineAsync(to, "end", w =>
        {
            w.WriteNumber("records", records);
            w.WriteNumber("checkpoints", checkpoints.Count);
        }, ct);
        await to.FlushAsync(ct);
        return records;
    }

    private static async Task LineAsync(Stream to, string kind, Action<Utf8JsonWriter> write, CancellationToken ct)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("t", kind);
            write(writer);
            writer.WriteEndObject();
        }

        Encoding.UTF8.GetBytes("\n", buffer);
        await to.WriteAsync(buffer.WrittenMemory, ct);
    }
}
