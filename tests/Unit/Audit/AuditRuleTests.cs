using System.Text.Json;
using Huitang.Audit;
using Huitang.Audit.Features;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.Unit.Rules;
using Xunit;

namespace Huitang.Unit.Audit;

public class AuditRuleTests
{
    private static readonly UserId Somebody = new(Guid.Parse("01900000-0000-7000-8000-00000000000a"));
    private static readonly Actor Member = new() { Kind = ActorKind.User, Tenant = new TenantId(1), User = Somebody, Name = "陈静", Ip = "203.0.113.9", Device = "Chrome" };

    [Theory]
    [InlineData("password", "hunter2", "***")]
    [InlineData("TotpSecret", "abc", "***")]
    [InlineData("recoveryCode", "abcde-fghjk", "***")]
    [InlineData("phone", "13812341234", "138****1234")]
    [InlineData("phone", "+86 10012345678", "+86 100****5678")]
    [InlineData("phone", "12345", "***")]
    [InlineData("email", "zhang.wei@example.com", "z***@example.com")]
    [InlineData("email", "not an address", "***")]
    [InlineData("subject", "季度评审", "季度评审")]
    [InlineData("hideCode", "True", "True")]
    [InlineData("emails", "a.b@example.com, c@example.org", "a***@example.com, c***@example.org")]
    [InlineData("phones", "True", "True")]
    [InlineData("workPhone", "13812341234", "138****1234")]
    [InlineData("陈静: microphone", "True", "True")]
    [InlineData("passkey", "我的电脑", "我的电脑")]
    public void Sensitive_values_are_masked_before_they_are_written(string field, string value, string written)
    {
        var notes = new AuditNotes();
        notes.Changed(field, null, value);
        Assert.Equal(written, Assert.Single(notes.Changes).To);
    }

    [Fact]
    public void A_change_that_looks_the_same_once_masked_is_still_told()
    {
        var notes = new AuditNotes();
        notes.Changed("password", "old", "new");
        notes.Changed("subject", "same", "same");
        Assert.Equal(new AuditChange("password", "***", "***"), Assert.Single(notes.Changes));
    }

    [Fact]
    public void Which_act_belongs_to_which_log()
    {
        var admin = Member with { Permissions = new HashSet<string> { "users.manage", "meetings.manage" } };
        var place = Ids.New(TimeProvider.System);
        var part = admin with { Scope = ActorScope.Of([place]) };
        var host = new AccessTarget("meeting", "1", "Weekly") { RelationGives = new HashSet<string> { "meetings.manage" } };
        Assert.Equal((AuditLogKind.Administrator, AuditGround.Permission), Log(admin, "users.manage"));
        Assert.Equal((AuditLogKind.Administrator, AuditGround.PermissionInScope), Log(part, "users.manage", new AccessTarget("person", "2", "Li") { Within = [place] }));
        Assert.Equal((AuditLogKind.Administrator, AuditGround.None), Log(part, "users.manage", new AccessTarget("person", "2", "Li") { Within = [Ids.New(TimeProvider.System)] }));
        Assert.Equal((AuditLogKind.Administrator, AuditGround.SuperAdmin), Log(Member with { IsSuperAdmin = true }, "users.manage"));
        Assert.Equal((AuditLogKind.Administrator, AuditGround.None), Log(Member with { IsSuperAdmin = true, ThreePowers = true }, "users.manage"));
        Assert.Equal((AuditLogKind.Administrator, AuditGround.None), Log(Member, "users.manage"));
        Assert.Equal((AuditLogKind.Member, AuditGround.Own), Log(Member, "meetings.manage", host));
        Assert.Equal((AuditLogKind.Administrator, AuditGround.Permission), Log(admin, "meetings.manage", host));
        Assert.Equal((AuditLogKind.Member, AuditGround.Own), Log(part, "meetings.manage", host));
        Assert.Equal((AuditLogKind.Member, AuditGround.Own), Log(Member with { IsSuperAdmin = true }, RequiresAttribute.SignedIn));
        Assert.Equal((AuditLogKind.Member, AuditGround.Open), Log(Actor.Anonymous, RequiresAttribute.Nobody));
        Assert.Equal((AuditLogKind.Administrator, AuditGround.System), Log(Actor.System(new TenantId(1)), RequiresAttribute.SignedIn));
        Assert.Equal((AuditLogKind.SignIn, AuditGround.Open), Log(Actor.Anonymous, RequiresAttribute.Nobody, null, AuditLogKind.SignIn));
    }

    private static (AuditLogKind, AuditGround) Log(Actor actor, string permission, AccessTarget? target = null, AuditLogKind explicitly = default) =>
        AuditLogs.Of(explicitly, AccessRules.Decide(actor, permission, target), actor, target);

