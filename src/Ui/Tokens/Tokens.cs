using System.Text;

namespace Huitang.Ui;

/// <summary>Every colour of the product, for one theme. The only place where colours are written; style sheets and charts use the variables made here. Pairs of text and ground are at least 4.5:1.</summary>
public sealed record Tokens
{
    /// <summary>Ground of the page.</summary>
    public required string Page { get; init; }

    /// <summary>Ground of cards, header, menus.</summary>
    public required string Surface { get; init; }

    /// <summary>Ground inside a surface: fact strips, table heads on scroll, hover.</summary>
    public required string Subtle { get; init; }

    /// <summary>Lines between and around surfaces.</summary>
    public required string Line { get; init; }

    /// <summary>Outline of inputs and buttons.</summary>
    public required string LineStrong { get; init; }

    /// <summary>Text.</summary>
    public required string Text { get; init; }

    /// <summary>Second-rank text: purposes, labels.</summary>
    public required string TextSoft { get; init; }

    /// <summary>Third-rank text: placeholders, units; still readable on <see cref="Surface"/> and <see cref="Page"/>.</summary>
    public required string TextFaint { get; init; }

    /// <summary>Fill of the primary action.</summary>
    public required string Primary { get; init; }

    /// <summary>The same under the pointer.</summary>
    public required string PrimaryHover { get; init; }

    /// <summary>Text on <see cref="Primary"/>.</summary>
    public required string OnPrimary { get; init; }

    /// <summary>Links and selected items.</summary>
    public required string Link { get; init; }

    /// <summary>Pale ground of selected items.</summary>
    public required string LinkPale { get; init; }

    /// <summary>Live, done, healthy; and its pale ground.</summary>
    public required string Good { get; init; }

    /// <summary>Pale ground under <see cref="Good"/>.</summary>
    public required string GoodPale { get; init; }

    /// <summary>Look at this.</summary>
    public required string Warn { get; init; }

    /// <summary>Pale ground under <see cref="Warn"/>.</summary>
    public required string WarnPale { get; init; }

    /// <summary>Abnormal, destructive.</summary>
    public required string Bad { get; init; }

    /// <summary>Pale ground under <see cref="Bad"/>.</summary>
    public required string BadPale { get; init; }

    /// <summary>Text on a fill of <see cref="Bad"/>.</summary>
    public required string OnBad { get; init; }

    /// <summary>A fourth kind of tag.</summary>
    public required string Violet { get; init; }

    /// <summary>Pale ground under <see cref="Violet"/>.</summary>
    public required string VioletPale { get; init; }

    /// <summary>Ended, neutral.</summary>
    public required string Neutral { get; init; }

    /// <summary>Pale ground under <see cref="Neutral"/>.</summary>
    public required string NeutralPale { get; init; }

    /// <summary>Veil behind dialogs.</summary>
    public required string Veil { get; init; }

    /// <summary>Shadow of things that float.</summary>
    public required string Shadow { get; init; }

    /// <summary>Colours of chart series, in order.</summary>
    public required IReadOnlyList<string> Chart { get; init; }

    /// <summary>The light theme.</summary>
    public static readonly Tokens Light = new()
    {
        Page = "#f4f6fa", Surface = "#ffffff", Subtle = "#f4f6f9", Line = "#e4e8ee", LineStrong = "#c5ccd6",
        Text = "#1b2330", TextSoft = "#55606f", TextFaint = "#667080",
        Primary = "#1a66f0", PrimaryHover = "#1456d3", OnPrimary = "#ffffff", Link = "#1458d4", LinkPale = "#e8f0fe",
        Good = "#0d7550", GoodPale = "#e2f5ec", Warn = "#945200", WarnPale = "#fff2db", Bad = "#c4272d", BadPale = "#fdebeb", OnBad = "#ffffff",
        Violet = "#6134c2", VioletPale = "#efe9fd", Neutral = "#55606f", NeutralPale = "#eef1f5",
        Veil = "rgba(15, 23, 36, .46)", Shadow = "0 6px 24px rgba(20, 30, 50, .14), 0 1px 4px rgba(20, 30, 50, .08)",
        Chart = ["#1f6fff", "#13b48c", "#f59a23", "#8b5cf6", "#e5484d", "#0ea5b7", "#7fa02f", "#d6609b"],
    };

