namespace Huitang.Insights.Domain;

/// <summary>The figures of one day for one department with all below it, or for the whole enterprise.</summary>
internal sealed record DayFigures
{
    /// <summary>Stands for the whole enterprise in place of a department.</summary>
    public static readonly Guid Everyone = Guid.Empty;

    public int Meetings { get; init; }
    public int Started { get; init; }
    public int Attendances { get; init; }
    public int GuestAttendances { get; init; }
    public int Persons { get; init; }
    public int PersonsInternal { get; init; }
    public int PersonsExternal { get; init; }
    public long Micros { get; init; }
    public int Shares { get; init; }
    public int SignIns { get; init; }
    public int Users { get; init; }
    public int Active { get; init; }
    public int PeakMeetings { get; init; }
    public int PeakPeople { get; init; }
    public int[] ByDuration { get; init; } = [];
    public int[] BySize { get; init; } = [];
    public int[] ByType { get; init; } = [];
    public int[] ByDevice { get; init; } = [];

    /// <summary>Who was in meetings.</summary>
    public byte[] UserSet { get; init; } = [];

    /// <summary>Who was in meetings or signed in.</summary>
    public byte[] ActiveSet { get; init; } = [];

    /// <summary>What each person did.</summary>
    public byte[] Vector { get; init; } = [];

    /// <summary>The course of the day by the minute; only for the enterprise and the departments at the top.</summary>
    public DayCourse? Course { get; init; }

    /// <summary>Whether every figure is the same.</summary>
    public bool Same(DayFigures other) =>
        (Meetings, Started, Attendances, GuestAttendances, Persons, PersonsInternal, PersonsExternal) == (other.Meetings, other.Started, other.Attendances, other.GuestAttendances, other.Persons, other.PersonsInternal, other.PersonsExternal)
        && (Micros, Shares, SignIns, Users, Active, PeakMeetings, PeakPeople) == (other.Micros, other.Shares, other.SignIns, other.Users, other.Active, other.PeakMeetings, other.PeakPeople)
        && ByDuration.AsSpan().SequenceEqual(other.ByDuration) && BySize.AsSpan().SequenceEqual(other.BySize) && ByType.AsSpan().SequenceEqual(other.ByType) && ByDevice.AsSpan().SequenceEqual(other.ByDevice)
        && UserSet.AsSpan().SequenceEqual(other.UserSet) && ActiveSet.AsSpan().SequenceEqual(other.ActiveSet) && Vector.AsSpan().SequenceEqual(other.Vector)
        && (Course is null) == (other.Course is null) && (Course is null || Course.ToBytes().AsSpan().SequenceEqual(other.Course!.ToBytes()));
}

/// <summary>The course of a day.</summary>
/// <param name="Running">Most meetings at once, for each minute.</param>
/// <param name="People">Most people in meetings at once, for each minute.</param>
/// <param name="Opened">Meetings that began, for each minute.</param>
/// <param name="Joined">Joins, for each minute.</param>
/// <param name="Shared">Screens that began to be shared, for each minute.</param>
/// <param name="HourMicros">Time in meetings, for each hour.</param>
internal sealed record DayCourse(int[] Running, int[] People, int[] Opened, int[] Joined, int[] Shared, long[] HourMicros)
{
    /// <summary>Number of hours the day has.</summary>
    public int Hours => HourMicros.Length;

    /// <summary>A course as stored: the minute series one after the other.</summary>
    public byte[] ToBytes()
    {
        var bytes = new List<byte>();
        Varints.Write(bytes, (ulong)Running.Length);
        foreach (var series in new[] { Running, People, Opened, Joined, Shared })
        {
            foreach (var value in series) Varints.Write(bytes, (ulong)value);
        }

        Varints.Write(bytes, (ulong)HourMicros.Length);
        foreach (var value in HourMicros) Varints.Write(bytes, (ulong)value);
        return [.. bytes];
    }

    /// <summary>A stored course.</summary>
    public static DayCourse Read(ReadOnlySpan<byte> stored)
    {
        var at = 0;
        var minutes = (int)Varints.Read(stored, ref at);
        var series = new int[5][];
        for (var s = 0; s < 5; s++)
        {
            series[s] = new int[minutes];
            for (var m = 0; m < minutes; m++) series[s][m] = (int)Varints.Read(stored, ref at);
        }

        var hours = new long[(int)Varints.Read(stored, ref at)];
        for (var h = 0; h < hours.Length; h++) hours[h] = (long)Varints.Read(stored, ref at);
        return new DayCourse(series[0], series[1], series[2], series[3], series[4], hours);
    }
}
