using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Access;

public class AccessRulesTests
{
    private static readonly Guid Sales = Ids.New(TimeProvider.System);
    private static readonly Guid South = Ids.New(TimeProvider.System);
    private static readonly Guid Lab = Ids.New(TimeProvider.System);

    private static Actor Somebody(params string[] permissions) => new() { Kind = ActorKind.User, Permissions = permissions.ToHashSet() };

    private static AccessTarget Meeting(params Guid[] within) => new("meeting", "1", "周会") { Within = within };

    [Fact]
    public void The_product_may_everything_and_a_visitor_only_what_is_open()
    {
        Assert.Equal(AccessReason.Product, AccessRules.Decide(Actor.System(new TenantId(1)), "a.b", AccessTarget.Enterprise).Reason);
        Assert.Equal(AccessReason.Public, AccessRules.Decide(Actor.Anonymous, RequiresAttribute.Nobody).Reason);
        Assert.Equal(AccessReason.SignedOut, AccessRules.Decide(Actor.Anonymous, RequiresAttribute.SignedIn).Reason);
        Assert.Equal(AccessReason.SignedIn, AccessRules.Decide(Somebody(), RequiresAttribute.SignedIn).Reason);
    }

    [Fact]
    public void A_scope_includes_a_department_with_all_below_it_and_nothing_beside()
    {
        var admin = Somebody("meetings.list") with { Scope = ActorScope.Of([Sales]) };
        Assert.Equal(AccessReason.Role, AccessRules.Decide(admin, "meetings.list", Meeting(Sales, South)).Reason);
        Assert.Equal(AccessReason.OutOfScope, AccessRules.Decide(admin, "meetings.list", Meeting(Lab)).Reason);
        Assert.Equal(AccessReason.OutOfScope, AccessRules.Decide(admin, "meetings.list", Meeting()).Reason);
        Assert.Equal(AccessReason.PartOnly, AccessRules.Decide(admin, "meetings.list", AccessTarget.Enterprise).Reason);
        Assert.True(admin.Holds("meetings.list"));
    }

    [Fact]
    public void A_program_has_the_permissions_of_its_token_and_is_nobody_to_an_object()
    {
        var program = Somebody("users.read") with { Kind = ActorKind.Service, Scope = ActorScope.Of([Sales]) };
        Assert.Equal(AccessReason.Role, AccessRules.Decide(program, "users.read", Meeting(Sales)).Reason);
        Assert.Equal(AccessReason.OutOfScope, AccessRules.Decide(program, "users.read", Meeting(Lab)).Reason);
        Assert.Equal(AccessReason.NotHeld, AccessRules.Decide(program, RequiresAttribute.SignedIn).Reason);
        Assert.Equal(AccessReason.NotHeld, AccessRules.Decide(program, "meetings.control", Meeting(Sales) with { Relation = "host", RelationGives = new HashSet<string> { "meetings.control" } }).Reason);
    }

    [Fact]
    public void An_empty_scope_manages_nothing()
    {
        var admin = Somebody("users.read") with { Scope = ActorScope.Of([]) };
        Assert.Equal(AccessReason.OutOfScope, AccessRules.Decide(admin, "users.read", Meeting(Sales)).Reason);
    }

    [Fact]
    public void What_somebody_is_to_the_object_helps_without_a_role_and_beyond_a_scope()
    {
        var host = Meeting(Lab) with { Relation = "host", RelationGives = new HashSet<string> { "meetings.manage" } };
        Assert.Equal(AccessReason.Relation, AccessRules.Decide(Somebody(), "meetings.manage", host).Reason);
        Assert.Equal(AccessReason.Relation, AccessRules.Decide(Somebody("meetings.manage") with { Scope = ActorScope.Of([Sales]) }, "meetings.manage", host).Reason);
        Assert.Equal(AccessReason.NotHeld, AccessRules.Decide(Somebody(), "meetings.control", host).Reason);
    }

    [Fact]
    public void Isolation_binds_the_super_admin_but_not_a_role_that_names_the_permission()
    {
        var isolated = new HashSet<string> { "audit.read" };
        var super = Somebody() with { IsSuperAdmin = true, Isolated = isolated };
        Assert.Equal(AccessReason.Isolated, AccessRules.Decide(super, "audit.read").Reason);
        Assert.Equal(AccessReason.SuperAdmin, AccessRules.Decide(super, "users.read").Reason);
        Assert.Equal(AccessReason.Role, AccessRules.Decide(Somebody("audit.read") with { Isolated = isolated }, "audit.read").Reason);
        Assert.Equal(AccessReason.Isolated, AccessRules.Decide(Somebody() with { Isolated = isolated }, "audit.read").Reason);
    }

    [Fact]
    public void Where_power_is_divided_the_super_admin_administers_nothing()
    {
        var super = Somebody() with { IsSuperAdmin = true, ThreePowers = true };
        Assert.Equal(AccessReason.ThreePowers, AccessRules.Decide(super, "users.read").Reason);
        Assert.True(AccessRules.Decide(super, RequiresAttribute.SignedIn).Allowed);
    }

    [Fact]
    public void A_guard_beats_every_right()
    {
        var own = Meeting(Sales) with { Guard = AccessReason.Self, Guarded = new HashSet<string> { "roles.manage" } };
        Assert.Equal(AccessReason.Self, AccessRules.Decide(Somebody() with { IsSuperAdmin = true }, "roles.manage", own).Reason);
        Assert.True(AccessRules.Decide(Somebody() with { IsSuperAdmin = true }, "users.read", own).Allowed);
    }
}
