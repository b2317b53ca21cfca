using Huitang.Kernel;

namespace Huitang.Meetings;

/// <summary>What happens to somebody at the door.</summary>
internal enum Door
{
    /// <summary>Comes in.</summary>
    In,

    /// <summary>Waits until a host admits them.</summary>
    Lobby,

    /// <summary>Waits until a host arrives.</summary>
    ForHost,
}

/// <summary>Who may come in, and who waits.</summary>
internal static class Admission
{
    /// <summary>Most people in a waiting room.</summary>
    public const int LobbySize = 3000;

    /// <summary>The refusal that holds whether or not the meeting runs: closed, join limit.</summary>
    public static Error? RefuseByPlan(Arrival who, MeetingPlan plan, JoinLimit limit)
    {
        if (plan.Closed) return JoinErrors.Closed;
        var member = who.User is not null && who.Tenant == plan.Tenant;
        return limit switch
        {
            JoinLimit.Internal when !member => who.User is null ? JoinErrors.SignInNeeded : JoinErrors.InternalOnly,
            JoinLimit.Invited when who.User is null => JoinErrors.SignInNeeded,
            JoinLimit.Invited when !(Roles.LeadsByPlan(who, plan) || (member && plan.Invitees.Contains(who.User!.Value))) => JoinErrors.InvitedOnly,
            _ => null,
        };
    }

    /// <summary>The refusal of the running meeting: removed before, locked.</summary>
    public static Error? RefuseByState(Arrival who, bool locked, IEnumerable<Ban> bans) =>
        bans.Any(b => b.Hits(who)) ? JoinErrors.Banned : locked ? JoinErrors.Locked : null;

    /// <summary>In or waiting.</summary>
    public static Door At(Arrival who, MeetingPlan plan, MeetingSettings rules, bool hostPresent)
    {
        if (Roles.LeadsByPlan(who, plan)) return Door.In;
        if (!rules.JoinBeforeHost && !hostPresent) return Door.ForHost;
        return rules.WaitingRoom ? Door.Lobby : Door.In;
    }
}
