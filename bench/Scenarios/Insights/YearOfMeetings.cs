using Huitang.Insights.Domain;
using Npgsql;

namespace Huitang.Bench.Scenarios.Insights;

/// <summary>Somebody who goes to meetings.</summary>
/// <param name="Id">Account.</param>
/// <param name="Ordinal">Dense number of the account.</param>
/// <param name="Path">Number of the path of their department.</param>
internal sealed record Goer(Guid Id, int Ordinal, int Path);

/// <summary>A meeting of the year.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Creator">Who created it.</param>
/// <param name="Type">Class of <see cref="Buckets.Types"/>.</param>
/// <param name="Opened">Microseconds since 1970.</param>
/// <param name="Closed">Microseconds since 1970.</param>
internal readonly record struct YearRoom(int Number, Goer Creator, short Type, long Opened, long Closed);

/// <summary>A stretch of somebody in a meeting.</summary>
/// <param name="Room">Number of the meeting.</param>
/// <param name="Person">Ordinal of the account; below zero for guests, each their own.</param>
/// <param name="Path">Path of the account; 0 for guests.</param>
/// <param name="Device">Class of <see cref="Buckets.Devices"/>.</param>
/// <param name="Joined">Microseconds since 1970.</param>
/// <param name="Left">Microseconds since 1970.</param>
internal readonly record struct YearStay(int Room, int Person, int Path, short Device, long Joined, long Left);

/// <summary>A sign-in (of an account) or a share (in a meeting).</summary>
/// <param name="Kind">1 sign-in, 2 share.</param>
/// <param name="Room">Number of the meeting; -1 for sign-ins.</param>
/// <param name="Who">Who did it.</param>
/// <param name="At">Microseconds since 1970.</param>
internal readonly record struct YearMoment(short Kind, int Room, Goer Who, long At);

