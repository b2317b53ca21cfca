using System.Text;

namespace Huitang.Identity.Domain;

/// <summary>The text searches look in: fields in one compatible lower-case form, with the pinyin initials of the name, so that <c>zs</c> finds 张三.</summary>
internal static class SearchText
{
    // First characters of each initial among the characters of GB 2312 level 1, which that standard orders by reading; there are no readings in i, u and v.
    private const string Initials = "abcdefghjklmnopqrstwxyz";
    private static readonly int[] Starts =
    [
        0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
        0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
    ];

    private const int End = 0xD7F9;

    // Surnames read otherwise than the character alone, and frequent name characters outside level 1.
    private static readonly Dictionary<char, char> Special = new()
    {
        ['单'] = 's', ['曾'] = 'z', ['解'] = 'x', ['仇'] = 'q', ['朴'] = 'p', ['查'] = 'z', ['区'] = 'o', ['盖'] = 'g', ['翟'] = 'z', ['覃'] = 'q',
        ['闫'] = 'y', ['邱'] = 'q', ['邓'] = 'd', ['邵'] = 's', ['郝'] = 'h', ['阎'] = 'y', ['隋'] = 's', ['冯'] = 'f', ['冼'] = 'x', ['佟'] = 't',
        ['怡'] = 'y', ['婷'] = 't', ['婧'] = 'j', ['娴'] = 'x', ['嫣'] = 'y', ['妍'] = 'y', ['娜'] = 'n', ['琪'] = 'q', ['琳'] = 'l', ['瑾'] = 'j', ['璐'] = 'l',
        ['琦'] = 'q', ['瑶'] = 'y', ['璇'] = 'x', ['珺'] = 'j', ['玥'] = 'y', ['琛'] = 'c', ['晗'] = 'h', ['晖'] = 'h', ['昊'] = 'h', ['昕'] = 'x', ['旻'] = 'm',
        ['烨'] = 'y', ['煜'] = 'y', ['炜'] = 'w', ['焱'] = 'y', ['睿'] = 'r', ['芮'] = 'r', ['芸'] = 'y', ['芷'] = 'z', ['茜'] = 'q', ['莹'] = 'y', ['菁'] = 'j',
        ['萱'] = 'x', ['薇'] = 'w', ['蕾'] = 'l', ['雯'] = 'w', ['霖'] = 'l', ['霏'] = 'f', ['轩'] = 'x', ['骁'] = 'x', ['骏'] = 'j', ['鑫'] = 'x', ['钰'] = 'y',
        ['铭'] = 'm', ['锴'] = 'k', ['彦'] = 'y', ['彬'] = 'b', ['楠'] = 'n', ['梓'] = 'z', ['桢'] = 'z', ['涵'] = 'h', ['淇'] = 'q', ['淼'] = 'm', ['滢'] = 'y',
        ['沁'] = 'q', ['泓'] = 'h', ['洵'] = 'x', ['浠'] = 'x', ['绮'] = 'q', ['颖'] = 'y', ['懿'] = 'y', ['祺'] = 'q', ['祎'] = 'y', ['皓'] = 'h', ['笑'] = 'x',
    };

    private static readonly Encoding Gb = MakeEncoding();

    /// <summary>Search text of an account.</summary>
    public static string For(string name, params IEnumerable<string?> others)
    {
        var initials = InitialsOf(name);
        var parts = others.Prepend(initials == Fold(name) ? null : initials).Prepend(name);
        return string.Join('\n', parts.Where(p => !string.IsNullOrWhiteSpace(p)).Select(p => Fold(p!)));
    }

    /// <summary>The form compared: compatible characters (full-width letters too), lower case.</summary>
    public static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Trim();

    /// <summary>Pinyin initials; characters that are not Chinese stay, unknown Chinese ones fall out.</summary>
    public static string InitialsOf(string name)
    {
        var text = new StringBuilder();
        foreach (var c in Fold(name))
        {
            if (c < 0x2E80) text.Append(c);
            else if (InitialOf(c) is { } initial) text.Append(initial);
        }

        return text.ToString();
    }

    private static char? InitialOf(char c)
    {
        if (Special.TryGetValue(c, out var special)) return special;
        Span<byte> bytes = stackalloc byte[4];
        if (Gb.GetBytes([c], bytes) != 2) return null;
        var code = (bytes[0] << 8) | bytes[1];
        if (code < Starts[0] || code > End) return null;
        var place = Array.BinarySearch(Starts, code);
        return Initials[place >= 0 ? place : ~place - 1];
    }

    private static Encoding MakeEncoding()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(936, new EncoderReplacementFallback("?"), DecoderFallback.ReplacementFallback);
    }
}