    [Fact]
    public void Records_of_an_act_make_the_act_and_hide_the_person_without_the_key()
    {
        var (act, stream, other) = (Guid.Parse("01900000-0000-7000-8000-000000000001"), Guid.Parse("01900000-0000-7000-8000-000000000002"), Guid.Parse("01900000-0000-7000-8000-00000000000b"));
        var keys = new Dictionary<Guid, byte[]> { [Somebody.Value] = SealedBox.NewKey(), [other] = SealedBox.NewKey() };
        var bodies = new ActBodies((subject, content) => SealedBox.Seal(keys[subject], subject, content));
        var notes = new AuditNotes();
        notes.On("user", other.ToString(), "王思远");
        notes.Changed("status", "Normal", "Disabled");
        notes.Changed("rows", null, 3, Somebody.Value);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_123);
        var opened = bodies.Opened(act, new AuditOpening("user.disable", AuditLogKind.Administrator, "users.manage", AuditGround.Permission), Member, NetworkPlace.External, at);
        var closed = bodies.Closed(act, Member, NetworkPlace.External, AuditOutcome.Done, notes, at.AddMilliseconds(7));
        Assert.DoesNotContain("陈静", System.Text.Encoding.UTF8.GetString(opened), StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.9", System.Text.Encoding.UTF8.GetString(opened), StringComparison.Ordinal);
        Assert.DoesNotContain("王思远", System.Text.Encoding.UTF8.GetString(closed), StringComparison.Ordinal);

        var whole = Fold();
        Assert.Equal(("陈静", "203.0.113.9", "王思远", AuditOutcome.Done, false), (whole.ActorName, whole.Ip?.ToString(), whole.ObjectName, whole.Outcome, whole.Erased));
        Assert.Equal([new AuditChange("status", "Normal", "Disabled"), new AuditChange("rows", null, "3")], whole.Changes);
        Assert.Equal(at.AddMilliseconds(7), whole.ClosedAt);

        keys.Remove(other);
        var erased = Fold();
        Assert.Equal(("陈静", null, other.ToString(), true), (erased.ActorName, erased.ObjectName, erased.ObjectId, erased.Erased));
        Assert.Equal([new AuditChange("rows", null, "3")], erased.Changes);

        Act Fold()
        {
            var fold = new ActFold((subject, box) => keys.TryGetValue(subject, out var key) ? SealedBox.Open(key, subject, box) : null);
            var begun = fold.Apply(1, stream, 2, JsonDocument.Parse(opened).RootElement, null)!;
            Assert.Equal(AuditOutcome.Open, begun.Outcome);
            return fold.Apply(1, stream, 3, JsonDocument.Parse(closed).RootElement, begun)!;
        }
    }

    [Theory]
    [InlineData("季度经营评审会", "评审")]
    [InlineData("季度经营评审会", "季")]
    [InlineData("Weekly Sync", "LY SY")]
    [InlineData("ＡＢＣ项目", "abc")]
    public void Any_part_of_a_name_is_found_by_its_words(string name, string sought)
    {
        var act = new Act { Tenant = 1, Id = Guid.Empty, Log = AuditLogKind.Member, Action = "meeting.edit", At = default, ObjectType = "meeting", ObjectId = "7", ObjectName = name };
        Assert.Subset(SearchWords.Of(act).ToHashSet(), SearchWords.Sought(sought).ToHashSet());
    }

    [Theory]
    [InlineData("😀👩‍💻", "👩")]
    [InlineData("half a smiley \uD83D", "\uD83D")]
    public void Search_words_are_whole_characters(string name, string sought)
    {
        var act = new Act { Tenant = 1, Id = Guid.Empty, Log = AuditLogKind.Member, Action = "meeting.edit", At = default, ObjectType = "meeting", ObjectId = "7", ObjectName = name };
        var words = SearchWords.Of(act);
        // A database takes no halves: one such word would keep every act from being logged.
        Assert.All(words, word => Assert.Equal(word, System.Text.Encoding.UTF8.GetString(new System.Text.UTF8Encoding(false, true).GetBytes(word))));
        Assert.Subset(words.ToHashSet(), SearchWords.Sought(sought).ToHashSet());
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.1.", true)]
    [InlineData("10.1.2.3/8", true)]
    [InlineData("fd00::/8", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("the office", false)]
    public void Addresses_are_whole_ones_beginnings_or_networks(string typed, bool good) => Assert.Equal(good, ActQuery.Address(typed) is not null);

    [Fact]
    public void Every_audited_action_has_a_category_with_a_name()
    {
        var actions = Rule.Modules.SelectMany(a => a.GetTypes()).Select(t => (AuditedAttribute?)Attribute.GetCustomAttribute(t, typeof(AuditedAttribute))).OfType<AuditedAttribute>().Select(a => a.Action).Distinct().ToList();
        Rule.Holds("The first word of an action is a category with a text category_… of the Audit module", actions, action => AuditWords.Category(AuditWords.CategoryOf(action)) == Texts.category_other ? action : null);
        Assert.NotEmpty(HuitangApp.Modules);
    }

    [Fact]
    public void A_syslog_line_carries_the_proof_and_the_record()
    {
        var line = System.Text.Encoding.UTF8.GetString(Huitang.Audit.Sinks.SyslogSink.Line(new Huitang.Audit.Sinks.Pushed("1/s/2", "record", DateTimeOffset.UnixEpoch, "ab", JsonNodeOf("""{"action":"meeting.lock"}"""))));
        Assert.Matches("""^<110>1 1970-01-01T00:00:00\.000Z \S+ huitang \d+ record \[audit@32473 id="1/s/2" hash="ab"\] \uFEFF\{"action":"meeting\.lock"\}$""", line);
    }

    private static System.Text.Json.Nodes.JsonNode JsonNodeOf(string text) => System.Text.Json.Nodes.JsonNode.Parse(text)!;
}