/// <summary>
/// A year of a large company, the same for the same numbers: working days with two peaks, starts at quarters of an hour, most meetings small and among neighbours in the
/// tree, some large, some over midnight, a few people who leave and come back, a few guests. Drawn one after the other, so that no year has to fit into memory.
/// </summary>
/// <param name="people">Everybody, neighbours in the tree beside each other.</param>
/// <param name="rooms">Number of meetings.</param>
/// <param name="first">First day, as the enterprise has it.</param>
/// <param name="days">Number of days.</param>
/// <param name="clock">The enterprise's clock.</param>
internal sealed class YearOfMeetings(IReadOnlyList<Goer> people, int rooms, DateOnly first, int days, DayClock clock)
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;

    // Of a thousand meetings, how many begin in each hour from 0 to 23.
    private static readonly int[] ByHour = [1, 0, 0, 0, 0, 0, 0, 4, 40, 150, 165, 80, 15, 60, 150, 140, 95, 50, 20, 14, 9, 5, 1, 1];
    private static readonly int[] Lengths = [15, 30, 30, 30, 45, 60, 60, 60, 60, 90, 90, 120, 180];
    private static readonly int[] DeviceWeights = [550, 100, 15, 150, 140, 30, 3, 2, 10];

    private readonly Random _random = new(20_260_101);
    private int _guests;

    /// <summary>Stretches of the meeting drawn last.</summary>
    public List<YearStay> Stays { get; } = [];

    /// <summary>Shares of the meeting drawn last.</summary>
    public List<YearMoment> Shares { get; } = [];

    /// <summary>All meetings in the order of days; <see cref="Stays"/> and <see cref="Shares"/> are those of the one given last.</summary>
    public IEnumerable<YearRoom> Draw()
    {
        var weights = Enumerable.Range(0, days).Select(d => Weight(first.AddDays(d))).ToArray();
        var (sum, all, number) = (0.0, weights.Sum(), 0);
        for (var d = 0; d < days; d++)
        {
            sum += weights[d];
            var begin = clock.StartOf(first.AddDays(d)).ToUnixTimeMilliseconds() * 1000;
            for (var end = (int)Math.Round(rooms * sum / all); number < end; number++) yield return Room(number, begin);
        }
    }

    /// <summary>Sign-ins of the year: about one for each person every other week.</summary>
    public IEnumerable<YearMoment> SignIns()
    {
        var random = new Random(7);
        for (var d = 0; d < days; d++)
        {
            var begin = clock.StartOf(first.AddDays(d)).ToUnixTimeMilliseconds() * 1000;
            var count = (int)(people.Count / 10 * Weight(first.AddDays(d)));
            for (var i = 0; i < count; i++) yield return new YearMoment(1, -1, people[random.Next(people.Count)], begin + (8 * 60 * Minute) + random.NextInt64(11 * 60 * Minute));
        }
    }

    private YearRoom Room(int number, long dayBegins)
    {
        Stays.Clear();
        Shares.Clear();
        var at = _random.Next(people.Count);
        var start = dayBegins + (Pick(ByHour) * 60 * Minute) + (_random.Next(10) < 8 ? _random.Next(4) * 15 * Minute : _random.Next(60) * Minute);
        var opened = start + (_random.Next(-240, 300) * Second) + _random.Next((int)Second);
        var closed = opened + (Lengths[_random.Next(Lengths.Length)] * Minute) + (_random.NextInt64(-5, 12) * Minute) + _random.NextInt64(Minute);
        var room = new YearRoom(number, people[at], (short)(_random.Next(100) switch { < 30 => 0, < 65 => 1, < 92 => 2, _ => 3 }), opened, closed);
        var size = Size();
        HashSet<int> seen = [];
        for (var i = 0; i < size; i++)
        {
            if (_random.Next(100) < 3)
            {
                Stay(room, --_guests, 0);
                continue;
            }

            var who = people[i == 0 ? at : Neighbour(at)];
            if (!seen.Add(who.Ordinal)) continue;
            Stay(room, who.Ordinal, who.Path);
            if (_random.Next(1000) < 35) Shares.Add(new YearMoment(2, number, who, opened + _random.NextInt64(closed - opened)));
        }

        return room;
    }

    private void Stay(YearRoom room, int person, int path)
    {
        var device = (short)Pick(DeviceWeights);
        var (from, to) = (room.Opened + _random.NextInt64(Math.Min(4 * Minute, room.Closed - room.Opened)), room.Closed - (_random.Next(10) == 0 ? _random.NextInt64((room.Closed - room.Opened) / 4) : 0));
        if (to <= from) to = from + 1;
        if (_random.Next(100) < 5 && to - from > 10 * Minute)
        {
            // Left and came back, every third of them with another device.
            var gone = from + _random.NextInt64((to - from) / 2) + 1;
            Stays.Add(new YearStay(room.Number, person, path, device, from, gone));
            Stays.Add(new YearStay(room.Number, person, path, _random.Next(3) == 0 ? (short)3 : device, Math.Min(gone + (2 * Minute), to - 1), to));
            return;
        }

        Stays.Add(new YearStay(room.Number, person, path, device, from, to));
    }

    private int Neighbour(int at)
    {
        var reach = _random.Next(100) switch { < 55 => people.Count / 1000, < 85 => people.Count / 50, _ => people.Count };
        reach = Math.Max(40, reach);
        return (int)((at + people.Count + _random.NextInt64(-reach / 2, (reach / 2) + 1)) % people.Count);
    }

    private int Size() => _random.Next(100) switch { < 30 => _random.Next(2, 4), < 65 => _random.Next(4, 9), < 90 => _random.Next(9, 21), < 99 => _random.Next(21, 51), _ => _random.Next(51, 151) };

    private int Pick(int[] weights)
    {
        var left = _random.Next(weights.Sum());
        for (var i = 0; i < weights.Length; i++)
        {
            if ((left -= weights[i]) < 0) return i;
        }

        return weights.Length - 1;
    }

    private static double Weight(DateOnly day) => day switch
    {
        { Month: 10, Day: <= 7 } or { Month: 2, Day: >= 10 and <= 17 } => 0.02,
        { DayOfWeek: DayOfWeek.Saturday or DayOfWeek.Sunday } => 0.03,
        _ => 1,
    };
}
