using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Huitang.Identity.Domain;

/// <summary>Codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s), one step of clock difference allowed each way.</summary>
internal static class Totp
{
    private const int StepSeconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret of 160 bits.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The time step the code belongs to, if it is one of the accepted steps after <paramref name="lastStep"/>; else null.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var digits = new string([.. code.Where(char.IsAsciiDigit)]);
        if (digits.Length != 6) return null;
        var step = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        for (var s = step - 1; s <= step + 1; s++)
        {
            var same = CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Code(secret, s)), System.Text.Encoding.ASCII.GetBytes(digits));
            if (same && s > lastStep) found = s;
        }

        return found;
    }

    /// <summary>The code of a moment.</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, DateTimeOffset at) => Code(secret, at.ToUnixTimeSeconds() / StepSeconds);

    /// <summary>The secret as people type it: base 32 in groups of four.</summary>
    public static string Base32(ReadOnlySpan<byte> secret)
    {
        var text = new System.Text.StringBuilder();
        int buffer = 0, bits = 0;
        foreach (var value in secret)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <summary>The address authenticator apps read from the QR code.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={Base32(secret)}&issuer={Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits=6&period=30";

    private static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // HMAC-SHA1 is what authenticator apps speak; its weakness does not matter here
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var offset = hash[19] & 0x0f;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}

/// <summary>Codes for the day the phone is lost; each works once.</summary>
internal static class RecoveryCodes
{
    /// <summary>How many are handed out.</summary>
    public const int Count = 10;

    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>New codes of 50 bits in two groups of five.</summary>
    public static IReadOnlyList<string> New() => Enumerable.Range(0, Count)
        .Select(_ => RandomNumberGenerator.GetString(Alphabet, 10))
        .Select(c => $"{c[..5]}-{c[5..]}")
        .ToList();

    /// <summary>What is kept of a code.</summary>
    public static byte[] Hash(string code) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(new string([.. code.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)])));

    /// <summary>Whether text could be one: tells it from a code of the app.</summary>
    public static bool LooksLike(string text) => text.Count(char.IsAsciiLetterOrDigit) == 10;
}
