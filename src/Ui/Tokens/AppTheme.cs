using MudBlazor;

namespace Huitang.Ui;

/// <summary>The component library's theme, made from <see cref="Tokens"/>: small radius, no shadows but under overlays, no upper case.</summary>
public static class AppTheme
{
    /// <summary>Fonts of the product; system fonts only, so nothing is fetched.</summary>
    public static readonly string[] Fonts = ["-apple-system", "Segoe UI", "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];

    /// <summary>The theme.</summary>
    public static readonly MudTheme Theme = new()
    {
        PaletteLight = Fill(new PaletteLight(), Tokens.Light),
        PaletteDark = Fill(new PaletteDark(), Tokens.Dark),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px", LineHeight = "22px", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "500", LetterSpacing = "normal", TextTransform = "none" },
        },
    };

    private static T Fill<T>(T palette, Tokens tokens) where T : Palette
    {
        palette.Primary = tokens.Primary;
        palette.PrimaryContrastText = tokens.OnPrimary;
        palette.Error = tokens.Bad;
        palette.ErrorContrastText = tokens.OnBad;
        palette.Success = tokens.Good;
        palette.Warning = tokens.Warn;
        palette.Info = tokens.Link;
        palette.Background = tokens.Page;
        palette.Surface = tokens.Surface;
        palette.TextPrimary = tokens.Text;
        palette.TextSecondary = tokens.TextSoft;
        palette.LinesDefault = tokens.Line;
        palette.LinesInputs = tokens.LineStrong;
        palette.Divider = tokens.Line;
        return palette;
    }
}
