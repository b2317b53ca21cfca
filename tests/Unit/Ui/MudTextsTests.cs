using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Huitang.Ui;
using MudBlazor;
using Xunit;

namespace Huitang.Unit.Ui;

/// <summary>A wrong pattern throws while a page renders, so the Chinese texts of the component library must match its English ones key by key.</summary>
public sealed partial class MudTextsTests
{
    private static readonly Dictionary<string, string> English = new ResourceManager("MudBlazor.Resources.LanguageResource", typeof(MudDialog).Assembly)
        .GetResourceSet(CultureInfo.InvariantCulture, true, true)!.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    [Fact]
    public void Every_key_of_the_library_has_a_Chinese_text_and_no_other()
    {
        Assert.True(English.Count > 100);
        Assert.Equal(English.Keys.Order(StringComparer.Ordinal), ZhMudLocalizer.Chinese.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Placeholders_are_the_same()
    {
        var wrong = English.Where(e => !Holes(e.Value).SequenceEqual(Holes(ZhMudLocalizer.Chinese[e.Key]))).Select(e => e.Key);
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Hole();
}
