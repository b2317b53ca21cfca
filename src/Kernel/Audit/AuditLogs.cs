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

    /// <summary>The permission asked for is held, for a part of the enterprise to which the object belongs.</summary>
    PermissionInScope = 6,
}

/// <summary>The one place that decides which act belongs to which log.</summary>
public static class AuditLogs
{
    /// <summary>
    /// An explicit <see cref="AuditedAttribute.Log"/> wins (signing in; the first run, which nobody has rights for yet). Otherwise: an act that asks for no permission is a member's;
    /// one done under a permission that is held is an administrator's; one allowed although the permission is not held was allowed by an access rule for the actor's own object, and
    /// is a member's; one that was refused was an attempt at an administrator's act. Acts of the product itself stand with the administrators'.
    /// </summary>
    public static (AuditLogKind Log, AuditGround Ground) Of(AuditLogKind explicitly, AccessDecision decision, Actor actor, AccessTarget? target = null)
    {
        var ground = GroundOf(decision, actor, target);
        if (explicitly != AuditLogKind.ByRights) return (explicitly, explicitly == AuditLogKind.Administrator && ground == AuditGround.Own && actor.IsSuperAdmin ? AuditGround.SuperAdmin : ground);
        return (ground is AuditGround.Own or AuditGround.Open && actor.Kind != ActorKind.System ? AuditLogKind.Member : AuditLogKind.Administrator, ground);
    }

    private static AuditGround GroundOf(AccessDecision decision, Actor actor, AccessTarget? target) => decision.Reason switch
    {
        AccessReason.Product => AuditGround.System,
        AccessReason.Public => AuditGround.Open,
        AccessReason.SignedIn => AuditGround.Own,
        AccessReason.SuperAdmin => AuditGround.SuperAdmin,
        AccessReason.Role => actor.Scope.Whole ? AuditGround.Permission : AuditGround.PermissionInScope,
        // A host who could do it as an administrator too does it as one.
        AccessReason.Relation when target is not null && AccessRules.Decide(actor, decision.Permission, target with { RelationGives = new HashSet<string>() }) is { Allowed: true } without => GroundOf(without, actor, null),
        AccessReason.Relation => AuditGround.Own,
        _ => AuditGround.None,
    };
}
