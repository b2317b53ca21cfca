using NodaTime;
using NodaTime.TimeZones;

namespace Huitang.Meetings;

/// <summary>Time zones by IANA id, from the rules that come with the product: the same on every machine.</summary>
internal static class Zones
{
    /// <summary>Where nothing else is known.</summary>
    public const string Default = "Asia/Shanghai";

    /// <summary>Offered in forms, from west to east; any other IANA id works too.</summary>
    public static readonly IReadOnlyList<string> Offered =
    [
        "Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo", "Etc/UTC",
        "Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok",
        "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Australia/Perth", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney", "Pacific/Auckland",
    ];

    /// <summary>The zone, or null when there is none of that name.</summary>
    public static DateTimeZone? Find(string? id) => string.IsNullOrEmpty(id) ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>The zone, or the product's default zone.</summary>
    public static DateTimeZone OrDefault(string? id) => Find(id) ?? DateTimeZoneProviders.Tzdb[Default];

    /// <summary>A clock reading in a zone as a moment. A reading that is skipped in spring moves forward by the gap; one that comes twice in autumn means the first.</summary>
    public static DateTimeOffset ToMoment(this DateTimeZone zone, LocalDateTime reading) =>
        zone.ResolveLocal(reading, Resolvers.LenientResolver).ToDateTimeOffset().ToUniversalTime();

    /// <summary>What a clock in the zone shows at a moment.</summary>
    public static LocalDateTime ToReading(this DateTimeZone zone, DateTimeOffset moment) =>
        Instant.FromDateTimeOffset(moment).InZone(zone).LocalDateTime;

    /// <summary>What a clock in the zone shows, as a date and time without zone.</summary>
    public static DateTime ToClock(string? zone, DateTimeOffset moment) => OrDefault(zone).ToReading(moment).ToDateTimeUnspecified();

    /// <summary>A clock in the zone for many readings one after the other: it keeps the offset for as long as it holds.</summary>
    public static Func<DateTimeOffset, DateTime> Clock(string? zone)
    {
        var (rules, known) = (OrDefault(zone), (ZoneInterval?)null);
        return moment =>
        {
            var at = Instant.FromDateTimeOffset(moment);
            if (known is null || !known.Contains(at)) known = rules.GetZoneInterval(at);
            return DateTime.SpecifyKind(moment.UtcDateTime + known.WallOffset.ToTimeSpan(), DateTimeKind.Unspecified);
        };
    }

    /// <summary>Offset of the zone at a moment as <c>GMT+08:00</c>.</summary>
    public static string OffsetText(string? zone, DateTimeOffset moment)
    {
        var offset = OrDefault(zone).GetUtcOffset(Instant.FromDateTimeOffset(moment));
        return "GMT" + offset.ToString("+HH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }
}
