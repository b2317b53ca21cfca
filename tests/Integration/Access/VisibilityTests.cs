using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Domain;
using Huitang.Identity.Features.Visibility;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Features.Scheduling;
using Xunit;

namespace Huitang.Integration.Access;

public sealed class VisibilityTests(AccessFixture app) : IClassFixture<AccessFixture>
{
    private async Task<HashSet<UserId>> SeenByAsync(UserId viewer, string query)
    {
        var found = await app.RunAsync(await app.ActorAsync(viewer), new FindPeople(query));
        Assert.Null(found.Error);
        return found.Value!.Select(p => p.Id).ToHashSet();
    }

    private async Task<Guid> RuleAsync(VisibilitySubject subject, Guid id, VisibilityExtent extent, VisibilityEntry[]? listed = null, VisibilityEntry[]? except = null)
    {
        var saved = await app.RunAsync(await app.SuperAsync(), new SaveVisibility(null, 0, subject, id, extent, listed ?? [], except ?? []));
        Assert.Null(saved.Error);
        return saved.Value;
    }

    [Fact]
    public async Task The_nearest_rule_decides_whom_somebody_finds_and_all_rules_together_can_be_previewed()
    {
        var tag = "甲" + Ids.New(TimeProvider.System).ToString("N")[^6..];
        var (viewer, colleague, below, far) = (await app.PersonAsync("研究院/一组", tag + "看"), await app.PersonAsync("研究院/一组", tag + "同"), await app.PersonAsync("研究院/一组/小队", tag + "下"), await app.PersonAsync("华南/深圳", tag + "远"));
        var group = (Guid)(await app.SqlAsync("select id from identity.department where name = '一组'"))!;
        var institute = (Guid)(await app.SqlAsync("select id from identity.department where name = '研究院'"))!;
        Assert.Equal([colleague, below, far], (await SeenByAsync(viewer, tag)).OrderBy(i => i == far).ThenBy(i => i == below));

        var own = await RuleAsync(VisibilitySubject.Department, institute, VisibilityExtent.OwnDepartment);
        Assert.True((await SeenByAsync(viewer, tag)).SetEquals([colleague, below]));
        var nearer = await RuleAsync(VisibilitySubject.Department, group, VisibilityExtent.Everybody, except: [new(VisibilitySubject.Person, colleague.Value)]);
        Assert.True((await SeenByAsync(viewer, tag)).SetEquals([below, far]));
        var person = await RuleAsync(VisibilitySubject.Person, viewer.Value, VisibilityExtent.Listed, listed: [new(VisibilitySubject.Department, app.Departments["华南"].Value), new(VisibilitySubject.Person, colleague.Value)], except: [new(VisibilitySubject.Person, colleague.Value)]);
        Assert.True((await SeenByAsync(viewer, tag)).SetEquals([far]));

        var preview = (await app.RunAsync(await app.SuperAsync(), new PreviewVisibility(viewer, tag, new PageRequest(1, 50)))).Value!;
        Assert.Equal(VisibilitySubject.Person, preview.Rule!.Kind);
        Assert.True(preview.People.Rows.Select(p => p.Id).ToHashSet().SetEquals([viewer, far]));
        Assert.Equal(RoleErrors.RuleExists.Code, (await app.RunAsync(await app.SuperAsync(), new SaveVisibility(null, 0, VisibilitySubject.Person, viewer.Value, VisibilityExtent.Nobody, [], []))).Error?.Code);

        foreach (var rule in new[] { person, nearer, own }) Assert.Null((await app.RunAsync(await app.SuperAsync(), new DeleteVisibility(rule))).Error);
        Assert.Equal(3, (await SeenByAsync(viewer, tag)).Count);
    }

    [Fact]
    public async Task Hidden_people_are_found_by_nobody_but_the_super_admin_and_by_the_whole_UserID_by_who_sees_people()
    {
        var login = "vip" + Ids.New(TimeProvider.System).ToString("N")[^6..];
        var hidden = await app.PersonAsync("华东/上海", "隐身的人" + login, login);
        var member = await app.PersonAsync();
        var admin = await app.AdminAsync([IdentityPermissions.UsersRead]);
        Assert.Equal(1, (await app.RunAsync(await app.SuperAsync(), new HidePeople([hidden], true))).Value);
        Assert.Empty(await SeenByAsync(member, login));
        Assert.Empty(await SeenByAsync(admin.User, login[..6]));
        Assert.Equal([hidden], await SeenByAsync(admin.User, login.ToUpperInvariant()));
        Assert.Equal([hidden], await SeenByAsync(app.Super, login[..6]));
        Assert.Equal(1, (await app.RunAsync(await app.SuperAsync(), new HidePeople([hidden], false))).Value);
        Assert.Equal([hidden], await SeenByAsync(member, login));
    }

    [Fact]
    public async Task Whom_one_does_not_see_one_cannot_invite_by_id_either()
    {
        var (viewer, far) = (await app.PersonAsync("封闭组"), await app.PersonAsync("华南/深圳"));
        var start = TimeProvider.System.GetUtcNow().AddDays(2).Date.AddHours(10);
        var draft = new MeetingDraft { Subject = "邀请", Start = start, End = start.AddMinutes(30), Invitees = [new ChosenPerson(far, "")] };
        var rule = await RuleAsync(VisibilitySubject.Person, viewer.Value, VisibilityExtent.Nobody);
        Assert.Equal(SchedulingErrors.PersonUnknown.Code, (await app.RunAsync(await app.ActorAsync(viewer), new ScheduleMeeting(draft))).Error?.Code);
        Assert.Null((await app.RunAsync(await app.SuperAsync(), new DeleteVisibility(rule))).Error);
        Assert.Null((await app.RunAsync(await app.ActorAsync(viewer), new ScheduleMeeting(draft))).Error);
    }
}
