using Huitang.Insights.Domain;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Insights;

public class RollupRuleTests
{
    private static readonly DayClock Shanghai = DayClock.Of("Asia/Shanghai");

    [Fact]
    public void A_stored_set_holds_exactly_who_was_put_in_and_takes_the_shorter_form()
    {
        foreach (var people in new[] { Array.Empty<int>(), [0], [7, 7, 3], [.. Enumerable.Range(0, 5000)], [1, 90_000], [.. Enumerable.Range(0, 900).Select(i => i * 101)] })
        {
            var stored = UserSet.Write(people);
            var read = new UserSet();
            read.Add(stored);
            Assert.Equal(people.Distinct().Order(), read.Members);
            Assert.Equal(people.Distinct().Count(), read.Count);
            Assert.Equal(stored, read.ToBytes());
        }

        Assert.True(UserSet.Write(Enumerable.Range(0, 5000)).Length <= 626);
        Assert.True(UserSet.Write([1, 90_000]).Length <= 6);
    }

    [Fact]
    public void Sets_come_together_without_counting_anybody_twice()
    {
        var all = new UserSet();
        all.Add(UserSet.Write([1, 2, 3]));
        all.Add(UserSet.Write([.. Enumerable.Range(3, 400)]));
        Assert.Equal(402, all.Count);
        Assert.True(all.Has(402) && !all.Has(403) && !all.Has(0));
    }

