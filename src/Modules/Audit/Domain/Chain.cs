using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Huitang.Audit;

/// <summary>The chain of one writer's records of one enterprise: each hash covers the one before it, so nothing in between can be changed, taken out or moved without showing.</summary>
internal static class Chain
{
    /// <summary>Length of a hash.</summary>
    public const int Length = 32;

    /// <summary>What the first record follows: bound to enterprise and stream, so that no stream passes for another.</summary>
    public static byte[] Genesis(int tenant, Guid stream)
    {
        Span<byte> seed = stackalloc byte[15 + 4 + 16];
        Encoding.ASCII.GetBytes("huitang-audit/1", seed);
        BinaryPrimitives.WriteInt32BigEndian(seed[15..], tenant);
        stream.TryWriteBytes(seed[19..], bigEndian: true, out _);
        return SHA256.HashData(seed);
    }

    /// <summary>Hash of the record with this body after the one with hash <paramref name="previous"/>.</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
