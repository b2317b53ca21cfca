using System.Text;

namespace Huitang.Identity.Domain;

/// <summary>What an account is found by.</summary>
/// <param name="Text">Fields everybody may search in, one a line, in the form compared.</param>
/// <param name="Grams">Index entries of the text, the e-mail and the phone together.</param>
/// <param name="NameSort">By what the name is ordered.</param>
internal sealed record SearchForm(string Text, string[] Grams, string NameSort);

/// <summary>Makes accounts findable by any part of any field, by pinyin (<c>zhangsan</c>) and by initials (<c>zs</c>).</summary>
internal static class SearchText
{
    /// <summary>Search form of an account.</summary>
    public static SearchForm For(string name, string login, string? employeeNumber, string? emailKey, string? phoneKey)
    {
        var folded = Fold(name);
        var syllables = Pinyin.Syllables(folded);
        var full = string.Concat(syllables);
        var initials = Pinyin.Initials(folded);
        var lines = new List<string> { folded };
        void Add(string? line)
        {
            if (!string.IsNullOrEmpty(line) && !lines.Contains(line)) lines.Add(line);
        }

        Add(full);
        // ü is typed v, u or, as in passports, yu.
        if (full.Contains('v', StringComparison.Ordinal) && full != folded)
        {
            Add(full.Replace("v", "u", StringComparison.Ordinal));
            Add(full.Replace("v", "yu", StringComparison.Ordinal));
        }

        Add(initials);
        Add(Fold(login));
        Add(employeeNumber is null ? null : Fold(employeeNumber));
        var grams = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines) AddGrams(line, grams);
        if (emailKey is not null) AddGrams(emailKey, grams);
        if (phoneKey is not null) AddGrams(phoneKey, grams);
        var sorted = grams.ToArray();
        Array.Sort(sorted, StringComparer.Ordinal);
        return new SearchForm(string.Join('\n', lines), sorted, string.Join(' ', syllables.DefaultIfEmpty(folded)) + "\u0001" + folded);
    }

    /// <summary>The form compared: compatible characters (full-width letters too), lower case.</summary>
    public static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Trim();

    /// <summary>Pinyin initials; characters that are not Chinese stay, unknown Chinese ones fall out.</summary>
    public static string InitialsOf(string name) => Pinyin.Initials(Fold(name));

    /// <summary>Index entries that everything containing the word has; empty when the word is too short for the index.</summary>
    public static string[] GramsOf(string word)
    {
        var grams = new HashSet<string>(StringComparer.Ordinal);
        var runes = word.EnumerateRunes().ToArray();
        if (runes.Length == 1 && Single(runes[0])) grams.Add(runes[0].ToString());
        for (var i = 1; i < runes.Length; i++) grams.Add(runes[i - 1].ToString() + runes[i]);
        return [.. grams];
    }

    /// <summary>The words of a query, in the form compared; at most five.</summary>
    public static IReadOnlyList<string> Words(string? query) =>
        [.. Fold(Sound(query ?? "")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(5)];

    private static void AddGrams(string line, HashSet<string> grams)
    {
        Rune? before = null;
        foreach (var rune in line.EnumerateRunes())
        {
            if (Single(rune)) grams.Add(rune.ToString());
            if (before is { } b) grams.Add(b.ToString() + rune);
            before = rune;
        }
    }

    // Single Latin letters are in nearly everything; an index of them would be as long as the list.
    private static bool Single(Rune rune) => rune.Value >= 0x2E80;

    // A lone half of a surrogate pair and the zero character cannot be sent to the database.
    private static string Sound(string text) => new(text.Where((c, i) => c != '\0'
        && (!char.IsHighSurrogate(c) || (i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])))
        && (!char.IsLowSurrogate(c) || (i > 0 && char.IsHighSurrogate(text[i - 1])))).ToArray());
}
