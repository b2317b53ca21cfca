using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Huitang.Audit.Contracts;

namespace Huitang.Audit;

/// <summary>Reads an exported file: everything but records into memory, of records only where their lines begin.</summary>
internal sealed class FileChain : IChainSource
{
    private readonly FileStream _file;
    private readonly List<VerificationProblem> _problems = [];
    private readonly List<StoredKey> _keys = [];
    private readonly List<StoredCheckpoint> _checkpoints = [];
    private readonly Dictionary<Guid, List<(long At, int Length)>> _records = [];
    private int _tenant;

    private FileChain(FileStream file) => _file = file;

    public bool HasList => false;

    public IReadOnlyList<VerificationProblem> Problems => _problems;

    public static async Task<FileChain> OpenAsync(string path, CancellationToken ct)
    {
        var chain = new FileChain(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan));
        await chain.IndexAsync(ct);
        return chain;
    }

    public Task<IReadOnlyList<int>> TenantsAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<int>>([_tenant]);

    public Task<IReadOnlyList<StoredKey>> KeysAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<StoredKey>>(_keys);

    public Task<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(int tenant, CancellationToken ct) => Task.FromResult<IReadOnlyList<StoredCheckpoint>>(_checkpoints.OrderBy(c => c.Number).ToList());

    public Task<IReadOnlyList<Guid>> StreamsAsync(int tenant, CancellationToken ct) => Task.FromResult<IReadOnlyList<Guid>>([.. _records.Keys]);

    public Task<long?> NotedHeadAsync(int tenant, Guid stream, CancellationToken ct) => Task.FromResult<long?>(null);

    public async IAsyncEnumerable<StoredRecord> RecordsAsync(int tenant, Guid stream, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (at, length) in _records.GetValueOrDefault(stream) ?? [])
        {
            if (_file.Position != at) _file.Position = at;
            var bytes = new byte[length];
            await _file.ReadExactlyAsync(bytes, ct);
            using var line = JsonDocument.Parse(bytes);
            var root = line.RootElement;
            if (root.TryGetProperty("seq", out var seq) && root.TryGetProperty("body", out var body) && Hex(root, "hash") is { } hash)
                yield return new StoredRecord(seq.GetInt64(), null, Encoding.UTF8.GetBytes(body.GetString() ?? ""), hash);
        }
    }

    public async IAsyncEnumerable<Act> ActsAsync(int tenant, Guid stream, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<Dictionary<Guid, byte[]>> SubjectKeysAsync(int tenant, CancellationToken ct) => Task.FromResult(new Dictionary<Guid, byte[]>());

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async Task IndexAsync(CancellationToken ct)
    {
        var (at, number, records, ended) = (0L, 0, 0L, false);
        await foreach (var line in LinesAsync(ct))
        {
            number++;
            var begins = at;
            at += line.Length + 1;
            if (line.Length == 0) continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement;
                switch (root.GetProperty("t").GetString())
                {
                    case "head" when root.GetProperty("format").GetString() == ChainExport.Format: _tenant = root.GetProperty("tenant").GetInt32(); break;
                    case "key": _keys.Add(new StoredKey(root.GetProperty("fingerprint").GetString()!, root.GetProperty("public").GetBytesFromBase64(), root.GetProperty("node").GetString()!)); break;
                    case "checkpoint":
                        _checkpoints.Add(new StoredCheckpoint(
                            root.GetProperty("number").GetInt64(), Encoding.UTF8.GetBytes(root.GetProperty("body").GetString()!), Hex(root, "hash") ?? [], root.GetProperty("key").GetString()!,
                            root.GetProperty("signature").GetBytesFromBase64()));
                        break;
                    case "record":
                        records++;
                        var stream = root.GetProperty("stream").GetGuid();
                        if (!_records.TryGetValue(stream, out var list)) _records[stream] = list = [];
                        list.Add((begins, line.Length));
                        break;
                    case "end":
                        ended = root.GetProperty("records").GetInt64() == records && root.GetProperty("checkpoints").GetInt64() == _checkpoints.Count;
                        break;
                    case "person": break;
                    default: Broken(number); break;
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                Broken(number);
            }
        }

        if (!ended) Broken(number + 1);
        _file.Position = 0;
    }

    private async IAsyncEnumerable<byte[]> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var reader = System.IO.Pipelines.PipeReader.Create(_file, new System.IO.Pipelines.StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var buffer = read.Buffer;
            while (System.Buffers.BuffersExtensions.PositionOf(buffer, (byte)'\n') is { } end)
            {
                yield return System.Buffers.BuffersExtensions.ToArray(buffer.Slice(0, end));
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (buffer.Length > 0) yield return System.Buffers.BuffersExtensions.ToArray(buffer);
                break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }

        await reader.CompleteAsync();
    }

    private void Broken(int line) => _problems.Add(new VerificationProblem(ProblemKind.FileBroken, _tenant, null, line, line, null, null));

    private static byte[]? Hex(JsonElement of, string key)
    {
        try
        {
            return of.TryGetProperty(key, out var text) ? Convert.FromHexString(text.GetString() ?? "") : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
