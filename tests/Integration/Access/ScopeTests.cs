using System.Globalization;
using System.Reflection;
using System.Text;
using Huitang.Host.Startup;
using Huitang.Identity.Contracts;
using Huitang.Integration.Meetings.Live;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Huitang.Meetings.Features.Control;
using Huitang.Meetings.Features.Ended;
using Huitang.Meetings.Features.Scheduling;
using Huitang.Meetings.Features.Upcoming;
using Huitang.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Access;

/// <summary>Whoever manages a part sees, finds, counts, exports and changes nothing outside: every use case and every route is tried.</summary>
public sealed class ScopeTests(AccessFixture app) : IClassFixture<AccessFixture>, IAsyncLifetime
{
    // Found by the word, recognised by the mark: what is searched for may be echoed, what is found may not.
    private const string Word = "外区";
    private const string Mark = "机密";

    private static readonly string[] Everything = [.. new ModuleCatalog(HuitangApp.Modules).Permissions.Select(p => p.Id)];

    private readonly List<IAsyncDisposable> _inside = [];
    private Foreign _foreign = null!;
    private Actor _admin = null!;
    private string _login = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var outsider = await app.PersonAsync("华南/深圳", Word + Mark + "某人", "outsider" + Ids.New(TimeProvider.System).ToString("N")[^6..]);
        var actor = await app.ActorAsync(outsider);
        var start = TimeProvider.System.GetUtcNow().AddDays(3).Date.AddHours(9);
        var planned = (await app.RunAsync(actor, new ScheduleMeeting(new MeetingDraft { Subject = Word + Mark + "预定", Start = start, End = start.AddHours(1) }))).Value;
        var ended = await QuickAsync(actor);
        await using (await TestMeetings.JoinAsync(app.Services, app.Url, ended, outsider, actor.Name)) Assert.Null((await app.RunAsync(await app.SuperAsync(), new EndMeeting(ended.Id))).Error);
        var live = await QuickAsync(actor);
        _inside.Add(await TestMeetings.JoinAsync(app.Services, app.Url, live, outsider, actor.Name));
        var room = await app.WithAsync(db => db.MediaRooms.Where(r => r.MeetingId == ended.Id).Select(r => r.Id).SingleAsync(Ct));
        var participation = await app.WithAsync(db => db.Participations.Where(p => p.MediaRoomId == room).Select(p => p.Id).FirstAsync(Ct));
        _foreign = new Foreign(outsider, app.Departments["深圳"], planned, room, participation, await app.RoleAsync("users.read"), Word);
        await app.GiveAsync(outsider, _foreign.Role);
        _login = "scoped" + Ids.New(TimeProvider.System).ToString("N")[^6..];
        var admin = await app.PersonAsync("华东/上海", "本区管理员", _login);
        await app.GiveAsync(admin, await app.RoleAsync(Everything), "华东");
        _admin = await app.ActorAsync(admin);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _inside) await client.DisposeAsync();
    }

    [Fact]
    public async Task Every_use_case_of_the_console_finds_and_changes_nothing_outside()
    {
        var useCases = HuitangApp.Modules.SelectMany(m => m.GetType().Assembly.GetTypes())
            .Where(t => !t.IsAbstract && t.GetCustomAttribute<RequiresAttribute>() is { Permission: not (RequiresAttribute.Nobody or RequiresAttribute.SignedIn) })
            .OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        Assert.True(useCases.Count > 50, $"{useCases.Count} use cases");
        var (before, found) = (await ForeignRowsAsync(), new List<string>());
        foreach (var type in useCases)
        {
            using var file = new MemoryStream();
            var foreign = await Order.RunAsync(app.Services, Order.Make(type, _foreign, file), _admin);
            using var other = new MemoryStream();
            var nothing = await Order.RunAsync(app.Services, Order.Make(type, Foreign.Nowhere(Word) with { Role = _foreign.Role }, other), _admin);
            var written = Encoding.UTF8.GetString(file.ToArray());
            if (foreign.Text.Contains(Mark, StringComparison.Ordinal) || written.Contains(Mark, StringComparison.Ordinal)) found.Add($"{type.Name} shows it");
            if (foreign.Error?.Code != nothing.Error?.Code || foreign.Error?.Field != nothing.Error?.Field) found.Add($"{type.Name} tells it from nothing: {foreign.Error?.Code} and {nothing.Error?.Code}");
            if (type.GetCustomAttribute<RequiresAttribute>()!.Scoping is Scoping.WholeEnterprise && foreign.Error?.Code != CommonErrors.PartOnly.Code) found.Add($"{type.Name} concerns the whole enterprise and answered {foreign.Error?.Code ?? "yes"}");
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Equal(before, await ForeignRowsAsync());
    }

    [Fact]
    public async Task Every_route_and_page_shows_nothing_outside()
    {
        using var browser = await SignIn.AsAsync(app.Url, _login, AccessFixture.Password, Ct);
        var routes = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains("GET"))
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Where(r => !r.StartsWith("/_", StringComparison.Ordinal) && !Path.HasExtension(r.TrimEnd('}')) && !r.Contains('*')).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Contains(routes, r => r == "/console/users");
        Assert.Contains(routes, r => r == "/console/live/export");
        var (found, tried) = (new List<string>(), 0);
        Guid[] ids = [_foreign.Meeting.Value, _foreign.Room.Value, _foreign.User.Value, _foreign.Participation.Value];
        foreach (var route in routes)
        {
            foreach (var id in route.Contains('{') ? ids : [ids[0]])
            {
                var path = System.Text.RegularExpressions.Regex.Replace(route, @"\{[^}]+\}", id.ToString());
                foreach (var query in new[] { $"?q={Uri.EscapeDataString(Word)}&format=csv&person={_foreign.User}&permission=users.read&kind=person&id={_foreign.User}&creator={_foreign.User}&object={_foreign.User}", "?format=csv" })
                {
                    using var response = await browser.Client.GetAsync(path + query, Ct);
                    var body = await response.Content.ReadAsStringAsync(Ct);
                    tried++;
                    if (System.Net.WebUtility.HtmlDecode(body).Contains(Mark, StringComparison.Ordinal)) found.Add(path + query);
                    if ((int)response.StatusCode >= 500) found.Add($"{path}{query}: {(int)response.StatusCode}");
                }
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.True(tried > 50, tried.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Lists_counts_and_files_hold_what_is_inside_and_a_super_admin_sees_both()
    {
        var own = await app.PersonAsync("华东/杭州", "区内的人");
        var insider = await app.ActorAsync(own);
        var start = TimeProvider.System.GetUtcNow().AddDays(3).Date.AddHours(9);
        var mine = (await app.RunAsync(insider, new ScheduleMeeting(new MeetingDraft { Subject = "区内预定", Start = start, End = start.AddHours(1) }))).Value;
        var rows = (await app.RunAsync(_admin, new ListUpcoming(new UpcomingFilter(), new PageRequest(1, 100)))).Value!;
        Assert.Contains(rows.Rows, r => r.Id == mine);
        Assert.Equal(rows.Total, rows.Rows.Count);
        Assert.DoesNotContain(rows.Rows, r => r.Id == _foreign.Meeting);
        var super = await app.SuperAsync();
        Assert.Contains((await app.RunAsync(super, new ListUpcoming(new UpcomingFilter(), new PageRequest(1, 100)))).Value!.Rows, r => r.Id == _foreign.Meeting);
        Assert.Equal(0, (await app.RunAsync(_admin, new ListEnded(new EndedFilter(), new PageRequest()))).Value!.Total);
        Assert.NotEqual(0, (await app.RunAsync(super, new ListEnded(new EndedFilter(), new PageRequest()))).Value!.Total);
        using var file = new MemoryStream();
        Assert.Equal(0, (await app.RunAsync(_admin, new ExportLive(new LiveFilter(), null, false, ExportFormat.Csv, null, file))).Value);
    }

    [Fact]
    public async Task A_meeting_one_is_invited_to_is_seen_as_a_guest_of_it_and_not_managed()
    {
        var start = TimeProvider.System.GetUtcNow().AddDays(3).Date.AddHours(9);
        var outsider = await app.ActorAsync(_foreign.User);
        var invited = (await app.RunAsync(outsider, new ScheduleMeeting(new MeetingDraft { Subject = "跨区会议", Start = start, End = start.AddHours(1), Password = "1234", Guests = [], Invitees = [new ChosenPerson(_admin.User, "")] }))).Value;
        var seen = (await app.RunAsync(_admin, new GetMeeting(invited))).Value!;
        Assert.Equal(("跨区会议", false), (seen.Subject, seen.Mine));
        Assert.Equal(SchedulingErrors.NotYours, (await app.RunAsync(_admin, new CancelMeeting(invited))).Error);
        Assert.Equal(SchedulingErrors.NotFound, (await app.RunAsync(_admin, new EndMeeting(invited))).Error);
    }

    [Fact]
    public async Task Who_may_not_read_subjects_finds_no_meeting_by_its_subject_and_sees_none()
    {
        var blind = await app.AdminAsync([MeetingPermissions.List]);
        Assert.Equal(0, (await app.RunAsync(blind, new ListUpcoming(new UpcomingFilter(Mark + "预定"), new PageRequest()))).Value!.Total);
        var all = (await app.RunAsync(blind, new ListUpcoming(new UpcomingFilter(), new PageRequest(1, 100)))).Value!;
        Assert.Contains(all.Rows, r => r.Id == _foreign.Meeting);
        Assert.DoesNotContain(all.Rows, r => r.Subject.Contains(Mark, StringComparison.Ordinal));
        Assert.DoesNotContain(Mark, (await app.RunAsync(blind, new GetMeeting(_foreign.Meeting))).Value!.Subject);
        var reader = await app.AdminAsync([MeetingPermissions.List, MeetingPermissions.Subject]);
        Assert.Contains(Mark, (await app.RunAsync(reader, new GetMeeting(_foreign.Meeting))).Value!.Subject);
    }

    private async Task<MeetingPlan> QuickAsync(Actor creator)
    {
        var code = Random.Shared.Next(100_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture);
        var meeting = Meeting.Quick(new MeetingSettings(), "Asia/Shanghai", creator, code, TimeProvider.System);
        await app.WithAsync(async db =>
        {
            db.Meetings.Add(meeting);
            return await db.SaveChangesAsync(Ct);
        });
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = creator;
        return (await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(meeting.Id, Ct))!;
    }

    /// <summary>All that is stored of the outsider and their meetings, but for signs of life.</summary>
    private async Task<object?> ForeignRowsAsync() => await app.SqlAsync($"""
        select md5(string_agg(line, '|' order by line)) from (
          select u::text line from identity.user_account u where id = '{_foreign.User}'
          union all select r::text from identity.user_role r where user_id = '{_foreign.User}'
          union all select h::text from identity.hidden_person h where user_id = '{_foreign.User}'
          union all select m::text from meetings.meeting m where creator_id = '{_foreign.User}'
          union all select o::text from meetings.occurrence o where meeting_id = '{_foreign.Meeting}'
          union all select p::text from meetings.planned_person p where meeting_id = '{_foreign.Meeting}'
          union all select d::text from identity.department d where id = '{_foreign.Department}'
          union all select r.id::text || coalesce(r.closed_at::text, '') from meetings.media_room r where creator_id = '{_foreign.User}') rows
        """);
}
