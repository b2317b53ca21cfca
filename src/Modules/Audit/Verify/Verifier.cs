using System.Diagnostics;
using System.Text.Json;
using Huitang.Audit.Contracts;

namespace Huitang.Audit;

/// <summary>Follows every link of a log and names what does not hold.</summary>
internal sealed class Verifier(IChainSource source, VerificationTrust trust, TimeProvider time)
{
    private const int MostProblems = 1000;

    private readonly List<VerificationProblem> _problems = [];
    private readonly Dictionary<string, VerificationKey> _used = [];
    private long _count, _records, _entries, _checkpoints, _unsealed;
    private int _streams;
    private DateTimeOffset? _last;

    public async Task<VerificationReport> RunAsync(CancellationToken ct)
    {
        var (at, start) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
        var keys = (await source.KeysAsync(ct)).GroupBy(k => k.Fingerprint).ToDictionary(g => g.Key, g => g.First());
        var trusted = (trust.Trusted ?? []).Select(t => t.ToLowerInvariant()).ToHashSet();
        if (trust.Folder is { } folder && AuditChain.FingerprintOf(folder) is { } own) trusted.Add(own);
        foreach (var tenant in (await source.TenantsAsync(ct)).Where(t => trust.Tenant is null || trust.Tenant == t))
        {
            var (claims, cuts) = await CheckpointsAsync(tenant, keys, trusted, ct);
            var people = source.HasList ? await source.SubjectKeysAsync(tenant, ct) : [];
            var streams = (await source.StreamsAsync(tenant, ct)).Union(claims.Where(c => c.Value.Keys.Any(seq => seq > (cuts.GetValueOrDefault(c.Key)?.Seq ?? 0))).Select(c => c.Key)).ToList();
            foreach (var stream in streams)
            {
                _streams++;
                await StreamAsync(tenant, stream, claims.GetValueOrDefault(stream) ?? [], cuts.GetValueOrDefault(stream), people, ct);
            }
        }

        foreach (var problem in source.Problems) Report(problem);
        return new VerificationReport
        {
            At = at, Took = Stopwatch.GetElapsedTime(start), Records = _records, Entries = _entries, Streams = _streams, Checkpoints = _checkpoints, Unsealed = _unsealed, LastCheckpoint = _last,
            Keys = [.. _used.Values.OrderBy(k => k.Fingerprint, StringComparer.Ordinal)], Problems = _problems, ProblemCount = _count,
        };
    }

    private async Task<(Dictionary<Guid, SortedList<long, (byte[] Hash, long Number)>> Claims, Dictionary<Guid, Head> Cuts)> CheckpointsAsync(
        int tenant, Dictionary<string, StoredKey> keys, HashSet<string> trusted, CancellationToken ct)
    {
        var claims = new Dictionary<Guid, SortedList<long, (byte[], long)>>();
        var cuts = new Dictionary<Guid, Head>();
        var stored = await source.CheckpointsAsync(tenant, ct);
        var anchors = new Dictionary<long, byte[]>();
        StoredCheckpoint? before = null;
        foreach (var found in stored)
        {
            _checkpoints++;
            var hash = Checkpoint.HashOf(found.Body);
            if (Checkpoint.Read(found.Body) is not var (checkpoint, key) || checkpoint.Number != found.Number || checkpoint.Tenant != tenant || key != found.Key || !hash.AsSpan().SequenceEqual(found.Hash)
                || !keys.TryGetValue(key, out var known) || Checkpoint.Fingerprint(known.PublicKey) != key || !SigningKey.Verify(known.PublicKey, found.Body, found.Signature)
                || (before is not null && found.Number == before.Number + 1 && checkpoint.Previous?.AsSpan().SequenceEqual(before.Hash) != true))
            {
                Report(new VerificationProblem(ProblemKind.CheckpointBroken, tenant, null, found.Number, found.Number, null, null));
                before = found;
                continue;
            }

            if (before is not null && found.Number != before.Number + 1) Report(new VerificationProblem(ProblemKind.CheckpointMissing, tenant, null, before.Number + 1, found.Number - 1, null, null));
            before = found;
            _last = _last is { } last && last > checkpoint.At ? last : checkpoint.At;
            if (!_used.ContainsKey(key)) _used[key] = new VerificationKey(key, known.Node, trusted.Contains(key));
            if (trust.Trusted is { Count: > 0 } && !trusted.Contains(key)) Report(new VerificationProblem(ProblemKind.UnknownKey, tenant, null, found.Number, found.Number, null, key));
            foreach (var head in checkpoint.Heads)
            {
                if (!claims.TryGetValue(head.Stream, out var list)) claims[head.Stream] = list = [];
                list[head.Seq] = (head.Hash, found.Number);
            }

            if (checkpoint.Pruned is not { } pruned) continue;
            anchors[pruned.Anchor] = pruned.Hash;
            foreach (var cut in pruned.Cuts)
                if (!cuts.TryGetValue(cut.Stream, out var there) || there.Seq < cut.Seq) cuts[cut.Stream] = cut;
        }

        // What comes first must be the very first, or the anchor of a pruning that a later checkpoint tells of.
        if (stored.Count > 0 && stored[0].Number != 1 && !(anchors.TryGetValue(stored[0].Number, out var anchor) && anchor.AsSpan().SequenceEqual(stored[0].Hash)))
            Report(new VerificationProblem(ProblemKind.CheckpointMissing, tenant, null, 1, stored[0].Number - 1, null, null));
        if (trust.Folder is { } folder && (await LastCheckpoints.ReadAsync(folder, ct)).TryGetValue(tenant, out var kept))
        {
            var same = stored.FirstOrDefault(c => c.Number == kept.Number);
            if (same is null ? stored.Count == 0 || stored[^1].Number < kept.Number : Convert.ToHexStringLower(same.Hash) != kept.Hash)
                Report(new VerificationProblem(ProblemKind.RememberedCheckpoint, tenant, null, kept.Number, kept.Number, null, null));
        }

        return (claims, cuts);
    }

