using System.Text;

namespace Huitang.Audit;

/// <summary>What an act can be found by: characters and pairs of characters of its names, and whole words for ids, codes and addresses. Han words of two characters are too short for trigrams.</summary>
internal static class SearchWords
{
    /// <summary>Words of an act.</summary>
    public static IReadOnlyCollection<string> Of(Act act)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in new[] { act.ActorName, act.Account, act.ObjectName, act.ObjectCode }) words.UnionWith(Grams(name));
        foreach (var whole in new[] { act.ObjectId, act.ObjectCode, act.RequestId, act.Ip?.ToString(), act.Session?.ToString() })
            if (whole is not null) words.Add(Whole(whole));
        if (act is { ObjectType: { } type, ObjectId: { } id }) words.Add(Object(type, id));
        return words;
    }

    /// <summary>What must be among an act's words for its names to contain the text.</summary>
    public static string[] Sought(string text)
    {
        var folded = Characters(Fold(text));
        // A pair implies its characters, so pairs are enough where there are any.
        return folded.Length == 1 ? folded : [.. Enumerable.Range(0, Math.Max(0, folded.Length - 1)).Select(at => folded[at] + folded[at + 1]).Distinct()];
    }

    /// <summary>A word that stands for a whole value.</summary>
    public static string Whole(string value) => "=" + Fold(value);

    /// <summary>The word of an object.</summary>
    public static string Object(string type, string id) => "=" + type + "/" + Fold(id);

    /// <summary>Text as it is compared.</summary>
    public static string Fold(string text) => string.Concat(Characters(text.Trim())).Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    // Whole characters: half of one, such as of a smiley, is no text to a database. One that stands alone becomes U+FFFD.
    private static string[] Characters(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    private static IEnumerable<string> Grams(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) yield break;
        var folded = Characters(Fold(name.Length > 200 ? name[..200] : name));
        for (var at = 0; at < folded.Length; at++)
        {
            yield return folded[at];
            if (at + 1 < folded.Length) yield return folded[at] + folded[at + 1];
        }
    }
}
