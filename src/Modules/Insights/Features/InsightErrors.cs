using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Features;

/// <summary>Refusals of this module.</summary>
internal static class InsightErrors
{
    /// <summary>Longest span of a dashboard, in days.</summary>
    public const int LongestSpan = 366;

    private const int FirstYear = 2000;
    private const int LastYear = 2999;

    public static readonly Error NoSuchDays = new("insights.no_such_days", ErrorKind.Invalid);
    public static readonly Error Reversed = new("insights.reversed", ErrorKind.Invalid);
    public static readonly Error TooLong = new("insights.too_long", ErrorKind.Invalid);

    /// <summary>What is wrong with a span; null when nothing is.</summary>
    public static Error? Check(Period span) => span.From.Year < FirstYear || span.To.Year > LastYear ? NoSuchDays.With(FirstYear.ToString(System.Globalization.CultureInfo.InvariantCulture), LastYear.ToString(System.Globalization.CultureInfo.InvariantCulture)).On("Span") : span.To < span.From ? Reversed.On("Span") : span.Days > LongestSpan ? TooLong.With(LongestSpan.ToString(System.Globalization.CultureInfo.InvariantCulture)).On("Span") : null;
}
