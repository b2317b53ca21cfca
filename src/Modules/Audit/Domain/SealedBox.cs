using System.Security.Cryptography;

namespace Huitang.Audit;

/// <summary>AES-256-GCM under a person's key. Deleting the key makes the content unreadable for good; the bytes stay, and with them the chain.</summary>
internal static class SealedBox
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>A new key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(32);

    /// <summary>Closes a box.</summary>
    public static string Seal(byte[] key, Guid subject, ReadOnlySpan<byte> content)
    {
        var box = new byte[NonceLength + content.Length + TagLength];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(box.AsSpan(0, NonceLength), content, box.AsSpan(NonceLength, content.Length), box.AsSpan(NonceLength + content.Length), subject.ToByteArray(bigEndian: true));
        return Convert.ToBase64String(box);
    }

    /// <summary>Opens one; null when it is not under this key.</summary>
    public static byte[]? Open(byte[] key, Guid subject, string sealedBox)
    {
        var box = new byte[sealedBox.Length];
        if (!Convert.TryFromBase64String(sealedBox, box, out var length) || length < NonceLength + TagLength) return null;
        var content = new byte[length - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength, content.Length), box.AsSpan(NonceLength + content.Length, TagLength), content, subject.ToByteArray(bigEndian: true));
            return content;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
