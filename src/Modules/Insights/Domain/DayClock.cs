using NodaTime;
using NodaTime.TimeZones;

namespace Huitang.Insights.Domain;

/// <summary>Days as the enterprise's clock has them. Days of 23 or 25 hours and zones of half hours come out right, since hours and minutes are counted from the day's start.</summary>
internal sealed class DayClock
{
    private readonly DateTimeZone _zone;

    private DayClock(DateTimeZone zone) => _zone = zone;

    /// <summary>IANA id of the zone.</summary>
    public string Zone => _zone.Id;

    /// <summary>The clock of a zone; an unknown one is Shanghai's.</summary>
    public static DayClock Of(string? zone) => new((zone is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone)) ?? DateTimeZoneProviders.Tzdb["Asia/Shanghai"]);

    /// <summary>The day of a moment.</summary>
    public DateOnly DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(_zone).Date.ToDateOnly();

    /// <summary>When a day begins.</summary>
    public DateTimeOffset StartOf(DateOnly day) => LocalDate.FromDateOnly(day).AtStartOfDayInZone(_zone).ToDateTimeOffset().ToUniversalTime();

    /// <summary>What the clock shows at a moment.</summary>
    public DateTime Reading(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(_zone).LocalDateTime.ToDateTimeUnspecified();

    /// <summary>The days a stretch touches: from the day it begins to the one in which its last moment lies. One that ends at midnight does not touch the next day.</summary>
    public (DateOnly First, DateOnly? Last) Touched(DateTimeOffset from, DateTimeOffset? to)
    {
        var first = DayOf(from);
        if (to is not { } end) return (first, null);
        return (first, end <= from ? first : DayOf(end.AddTicks(-10)));
    }
}
