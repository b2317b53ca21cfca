using Huitang.Downloads.Domain;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Downloads;

public sealed class ScheduleTests
{
    private static readonly TimeZoneInfo s_shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Theory]
    [InlineData("0 8 * * *", "Day"), InlineData("30 9 * * 1-5", "Workday"), InlineData("0 18 * * 0", "Week"), InlineData("15 7 28 * *", "Month"), InlineData("0 8 L * *", "Month"), InlineData("0 */2 * * *", "Cron"), InlineData("0 8 31 * *", "Cron")]
    public void What_people_choose_goes_to_cron_and_back(string cron, string every)
    {
        var choice = ScheduleChoice.Of(cron);
        Assert.Equal((every, cron), (choice.Every.ToString(), choice.Cron));
    }

    [Fact]
    public void Runs_are_due_on_the_clock_of_the_zone_and_hours_that_are_skipped_or_repeated_count_once()
    {
        Assert.Equal(DateTimeOffset.Parse("2026-11-27T00:00:00Z"), Schedule.Next("0 8 * * *", s_shanghai, DateTimeOffset.Parse("2026-11-26T00:00:00Z")));
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        // On 29 March 2026 there is no half past two, on 25 October there are two.
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:00:00Z"), Schedule.Next("30 2 * * *", berlin, DateTimeOffset.Parse("2026-03-28T12:00:00Z")));
        var first = Schedule.Next("30 2 * * *", berlin, DateTimeOffset.Parse("2026-10-24T12:00:00Z"))!.Value;
        Assert.Equal((DateTimeOffset.Parse("2026-10-25T00:30:00Z"), DateTimeOffset.Parse("2026-10-26T01:30:00Z")), (first, Schedule.Next("30 2 * * *", berlin, first)));
    }

    [Fact]
    public void Spans_that_move_along_mean_days_of_the_run()
    {
        (string?, string?) Days(string span, string today)
        {
            var on = ReportCriteria.Of([("span", span), ("q", "x")]).On(DateOnly.Parse(today));
            Assert.Equal(("x", null), (on.Get("q"), on.Get("span")));
            return (on.Get("from"), on.Get("to"));
        }

        Assert.Equal(("2026-02-28", "2026-02-28"), Days("yesterday", "2026-03-01"));
        Assert.Equal(("2026-02-22", "2026-02-28"), Days("last7", "2026-03-01"));
        Assert.Equal(("2026-02-16", "2026-02-22"), Days("last_week", "2026-03-01"));
        Assert.Equal(("2026-02-23", "2026-03-01"), Days("last_week", "2026-03-02"));
        Assert.Equal(("2026-02-01", "2026-02-28"), Days("last_month", "2026-03-31"));
        Assert.Equal(("2026-03-01", "2026-03-31"), Days("this_month", "2026-03-31"));
        Assert.Equal(("2025-12-02", "2025-12-31"), Days("last30", "2026-01-01"));
    }
}
