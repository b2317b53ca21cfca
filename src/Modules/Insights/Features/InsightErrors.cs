using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Features;

/// <summary>Refusals of this module.</summary>
internal static class InsightErrors
{
    /// <summary>Longest span of a dashboard, in days.</summary>
    public const int LongestSpan = 366;

    public static readonly Error Reversed = new("insights.reversed", ErrorKind.Invalid);
    public static readonly Error TooLong = new("insights.too_long", ErrorKind.Invalid);

    /// <summary>What is wrong with a span; null when nothing is.</summary>
    public static Error? Check(Period span) => span.To < span.From ? Reversed.On("Span") : span.Days > LongestSpan ? TooLong.With(LongestSpan.ToString(System.Globalization.CultureInfo.InvariantCulture)).On("Span") : null;
}
