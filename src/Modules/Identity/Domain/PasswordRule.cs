using System.Collections.Frozen;
using System.Globalization;

namespace Huitang.Identity.Domain;

/// <summary>Which passwords are taken: long enough and not easily guessed. No character classes are asked for: they make passwords worse.</summary>
internal static class PasswordRule
{
    /// <summary>Shortest, in characters.</summary>
    public const int Shortest = 10;

    /// <summary>Longest, in characters; a bound on hashing work only.</summary>
    public const int Longest = 128;

    /// <summary>Numbers up to this length, birthdays and phones among them, are all in leaked lists.</summary>
    private const int LongestPlainNumber = 12;

    private static readonly FrozenSet<string> Common = Read();

    /// <summary>The refusal, or null. <paramref name="own"/>: names of the person and the enterprise, which must not be most of the password.</summary>
    public static Error? Refuse(string password, params IEnumerable<string?> own)
    {
        if (password.EnumerateRunes().Count() < Shortest) return IdentityErrors.PasswordTooShort.With(Shortest.ToString(CultureInfo.InvariantCulture));
        if (password.Length > Longest) return IdentityErrors.PasswordTooLong.With(Longest.ToString(CultureInfo.InvariantCulture));
        var lower = password.ToLowerInvariant();
        if (Common.Contains(lower) || lower.Distinct().Count() < 4 || IsRun(lower)) return IdentityErrors.PasswordCommon;
        if (lower.All(char.IsDigit) && lower.Length <= LongestPlainNumber) return IdentityErrors.PasswordCommon;

        // A well-known word with digits and signs around it is in every cracker's rules.
        var core = Plain(lower.Trim(c => !char.IsLetter(c)));
        if (Common.Contains(core) || Common.Contains(Plain(lower).Trim(c => !char.IsLetter(c)))) return IdentityErrors.PasswordCommon;
        var names = own.OfType<string>().Select(o => o.Split('@')[0]).Where(o => o.Length >= 4);
        return names.Any(o => core.Length < o.Length + 4 && core.Contains(Plain(o), StringComparison.OrdinalIgnoreCase)) ? IdentityErrors.PasswordCommon : null;
    }

    /// <summary>Whether every character follows the one before it, up or down: abcdefghij, 9876543210.</summary>
    private static bool IsRun(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => b - a).ToList();
        return steps.All(s => s == 1) || steps.All(s => s == -1);
    }

    private static string Plain(string text) => new([.. text.Select(c => c switch { '0' => 'o', '@' => 'a', '$' => 's', '3' => 'e', '1' => 'i', _ => c })]);

    private static string Trim(this string text, Func<char, bool> drop)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && drop(text[start])) start++;
        while (end > start && drop(text[end - 1])) end--;
        return text[start..end];
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(PasswordRule).Assembly.GetManifestResourceStream("Huitang.Identity.common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
