namespace Huitang.Kernel;

/// <summary>The three logs. Numbers are stored.</summary>
public enum AuditLogKind
{
    /// <summary>To be found from the rights: see <see cref="AuditLogs.Of"/>. Never stored.</summary>
    ByRights = 0,

    /// <summary>What administrators, and the product itself, did to the enterprise.</summary>
    Administrator = 1,

    /// <summary>What people did with what is their own: their meetings, their account.</summary>
    Member = 2,

    /// <summary>Every try to sign in or out.</summary>
    SignIn = 3,
}

/// <summary>On what ground an act was allowed, or not. Numbers are stored.</summary>
public enum AuditGround
{
    /// <summary>The product itself.</summary>
    System = 0,

    /// <summary>The super admin.</summary>
    SuperAdmin = 1,

    /// <summary>The permission asked for is held.</summary>
    Permission = 2,

    /// <summary>The object is the actor's own.</summary>
    Own = 3,

    /// <summary>None is needed.</summary>
    Open = 4,

    /// <summary>None: the act was refused for want of rights.</summary>
    None = 5,
}

/// <summary>The one place that decides which act belongs to which log.</summary>
public static class AuditLogs
{
    /// <summary>
    /// An explicit <see cref="AuditedAttribute.Log"/> wins (signing in; the first run, which nobody has rights for yet). Otherwise: an act that asks for no permission is a member's;
    /// one done under a permission that is held is an administrator's; one allowed although the permission is not held was allowed by an access rule for the actor's own object, and
    /// is a member's; one that was refused was an attempt at an administrator's act. Acts of the product itself stand with the administrators'.
    /// </summary>
    public static (AuditLogKind Log, AuditGround Ground) Of(AuditLogKind explicitly, string permission, Actor actor, bool refused)
    {
        var ground = GroundOf(permission, actor, refused);
        if (explicitly != AuditLogKind.ByRights) return (explicitly, ground);
        return (ground is AuditGround.Own or AuditGround.Open && actor.Kind != ActorKind.System ? AuditLogKind.Member : AuditLogKind.Administrator, ground);
    }

    private static AuditGround GroundOf(string permission, Actor actor, bool refused)
    {
        if (actor.Kind == ActorKind.System) return AuditGround.System;
        if (permission is RequiresAttribute.Nobody) return AuditGround.Open;
        if (permission is not RequiresAttribute.SignedIn && actor.Holds(permission)) return actor.IsSuperAdmin ? AuditGround.SuperAdmin : AuditGround.Permission;
        return refused ? AuditGround.None : AuditGround.Own;
    }
}
