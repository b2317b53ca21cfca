using System.Collections.Concurrent;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Data;

/// <summary>
/// Sets and vectors of large days and longer parts as they are stored. Each is kept with the transaction that wrote it, and the query hands over only what others wrote: what is
/// shown is what is stored, only fetched less often.
/// </summary>
internal sealed class PartCache
{
    /// <summary>What is shorter is not kept, in bytes.</summary>
    public const int Smallest = 8 * 1024;

    private const long MostBytes = 256L * 1024 * 1024;

    private readonly ConcurrentDictionary<PartKey, Part> _parts = new();
    private long _bytes;

    /// <summary>What is known of a span.</summary>
    public Dictionary<Period, Part> Known(TenantId tenant, Guid department, string columns, IEnumerable<Period> parts)
    {
        var known = new Dictionary<Period, Part>();
        if (_parts.IsEmpty) return known;
        foreach (var of in parts)
        {
            if (_parts.TryGetValue(new PartKey(tenant, department, columns, of), out var part)) known[of] = part;
        }

        return known;
    }

    /// <summary>Keeps a part, if it is large enough to be worth it.</summary>
    public void Keep(PartKey key, Part part)
    {
        if (part.Size < Smallest) return;
        // Full: a part of them goes, whichever. Who looks at the same again has it back after one look.
        if (Interlocked.Add(ref _bytes, part.Size) > MostBytes)
        {
            foreach (var some in _parts.Keys.Take(1 + _parts.Count / 8)) if (_parts.TryRemove(some, out var gone)) Interlocked.Add(ref _bytes, -gone.Size);
        }

        if (_parts.TryGetValue(key, out var old)) Interlocked.Add(ref _bytes, -old.Size);
        _parts[key] = part;
    }

    /// <summary>Which part.</summary>
    internal readonly record struct PartKey(TenantId Tenant, Guid Department, string Columns, Period Of);

    /// <summary>A part as it is stored, and the transaction that wrote it.</summary>
    internal sealed record Part(long Version, byte[] First, byte[] Second)
    {
        public int Size => First.Length + Second.Length;
    }
}
