using Huitang.Meetings;
using NodaTime;
using Xunit;

namespace Huitang.Unit.Meetings.Scheduling;

public sealed class RecurrenceTests
{
    private static readonly DateTimeZone Shanghai = Zones.OrDefault("Asia/Shanghai");
    private static readonly DateTimeZone NewYork = Zones.OrDefault("America/New_York");

    [Fact]
    public void A_weekly_meeting_keeps_its_clock_reading_when_the_clocks_change()
    {
        // New York leaves daylight saving time on 1 November 2026.
        var starts = Starts(new Recurrence(Repeats.Weekly, 3, null), new LocalDateTime(2026, 10, 26, 9, 0), NewYork);
        Assert.Equal(["2026-10-26T13:00Z", "2026-11-02T14:00Z", "2026-11-09T14:00Z"], starts);
    }

    [Fact]
    public void A_reading_skipped_in_spring_moves_forward_and_one_that_comes_twice_is_the_first()
    {
        var spring = Starts(new Recurrence(Repeats.Daily, 3, null), new LocalDateTime(2026, 3, 7, 2, 30), NewYork);
        Assert.Equal(["2026-03-07T07:30Z", "2026-03-08T07:30Z", "2026-03-09T06:30Z"], spring);
        var autumn = Starts(new Recurrence(Repeats.Daily, 2, null), new LocalDateTime(2026, 10, 31, 1, 30), NewYork);
        Assert.Equal(["2026-10-31T05:30Z", "2026-11-01T05:30Z"], autumn);
    }

    [Fact]
    public void Months_without_the_day_are_left_out()
    {
        var starts = Starts(new Recurrence(Repeats.Monthly, 4, null), new LocalDateTime(2027, 1, 31, 10, 0), Shanghai);
        Assert.Equal(["2027-01-31T02:00Z", "2027-03-31T02:00Z", "2027-05-31T02:00Z", "2027-07-31T02:00Z"], starts);
        var leap = Starts(new Recurrence(Repeats.Monthly, 3, null), new LocalDateTime(2027, 12, 29, 10, 0), Shanghai);
        Assert.Equal(["2027-12-29T02:00Z", "2028-01-29T02:00Z", "2028-02-29T02:00Z"], leap);
    }

    [Fact]
    public void Weekdays_leave_out_the_weekend_also_as_first_day()
    {
        // 28 November 2026 is a Saturday.
        var starts = Starts(new Recurrence(Repeats.Weekday, 6, null), new LocalDateTime(2026, 11, 28, 8, 0), Shanghai);
        Assert.Equal(["2026-11-30T00:00Z", "2026-12-01T00:00Z", "2026-12-02T00:00Z", "2026-12-03T00:00Z", "2026-12-04T00:00Z", "2026-12-07T00:00Z"], starts);
    }

    [Fact]
    public void Biweekly_until_a_day_includes_that_day()
    {
        var starts = Starts(new Recurrence(Repeats.Biweekly, null, new DateOnly(2026, 12, 21)), new LocalDateTime(2026, 11, 23, 8, 0), Shanghai);
        Assert.Equal(["2026-11-23T00:00Z", "2026-12-07T00:00Z", "2026-12-21T00:00Z"], starts);
    }

    [Theory]
    [InlineData(Repeats.Daily, 200)]
    [InlineData(Repeats.Weekday, 200)]
    [InlineData(Repeats.Weekly, 200)]
    [InlineData(Repeats.Biweekly, 50)]
    [InlineData(Repeats.Monthly, 50)]
    internal void Each_kind_has_its_limit_by_number_and_by_day(Repeats repeats, int limit)
    {
        var first = new LocalDateTime(2026, 11, 23, 8, 0);
        Assert.Equal(limit, new Recurrence(repeats, limit, null).Starts(first, Shanghai).Value!.Count);
        var over = new Recurrence(repeats, limit + 1, null).Starts(first, Shanghai).Error!;
        Assert.Equal((SchedulingErrors.TooManyOccurrences.Code, limit.ToString(null, null)), (over.Code, over.Args[0]));
        Assert.Equal(SchedulingErrors.TooManyOccurrences.Code, new Recurrence(repeats, null, new DateOnly(2090, 1, 1)).Starts(first, Shanghai).Error!.Code);
    }

    [Fact]
    public void A_rule_without_any_date_is_refused()
    {
        var first = new LocalDateTime(2026, 11, 23, 8, 0);
        Assert.Equal(SchedulingErrors.NoOccurrence, new Recurrence(Repeats.Daily, null, new DateOnly(2026, 11, 22)).Starts(first, Shanghai).Error);
        Assert.Equal(SchedulingErrors.NoOccurrence, new Recurrence(Repeats.Daily, 0, null).Starts(first, Shanghai).Error);
        Assert.Equal(SchedulingErrors.NoOccurrence, new Recurrence(Repeats.Daily, null, null).Starts(first, Shanghai).Error);
        Assert.Equal(SchedulingErrors.NoOccurrence, new Recurrence(Repeats.Daily, 3, new DateOnly(2026, 12, 1)).Starts(first, Shanghai).Error);
        Assert.Equal(SchedulingErrors.NoOccurrence, new Recurrence((Repeats)9, 3, null).Starts(first, Shanghai).Error);
    }

    private static IEnumerable<string> Starts(Recurrence rule, LocalDateTime first, DateTimeZone zone) =>
        rule.Starts(first, zone).Value!.Select(s => s.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture));
}
