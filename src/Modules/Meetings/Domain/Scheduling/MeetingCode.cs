using System.Security.Cryptography;

namespace Huitang.Meetings;

/// <summary>Draws codes. A seam, so that tests can make codes collide.</summary>
internal interface ICodeDraw
{
    /// <summary>Nine digits, the first not zero; may be taken already.</summary>
    string Next();
}

/// <summary>Nine-digit meeting codes.</summary>
internal sealed class MeetingCode : ICodeDraw
{
    /// <summary>Digits of a code.</summary>
    public const int Length = 9;

    /// <inheritdoc/>
    public string Next() => RandomNumberGenerator.GetInt32(100_000_000, 1_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The code as people write it: <c>123-456-789</c>.</summary>
    public static string Grouped(string code) => code.Length == Length ? $"{code[..3]}-{code[3..6]}-{code[6..]}" : code;

    /// <summary>The nine digits of what somebody typed or pasted, with blanks and dashes taken away; null when it is no code.</summary>
    public static string? Read(string? typed)
    {
        var digits = new string((typed ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '—' or '–' or '‑')).ToArray());
        return digits.Length == Length && digits.All(char.IsAsciiDigit) && digits[0] != '0' ? digits : null;
    }

    /// <summary>A key for the invitation link: 128 random bits as 22 URL-safe characters.</summary>
    public static string NewLinkKey() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
