using Huitang.Host.Startup;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Access;

public class RoleRulesTests
{
    private static readonly ModuleCatalog Catalog = new(HuitangApp.Modules);
    private static readonly HashSet<string> None = [];

    private static Actor Somebody(params string[] permissions) => new() { Kind = ActorKind.User, Permissions = permissions.ToHashSet() };

    private static IReadOnlySet<string> Of(BuiltInRole role, IReadOnlySet<string>? isolated = null, bool powers = false, bool edited = false, params string[] named) =>
        RoleRules.PermissionsOf(Catalog, role, edited, named, isolated ?? None, powers);

    [Fact]
    public void Editing_brings_viewing_with_it() => Assert.Equal(["users.manage", "users.read"], Of(BuiltInRole.None, named: "users.manage").Order());

    [Fact]
    public void A_permission_that_no_longer_exists_gives_nothing() => Assert.Empty(Of(BuiltInRole.None, named: "gone.away"));

    [Fact]
    public void The_administrator_holds_what_is_neither_sensitive_nor_isolated_until_edited()
    {
        var all = Of(BuiltInRole.Administrator);
        Assert.Equal(Catalog.Permissions.Where(p => !p.Sensitive).Select(p => p.Id).Order(), all.Order());
        Assert.DoesNotContain("meetings.subject", Of(BuiltInRole.Administrator, new HashSet<string> { "meetings.subject" }));
        Assert.Equal(["meetings.list"], Of(BuiltInRole.Administrator, edited: true, named: "meetings.list"));
        Assert.Contains("meetings.subject", Of(BuiltInRole.Administrator, new HashSet<string> { "meetings.subject" }, edited: true, named: "meetings.subject"));
    }

    [Fact]
    public void The_three_powers_divide_all_permissions_without_overlap()
    {
        var powers = new[] { BuiltInRole.SystemAdministrator, BuiltInRole.SecurityAdministrator, BuiltInRole.AuditAdministrator }.Select(r => Of(r, powers: true)).ToList();
        Assert.Equal(Catalog.Permissions.Count, powers.Sum(p => p.Count));
        Assert.Equal(Catalog.Permissions.Count, powers.SelectMany(p => p).Distinct().Count());
        Assert.All(powers, p => Assert.NotEmpty(p));
        Assert.All(powers, p => Assert.False(RoleRules.Mixes(Catalog, p)));
        Assert.True(RoleRules.Mixes(Catalog, ["users.read", "audit.read"]));
    }

    [Fact]
    public void Nobody_gives_what_they_do_not_hold()
    {
        Assert.Null(RoleRules.RefuseGiving(Somebody("roles.manage", "users.read"), ["users.read"], p => p));
        Assert.Equal(["audit.read, users.manage"], RoleRules.RefuseGiving(Somebody("roles.manage", "users.read"), ["users.manage", "users.read", "audit.read"], p => p)!.Args);
        Assert.Equal(RoleErrors.NotHeld.Code, RoleRules.RefuseGiving(Somebody() with { IsSuperAdmin = true, Isolated = new HashSet<string> { "audit.read" } }, ["audit.read"], p => p)!.Code);
    }

    [Fact]
    public void One_s_own_role_and_the_administrator_role_are_out_of_reach()
    {
        var mine = Ids.New(TimeProvider.System);
        var me = Somebody([.. Catalog.Permissions.Select(p => p.Id)]) with { Role = mine };
        Assert.Equal(RoleErrors.OwnRole, RoleRules.RefuseRole(me, BuiltInRole.None, mine, [], p => p));
        Assert.Equal(RoleErrors.OnlySuperAdmin, RoleRules.RefuseRole(me, BuiltInRole.Administrator, Ids.New(TimeProvider.System), [], p => p));
        Assert.Null(RoleRules.RefuseRole(me, BuiltInRole.None, Ids.New(TimeProvider.System), ["users.read"], p => p));
        Assert.Null(RoleRules.RefuseRole(me with { IsSuperAdmin = true }, BuiltInRole.Administrator, Ids.New(TimeProvider.System), [], p => p));
    }

    [Fact]
    public void Nobody_gives_a_wider_scope_than_their_own()
    {
        var (mine, below, other) = (Ids.New(TimeProvider.System), Ids.New(TimeProvider.System), Ids.New(TimeProvider.System));
        var me = Somebody("roles.manage") with { Scope = ActorScope.Of([mine]) };
        Assert.Null(RoleRules.RefuseScope(me, false, [[mine, below]]));
        Assert.Equal(RoleErrors.WiderScope, RoleRules.RefuseScope(me, true, []));
        Assert.Equal(RoleErrors.WiderScope, RoleRules.RefuseScope(me, false, [[mine], [other]]));
        Assert.Null(RoleRules.RefuseScope(Somebody("roles.manage"), true, []));
    }

    [Fact]
    public void The_nearest_visibility_rule_governs()
    {
        var (person, top, low) = (Ids.New(TimeProvider.System), Ids.New(TimeProvider.System), Ids.New(TimeProvider.System));
        VisibilityRuleKey all = new(Ids.New(TimeProvider.System), VisibilitySubject.Everybody, Guid.Empty), upper = new(Ids.New(TimeProvider.System), VisibilitySubject.Department, top),
            lower = new(Ids.New(TimeProvider.System), VisibilitySubject.Department, low), own = new(Ids.New(TimeProvider.System), VisibilitySubject.Person, person), foreign = new(Ids.New(TimeProvider.System), VisibilitySubject.Department, Ids.New(TimeProvider.System));
        VisibilityRuleKey? Of(params VisibilityRuleKey[] rules) => VisibilityRule.Nearest(rules, person, [top, low]);
        Assert.Equal(own, Of(all, lower, own, upper));
        Assert.Equal(lower, Of(all, upper, lower, foreign));
        Assert.Equal(upper, Of(foreign, upper, all));
        Assert.Equal(all, Of(foreign, all));
        Assert.Null(Of(foreign));
    }
}
