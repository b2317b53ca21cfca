namespace Huitang.Insights.Domain;

/// <summary>What is counted. What each one means is said in the texts under <c>metric_…</c> and <c>define_…</c>, shown behind the (i); how it is computed stands in <see cref="DayRollup"/>.</summary>
internal enum Metric
{
    /// <summary>Media rooms that opened.</summary>
    Meetings,

    /// <summary>Media rooms of meetings that people of the department had created.</summary>
    Started,

    /// <summary>People of each media room, summed over media rooms.</summary>
    Attendances,

    /// <summary>Those of them without an account.</summary>
    Guests,

    /// <summary>Time in meetings, all devices together.</summary>
    Time,

    /// <summary>Distinct people who were in meetings.</summary>
    Users,

    /// <summary>Distinct people who were in meetings or signed in.</summary>
    Active,

    /// <summary>Screens that were shared.</summary>
    Shares,

    /// <summary>Sign-ins.</summary>
    SignIns,

    /// <summary>Most meetings at once.</summary>
    PeakMeetings,

    /// <summary>Most people in meetings at once.</summary>
    PeakPeople,

    /// <summary>Accounts.</summary>
    Headcount,

    /// <summary>Activated accounts.</summary>
    Activated,

    /// <summary>Distinct people of today's meetings, guests among them.</summary>
    Persons,
}

/// <summary>How the days of a figure become the figure of a longer span.</summary>
internal enum Merge
{
    /// <summary>By adding.</summary>
    Sum,

    /// <summary>By the greatest.</summary>
    Most,

    /// <summary>By counting everybody once.</summary>
    Distinct,

    /// <summary>By the last.</summary>
    Last,
}

/// <summary>The metrics with what belongs to each.</summary>
internal static class MetricBook
{
    /// <summary>How days come together.</summary>
    public static Merge MergeOf(Metric metric) => metric switch
    {
        Metric.Users or Metric.Active or Metric.Persons => Merge.Distinct,
        Metric.PeakMeetings or Metric.PeakPeople => Merge.Most,
        Metric.Headcount or Metric.Activated => Merge.Last,
        _ => Merge.Sum,
    };
}