    private async Task StreamAsync(int tenant, Guid stream, SortedList<long, (byte[] Hash, long Number)> claims, Head? cut, Dictionary<Guid, byte[]> people, CancellationToken ct)
    {
        var fold = new ActFold((subject, box) => people.TryGetValue(subject, out var key) ? SealedBox.Open(key, subject, box) : null);
        var list = source.HasList ? new ListComparison(source.ActsAsync(tenant, stream, ct), Report) : null;
        var (expected, previous) = ((cut?.Seq ?? 0) + 1, cut?.Hash ?? Chain.Genesis(tenant, stream));
        var (claim, claimed) = (0, cut?.Seq ?? 0);
        while (claim < claims.Count && claims.Keys[claim] < expected) claim++;
        byte[]? other = null;
        try
        {
            await foreach (var record in source.RecordsAsync(tenant, stream, ct))
            {
                _records++;
                if (record.Seq < expected)
                {
                    Report(new VerificationProblem(ProblemKind.OutOfOrder, tenant, stream, record.Seq, record.Seq, ActOf(record), null));
                    continue;
                }

                if (record.Seq > expected)
                {
                    Report(new VerificationProblem(ProblemKind.Missing, tenant, stream, expected, record.Seq - 1, null, null));
                    (previous, other) = (null!, null);
                }

                var computed = previous is null ? record.Hash : Chain.Next(previous, record.Body);
                var holds = computed.AsSpan().SequenceEqual(record.Hash) || (other is not null && Chain.Next(other, record.Body).AsSpan().SequenceEqual(record.Hash));
                if (!holds) Report(new VerificationProblem(ProblemKind.Altered, tenant, stream, record.Seq, record.Seq, ActOf(record), null));
                (previous, other, expected) = (record.Hash, holds ? null : computed, record.Seq + 1);
                while (claim < claims.Count && claims.Keys[claim] <= record.Seq)
                {
                    var (seq, (hash, number)) = (claims.Keys[claim], claims.Values[claim]);
                    if (seq == record.Seq && !hash.AsSpan().SequenceEqual(record.Hash))
                        Report(new VerificationProblem(ProblemKind.Rewritten, tenant, stream, claimed + 1, seq, null, number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                    (claimed, claim) = (seq, claim + 1);
                }

                if (list is not null) await ReadAsync(tenant, stream, record, fold, list);
            }

            var end = Math.Max(claims.Count > 0 ? claims.Keys[^1] : 0, await source.NotedHeadAsync(tenant, stream, ct) ?? 0);
            if (end >= expected) Report(new VerificationProblem(ProblemKind.Missing, tenant, stream, expected, end, null, null));
            _unsealed += Math.Max(0, expected - 1 - Math.Max(claimed, cut?.Seq ?? 0));
            if (list is not null) await list.EndAsync(tenant, stream);
            _entries += list?.Compared ?? 0;
        }
        finally
        {
            if (list is not null) await list.DisposeAsync();
        }
    }

    private static async Task ReadAsync(int tenant, Guid stream, StoredRecord record, ActFold fold, ListComparison list)
    {
        try
        {
            using var body = JsonDocument.Parse(record.Body);
            if (ActFold.Look(body.RootElement).Act is { } id && fold.Apply(tenant, stream, record.Seq, body.RootElement, list.Known(id)) is { } act) list.Put(act);
        }
        catch (JsonException)
        {
            // Bytes that are no JSON were not written by us; the link has told so already.
        }

        await list.ReachedAsync(record.Seq);
    }

    private static Guid? ActOf(StoredRecord record)
    {
        try
        {
            using var body = JsonDocument.Parse(record.Body);
            return ActFold.Look(body.RootElement).Act;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Report(VerificationProblem problem)
    {
        _count++;
        if (_problems.Count < MostProblems) _problems.Add(problem);
    }
}