    /// <summary>The dark theme.</summary>
    public static readonly Tokens Dark = new()
    {
        Page = "#14171c", Surface = "#1d2127", Subtle = "#262b33", Line = "#2f353f", LineStrong = "#4b5462",
        Text = "#e7eaef", TextSoft = "#a9b2bf", TextFaint = "#98a2b0",
        Primary = "#4c8dff", PrimaryHover = "#6ba1ff", OnPrimary = "#08121f", Link = "#7fb0ff", LinkPale = "#182a4b",
        Good = "#4fca9b", GoodPale = "#12332a", Warn = "#f2b55a", WarnPale = "#3a2a10", Bad = "#ff8080", BadPale = "#43191d", OnBad = "#1c0607",
        Violet = "#bfa3ff", VioletPale = "#2d2147", Neutral = "#b4bdc9", NeutralPale = "#2d333d",
        Veil = "rgba(0, 0, 0, .6)", Shadow = "0 8px 28px rgba(0, 0, 0, .5), 0 1px 4px rgba(0, 0, 0, .4)",
        Chart = ["#4c8dff", "#2fc79e", "#f5ad4c", "#a78bfa", "#f0686c", "#38c1d1", "#a3c34f", "#e585b4"],
    };

    /// <summary>The variables of this theme by name, in order.</summary>
    public IEnumerable<(string Name, string Value)> Variables()
    {
        yield return ("page", Page);
        yield return ("surface", Surface);
        yield return ("subtle", Subtle);
        yield return ("line", Line);
        yield return ("line-strong", LineStrong);
        yield return ("text", Text);
        yield return ("text-soft", TextSoft);
        yield return ("text-faint", TextFaint);
        yield return ("primary", Primary);
        yield return ("primary-hover", PrimaryHover);
        yield return ("on-primary", OnPrimary);
        yield return ("link", Link);
        yield return ("link-pale", LinkPale);
        yield return ("good", Good);
        yield return ("good-pale", GoodPale);
        yield return ("warn", Warn);
        yield return ("warn-pale", WarnPale);
        yield return ("bad", Bad);
        yield return ("bad-pale", BadPale);
        yield return ("on-bad", OnBad);
        yield return ("violet", Violet);
        yield return ("violet-pale", VioletPale);
        yield return ("neutral", Neutral);
        yield return ("neutral-pale", NeutralPale);
        yield return ("veil", Veil);
        yield return ("shadow", Shadow);
        for (var i = 0; i < Chart.Count; i++) yield return ($"chart-{i + 1}", Chart[i]);
    }

    /// <summary>The style sheet that defines the variables for <c>html[data-theme]</c> light, dark and system, and hands them to the component library.</summary>
    public static string Css { get; } = MakeCss();

    private static string MakeCss()
    {
        var css = new StringBuilder();
        css.Append(":root,html[data-theme]{").Append(Block(Light)).Append("color-scheme:light}");
        css.Append("html[data-theme=dark]{").Append(Block(Dark)).Append("color-scheme:dark}");
        css.Append("@media(prefers-color-scheme:dark){html[data-theme=system]{").Append(Block(Dark)).Append("color-scheme:dark}}");
        css.Append("html[data-theme]{").Append(MudVariables).Append('}');
        return css.ToString();
    }

    private static string Block(Tokens tokens) => string.Concat(tokens.Variables().Select(v => $"--ht-{v.Name}:{v.Value};"));

    // Laid over the library's own palette by specificity, so that one attribute switches everything at once, before any script runs.
    private const string MudVariables =
        "--mud-palette-primary:var(--ht-primary);--mud-palette-primary-text:var(--ht-on-primary);--mud-palette-primary-darken:var(--ht-primary-hover);" +
        "--mud-palette-primary-lighten:var(--ht-primary-hover);--mud-palette-primary-hover:var(--ht-link-pale);" +
        "--mud-palette-error:var(--ht-bad);--mud-palette-error-text:var(--ht-on-bad);--mud-palette-error-darken:var(--ht-bad);--mud-palette-error-hover:var(--ht-bad-pale);" +
        "--mud-palette-success:var(--ht-good);--mud-palette-warning:var(--ht-warn);--mud-palette-info:var(--ht-link);" +
        "--mud-palette-text-primary:var(--ht-text);--mud-palette-text-secondary:var(--ht-text-soft);--mud-palette-text-disabled:var(--ht-text-faint);" +
        "--mud-palette-action-default:var(--ht-text-soft);--mud-palette-action-default-hover:var(--ht-subtle);--mud-palette-action-disabled:var(--ht-text-faint);" +
        "--mud-palette-action-disabled-background:var(--ht-neutral-pale);--mud-palette-surface:var(--ht-surface);--mud-palette-background:var(--ht-page);" +
        "--mud-palette-background-gray:var(--ht-subtle);--mud-palette-lines-default:var(--ht-line);--mud-palette-lines-inputs:var(--ht-line-strong);" +
        "--mud-palette-table-lines:var(--ht-line);--mud-palette-table-hover:var(--ht-subtle);--mud-palette-divider:var(--ht-line);--mud-palette-divider-light:var(--ht-line);" +
        "--mud-palette-gray-default:var(--ht-text-faint);--mud-palette-gray-light:var(--ht-line-strong);--mud-palette-gray-lighter:var(--ht-neutral-pale);" +
        "--mud-palette-overlay-dark:var(--ht-veil);--mud-palette-overlay-light:var(--ht-veil);--mud-default-borderradius:6px;";
}