    [Fact]
    public void Figures_of_days_survive_being_packed()
    {
        var random = new Random(3);
        int[] Classes(int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(3) == 0 ? random.Next(100_000) : 0)];
        var first = new DateOnly(2026, 2, 21);
        var days = Enumerable.Range(0, 8).Where(i => i is 0 or 1 or 5 or 7).Select(i => new DayTotals(first.AddDays(i), i == 5 ? new Totals { ByDuration = new int[6], BySize = new int[5], ByType = new int[4], ByDevice = new int[7] } : new Totals
        {
            Meetings = random.Next(3), Started = random.Next(3), Attendances = random.Next(1000), Guests = 0, Persons = 1, PersonsInternal = 0, PersonsExternal = random.Next(int.MaxValue), Micros = random.NextInt64(),
            Shares = 0, SignIns = 0, Users = 5, Active = 0, PeakMeetings = 1, PeakPeople = int.MaxValue, ByDuration = Classes(6), BySize = Classes(5), ByType = Classes(4), ByDevice = Classes(7),
        })).ToList();
        var read = DayPack.Read(first, DayPack.Write(first, days)).ToList();
        Assert.Equivalent(days, read, strict: true);
        Assert.Empty(DayPack.Write(first, []));
        Assert.Empty(DayPack.Read(first, []));
    }

    [Fact]
    public void Sums_of_people_survive_being_stored_and_added()
    {
        var sums = new Dictionary<int, UserSums> { [3] = new(2, 1, 86_400_000_000, 60), [100_000] = new(1, 0, 5, 0) };
        var stored = UserVector.Write(sums);
        var read = new UserTotals();
        read.Add(stored, 0);
        Assert.Equal(sums, read.People.ToDictionary());
        Assert.Equal(stored, UserVector.Write(read.People));
        read.Add(stored, 86_400);
        Assert.Equal(new UserSums(4, 2, 172_800_000_000, 86_460), read[3]);
        Assert.Equal(new UserSums(2, 0, 10, 0), read[100_000]);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(25, 1)]
    [InlineData(500, 1)]
    [InlineData(500, 977)]
    [InlineData(2100, 1)]
    [InlineData(5001, 7)]
    [InlineData(20_000, 2)]
    public void Sums_of_few_and_of_many_people_are_read_back_as_they_were(int people, int apart)
    {
        var sums = Enumerable.Range(1, people).ToDictionary(i => i * apart, i => new UserSums(i % 3, i % 7 == 0 ? 300 : 0, i * 4_000_000_007L, i % 5 == 0 ? 0 : i * 60));
        sums[2 * apart] = new UserSums(int.MaxValue, 0, long.MaxValue / 4, 86_400);
        var read = new UserTotals();
        read.Add(UserVector.Write(sums), 0);
        Assert.Equal(sums.Where(s => s.Value != default).OrderBy(s => s.Key), read.People);
        read.Add(UserVector.Write(sums), 100);
        Assert.Equal(sums[apart].Plus(sums[apart], 100), read[apart]);
    }

    [Fact]
    public void Whoever_leaves_at_the_moment_another_comes_was_not_there_at_once()
    {
        var begin = Shanghai.StartOf(new(2026, 5, 1));
        var sweep = new Sweep(begin, begin.AddDays(1));
        sweep.Add(begin.AddHours(-2), begin.AddMinutes(10));
        sweep.Add(begin.AddMinutes(10), begin.AddMinutes(12).AddSeconds(30));
        sweep.Add(begin.AddMinutes(12), null);
        sweep.Add(begin.AddMinutes(11), begin.AddMinutes(11));
        var (peak, minutes) = sweep.Run();
        Assert.Equal(2, peak);
        Assert.Equal([1, 1, 1, 2, 1], minutes[9..14]);
        Assert.Equal(1, minutes[^1]);
        Assert.Equal(1440, minutes.Length);
    }

    [Fact]
    public void A_stretch_over_midnight_touches_both_days_and_one_that_ends_at_midnight_only_the_first()
    {
        var night = Shanghai.StartOf(new(2026, 5, 2));
        Assert.Equal((new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 2)), Shanghai.Touched(night.AddHours(-1), night.AddTicks(10)));
        Assert.Equal((new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 1)), Shanghai.Touched(night.AddHours(-1), night));
        Assert.Equal((new DateOnly(2026, 5, 2), new DateOnly(2026, 5, 2)), Shanghai.Touched(night, night));
        Assert.Equal((new DateOnly(2026, 5, 1), (DateOnly?)null), Shanghai.Touched(night.AddHours(-1), null));
    }

    [Fact]
    public void A_day_has_as_many_hours_as_the_clock_gives_it()
    {
        var berlin = DayClock.Of("Europe/Berlin");
        Assert.Equal(23, (berlin.StartOf(new(2026, 3, 30)) - berlin.StartOf(new(2026, 3, 29))).TotalHours);
        Assert.Equal(25, (berlin.StartOf(new(2026, 10, 26)) - berlin.StartOf(new(2026, 10, 25))).TotalHours);
        Assert.Equal("Asia/Shanghai", DayClock.Of("Nowhere/Else").Zone);
    }

    [Fact]
    public void A_meeting_counts_on_the_day_it_began_and_its_time_on_the_days_it_ran()
    {
        var (eve, day) = (new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 2));
        var night = Shanghai.StartOf(day);
        var room = new RoomFact(Ids.New(TimeProvider.System), eve, 1, 5, 1, night.AddHours(-1), night.AddHours(2));
        StayFact Stay(int who, double from, double to) => new(room.Id, new Guid(who, 0, 0, new byte[8]), false, who, 1, 0, Shanghai.DayOf(night.AddHours(from)), Shanghai.Touched(night.AddHours(from), night.AddHours(to)).Last, night.AddHours(from), night.AddHours(to));
        // Five stays through, six leaves and comes again after midnight, seven comes after midnight only.
        var stays = new[] { Stay(5, -1, 2), Stay(6, -1, -0.5), Stay(6, 0.5, 1), Stay(7, 1, 2) };
        var (top, own) = (Ids.New(TimeProvider.System), Ids.New(TimeProvider.System));
        IReadOnlyDictionary<Guid, DayFigures> Of(DateOnly d) => DayRollup.Compute(new DayFacts(d, Shanghai.StartOf(d), Shanghai.StartOf(d.AddDays(1)), [room], d == eve ? stays : [.. stays.Where(s => s.Touches(d))], [], [], new Dictionary<int, Guid[]> { [1] = [top, own] }));

        foreach (var department in new[] { DayFigures.Everyone, top, own })
        {
            var (first, second) = (Of(eve)[department], Of(day)[department]);
            Assert.Equal((1, 1, 3, 2, 1, 2), (first.Meetings, first.Started, first.Attendances, first.Users, first.PeakMeetings, first.PeakPeople));
            Assert.Equal((0, 0, 0, 3, 1, 2), (second.Meetings, second.Started, second.Attendances, second.Users, second.PeakMeetings, second.PeakPeople));
            Assert.Equal((1.5 * 3600e6, 3.5 * 3600e6), (first.Micros, second.Micros));
            Assert.Equal(1, first.ByDuration[4]);
            Assert.Equal(1, first.BySize[1]);
            Assert.Equal(0, second.BySize.Sum());
        }

        Assert.NotNull(Of(day)[top].Course);
        Assert.Null(Of(day)[own].Course);
        Assert.Equal(Of(day)[top].Micros, Of(day)[top].Course!.HourMicros.Sum());
        var again = DayCourse.Read(Of(day)[top].Course!.ToBytes());
        Assert.Equal(Of(day)[top].Course!.People, again.People);
        Assert.Equal(Of(day)[top].Course!.HourMicros, again.HourMicros);
    }

    [Fact]
    public void Spans_are_cut_into_whole_weeks_and_months_with_shorter_ends()
    {
        var span = new Period(new(2026, 1, 30), new(2026, 2, 10));
        Assert.Equal([3, 7, 2], span.Cut(TrendStep.Week).Select(p => p.Days));
        Assert.Equal([2, 10], span.Cut(TrendStep.Month).Select(p => p.Days));
        Assert.Equal(12, span.Cut(TrendStep.Day).Count);
        Assert.Equal(new Period(new(2026, 1, 18), new(2026, 1, 29)), span.Before);
    }

    [Theory]
    [InlineData(14.99, 0)]
    [InlineData(15, 1)]
    [InlineData(239, 4)]
    [InlineData(240, 5)]
    public void Durations_fall_into_classes_by_their_lower_bound(double minutes, int expected) => Assert.Equal(expected, Buckets.OfDuration(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(300, 5)]
    [InlineData(301, 6)]
    public void Sizes_fall_into_classes_by_their_upper_bound(int people, int expected) => Assert.Equal(expected, Buckets.OfPeople(people));
}
