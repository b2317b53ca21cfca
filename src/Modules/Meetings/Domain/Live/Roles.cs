namespace Huitang.Meetings;

/// <summary>Who hosts: exactly one host while anybody fit is there, at most ten co-hosts, guests never.</summary>
internal static class Roles
{
    /// <summary>Most co-hosts; the creator who comes back may be one more.</summary>
    public const int MaxCoHosts = 10;

    /// <summary>The role somebody gets on arrival: creator and designated hosts lead; the creator who finds a host becomes co-host and may take the role back.</summary>
    public static MeetingRole OnArrival(Arrival who, MeetingPlan plan, IEnumerable<Participant> present)
    {
        if (who.User is not { } user || !(user == plan.Creator || plan.Hosts.Contains(user))) return MeetingRole.Member;
        var people = present.ToList();
        if (people.All(p => p.Role != MeetingRole.Host)) return MeetingRole.Host;
        return user == plan.Creator || people.Count(p => p.Role == MeetingRole.CoHost) < MaxCoHosts ? MeetingRole.CoHost : MeetingRole.Member;
    }

    /// <summary>Whether somebody is host by plan, so that waiting room and waiting for a host do not hold them.</summary>
    public static bool LeadsByPlan(Arrival who, MeetingPlan plan) => who.User is { } user && (user == plan.Creator || plan.Hosts.Contains(user));

    /// <summary>Who follows a host that left: the earliest co-host, else the earliest person with an account of the enterprise; null when nobody is fit.</summary>
    public static Participant? Successor(IEnumerable<Participant> present, MeetingPlan plan)
    {
        var fit = present.Where(p => p.Who.User is not null && p.Who.Tenant == plan.Tenant).OrderBy(p => p.JoinedAt).ToList();
        return fit.FirstOrDefault(p => p is { Role: MeetingRole.CoHost, Away: false })
            ?? fit.FirstOrDefault(p => p.Role == MeetingRole.CoHost)
            ?? fit.FirstOrDefault(p => !p.Away)
            ?? fit.FirstOrDefault();
    }
}
