using System.Globalization;
using Huitang.Ui;
using Xunit;

namespace Huitang.Unit.Ui;

/// <summary>Text must be readable in both themes: 4.5:1 after WCAG 2, for every pair that meets on screen.</summary>
public sealed class TokensTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_stands_out_from_its_ground(bool dark)
    {
        var t = dark ? Tokens.Dark : Tokens.Light;
        var pairs = new List<(string What, string Text, string Ground)>
        {
            ("primary", t.OnPrimary, t.Primary), ("primary hover", t.OnPrimary, t.PrimaryHover), ("danger", t.OnBad, t.Bad),
            ("selected", t.Link, t.LinkPale), ("good", t.Good, t.GoodPale), ("warn", t.Warn, t.WarnPale), ("bad", t.Bad, t.BadPale),
            ("violet", t.Violet, t.VioletPale), ("neutral", t.Neutral, t.NeutralPale), ("text on selected", t.Text, t.LinkPale),
        };
        foreach (var ground in new[] { t.Page, t.Surface, t.Subtle })
        {
            foreach (var text in new[] { t.Text, t.TextSoft, t.TextFaint, t.Link, t.Good, t.Warn, t.Bad, t.Neutral })
                pairs.Add(($"{text} on {ground}", text, ground));
        }

        var weak = pairs.Where(p => Contrast(p.Text, p.Ground) < 4.5).Select(p => $"{p.What}: {Contrast(p.Text, p.Ground):0.00}");
        Assert.Empty(weak);
    }

    [Fact]
    public void Both_themes_define_the_same_variables() =>
        Assert.Equal(Tokens.Light.Variables().Select(v => v.Name), Tokens.Dark.Variables().Select(v => v.Name));

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    private static double Luminance(string color)
    {
        double Part(int at)
        {
            var c = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= .03928 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4);
        }

        return .2126 * Part(1) + .7152 * Part(3) + .0722 * Part(5);
    }
}
