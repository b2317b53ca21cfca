using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Huitang.Unit.Protocol;

/// <summary>That both tables of the meeting client have the same keys is the TypeScript compiler's business; what the compiler cannot see is checked here.</summary>
public sealed partial class RoomTextTests
{
    [Fact]
    public void Every_text_has_the_same_placeholders_in_both_languages()
    {
        var (zh, en) = (Read("zh.ts"), Read("en.ts"));
        Assert.True(zh.Count > 200, $"only {zh.Count} texts were found");
        Assert.Empty(zh.Keys.Except(en.Keys));
        var wrong = zh.Where(t => !Places(t.Value).SetEquals(Places(en[t.Key]))).Select(t => $"{t.Key}: {t.Value} / {en[t.Key]}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void English_texts_hold_no_Chinese()
    {
        var chinese = Read("en.ts").Where(t => t.Value.Any(c => c is >= '\u3400' and <= '\u9fff')).Select(t => t.Key);
        Assert.Empty(chinese);
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Value)];

    private static Dictionary<string, string> Read(string file, [CallerFilePath] string here = "") =>
        Entry().Matches(File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Web/room/texts", file)))).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\b([a-zA-Z]\w*): '((?:[^'\\]|\\.)*)'")]
    private static partial Regex Entry();
}
