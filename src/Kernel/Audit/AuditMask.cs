namespace Huitang.Kernel;

/// <summary>Hides sensitive values before they are written anywhere: secrets in full, ways to reach a person in part. What a field holds is told by the last word of its name.</summary>
public static class AuditMask
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Secret = "***";

    private static readonly string[] Secrets = ["password", "secret", "token", "key", "code", "pin", "hash", "credential"];
    private static readonly string[] Phones = ["phone", "phones", "mobile", "telephone"];
    private static readonly string[] Mails = ["mail", "email", "emails"];

    // Names that only look like secrets: a switch, and a number that everybody in the enterprise knows.
    private static readonly string[] Open = ["hideCode", "orgCode"];

    /// <summary>The value as it may be written.</summary>
    public static string? Value(string field, string? value)
    {
        if (string.IsNullOrEmpty(value)) return value;
        if (Is(field, Open)) return value;
        if (Is(field, Secrets)) return Secret;
        // Whether a file held phone numbers says none of them.
        if (value is "True" or "False") return value;
        if (Is(field, Mails)) return Each(value, Mail);
        return Is(field, Phones) ? Each(value, Phone) : value;
    }

    /// <summary>A phone number with its middle hidden: <c>138****1234</c>.</summary>
    public static string Phone(string number)
    {
        var digits = number.Count(char.IsAsciiDigit);
        if (digits < 7) return Secret;
        var (seen, hidden) = (0, new char[number.Length]);
        for (var i = 0; i < number.Length; i++)
        {
            if (char.IsAsciiDigit(number[i])) seen++;
            hidden[i] = char.IsAsciiDigit(number[i]) && seen > digits - 8 && seen <= digits - 4 ? '*' : number[i];
        }

        return new string(hidden);
    }

    /// <summary>An address with its name hidden but for the first character: <c>z***@example.com</c>.</summary>
    public static string Mail(string address) => address.LastIndexOf('@') is var at and > 0 ? $"{System.Globalization.StringInfo.GetNextTextElement(address)}***{address[at..]}" : Secret;

    // Some fields hold several.
    private static string Each(string values, Func<string, string> mask) => string.Join(", ", values.Split(", ").Select(mask));

    // A whole word: "workPhone" and "phone" are phones, "microphone" is none.
    private static bool Is(string field, string[] words) => words.Any(word => field.EndsWith(word, StringComparison.OrdinalIgnoreCase)
        && (field.Length == word.Length || char.IsUpper(field[^word.Length]) || !char.IsLetter(field[^(word.Length + 1)])));
}
