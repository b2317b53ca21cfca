using System.Text;

namespace Huitang.Identity.Domain;

/// <summary>How Chinese names are read, without tones; <c>v</c> for ü. Readings are those of the MIT-licensed table of pinyin-pro.</summary>
internal static class Pinyin
{
    private const int First = 0x4E00;
    private const int Last = 0x9FFF;

    // Family names that are read otherwise than the character alone.
    private static readonly Dictionary<string, string> Families = new(StringComparer.Ordinal)
    {
        ["单"] = "shan", ["單"] = "shan", ["曾"] = "zeng", ["解"] = "xie", ["仇"] = "qiu", ["朴"] = "piao", ["查"] = "zha", ["区"] = "ou", ["盖"] = "ge", ["乐"] = "yue", ["缪"] = "miao",
        ["员"] = "yun", ["召"] = "shao", ["繁"] = "po", ["折"] = "she", ["句"] = "gou", ["翟"] = "zhai", ["覃"] = "qin", ["尉迟"] = "yuchi", ["万俟"] = "moqi",
    };

    private static readonly string?[] Readings = Read();

    /// <summary>Reading of one character; null when it is not Chinese or unknown.</summary>
    public static string? Of(Rune c) => c.Value is >= First and <= Last ? Readings[c.Value - First] : null;

    /// <summary>The syllables of a name; runs of other characters stay together as they are.</summary>
    public static IReadOnlyList<string> Syllables(string name)
    {
        var parts = new List<string>(Family(name, out var rest));
        var other = new StringBuilder();
        foreach (var rune in rest.EnumerateRunes())
        {
            if (Of(rune) is { } reading)
            {
                Flush();
                parts.Add(reading);
            }
            else if (Rune.IsLetterOrDigit(rune)) other.Append(rune.ToString());
            else Flush();
        }

        Flush();
        return parts;

        void Flush()
        {
            if (other.Length > 0) parts.Add(other.ToString());
            other.Clear();
        }
    }

    /// <summary>First letters of the syllables; characters that are not Chinese stay, unknown Chinese ones fall out.</summary>
    public static string Initials(string name)
    {
        var text = new StringBuilder();
        var family = Family(name, out var rest);
        foreach (var syllable in family) text.Append(syllable[0]);
        foreach (var rune in rest.EnumerateRunes())
        {
            if (Of(rune) is { } reading) text.Append(reading[0]);
            else if (rune.Value < 0x2E80) text.Append(rune.ToString());
        }

        return text.ToString();
    }

    // Each character of a family name has a syllable of its own.
    private static string[] Family(string name, out string rest)
    {
        foreach (var (family, reading) in Families)
        {
            if (!name.StartsWith(family, StringComparison.Ordinal) || name.Length == family.Length || name.Length > 4) continue;
            rest = name[family.Length..];
            return family.Length == 1 ? [reading] : reading == "yuchi" ? ["yu", "chi"] : ["mo", "qi"];
        }

        rest = name;
        return [];
    }

    private static string?[] Read()
    {
        var readings = new string?[Last - First + 1];
        using var reader = new StreamReader(typeof(Pinyin).Assembly.GetManifestResourceStream("Huitang.Identity.pinyin.txt")!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var gap = line.IndexOf(' ', StringComparison.Ordinal);
            var syllable = line[..gap];
            foreach (var c in line.AsSpan(gap + 1)) readings[c - First] = syllable;
        }

        return readings;
    }
}
