using System.Globalization;
using System.Text;

namespace Huitang.Meetings;

/// <summary>What people type, made fit to store: no control characters, no broken surrogates, no blanks around it. Markup stays as typed; it is text.</summary>
internal static class PlainText
{
    /// <summary>One line: controls and line breaks become blanks.</summary>
    public static string Line(string? typed)
    {
        var line = new StringBuilder();
        foreach (var rune in (typed ?? "").EnumerateRunes())
        {
            // Direction overrides could make one subject look like another.
            var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
            line.Append(hidden ? " " : rune.ToString());
        }

        return line.ToString().Trim();
    }

    /// <summary>The line, or null when nothing is left of it.</summary>
    public static string? LineOrNull(string? typed) => Line(typed) is { Length: > 0 } line ? line : null;

    /// <summary>Bytes as the subject's limit counts them: 2 for a Latin character, 2–4 for others (UTF-8 length, at least 2).</summary>
    public static int Bytes(string text) => text.EnumerateRunes().Sum(r => Math.Max(2, r.Utf8SequenceLength));

    /// <summary>Width in Latin characters: 1 for ASCII, 2 for everything else.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(r => r.IsAscii ? 1 : 2);
}
