using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Insights.Features;
using Huitang.Insights.Rollup;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Insights;

/// <summary>Dashboards agree with the record of the meetings to the unit, whatever is asked and whatever went wrong before.</summary>
public sealed class FigureTests(InsightFixture app) : IClassFixture<InsightFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IReconciliation Reconciliation => app.Services.GetRequiredService<IReconciliation>();

    [Fact]
    public async Task Figures_are_those_of_the_record_for_any_span_department_and_metric()
    {
        await app.SettledAsync();
        await AgreesAsync("Asia/Shanghai", 60, 20_261_126);
    }

    [Fact]
    public async Task People_behind_the_figures_add_up_to_them()
    {
        await app.SettledAsync();
        var today = DayClock.Of(null).DayOf(TimeProvider.System.GetUtcNow());
        foreach (var department in app.Departments.Select(d => (Guid?)d.Id.Value).Prepend(null))
        {
            var span = new Period(today.AddDays(-40), today);
            var figures = (await app.RunAsync(app.Boss, new GetFigures(span, department, TrendStep.Month))).Value!;
            var people = (await app.RunAsync(app.Boss, new ListPeopleFigures(new PeopleSelection(span, department, Active: true), new PageRequest(1, 100)))).Value!;
            var all = people.Rows.ToList();
            for (var page = 2; all.Count < people.Total; page++) all.AddRange((await app.RunAsync(app.Boss, new ListPeopleFigures(new PeopleSelection(span, department, Active: true), new PageRequest(page, 100)))).Value!.Rows);
            Assert.Equal(figures.Now.Active, people.Total);
            Assert.Equal(figures.Now.Attendances - figures.Now.Guests, all.Sum(p => p.Attended));
            var overview = (await app.RunAsync(app.Boss, new GetPeopleFigures(span, department))).Value!;
            Assert.Equal(all.OrderByDescending(p => p.Time).ThenBy(p => p.Login, StringComparer.Ordinal).Take(10).Where(p => p.Time > TimeSpan.Zero).Select(p => p.Login), overview.ByTime.Select(p => p.Login));
            // A drill shows as many rows as the bar said.
            var rooms = (await app.RunAsync(app.Boss, new ListRooms(new RoomSelection(span, department), new PageRequest()))).Value!;
            Assert.Equal(figures.Now.Meetings, rooms.Total);
            for (var i = 0; i < figures.Now.ByDuration.Length; i++) Assert.Equal(figures.Now.ByDuration[i], (await app.RunAsync(app.Boss, new ListRooms(new RoomSelection(span, department, Duration: i), new PageRequest()))).Value!.Total);
            for (var i = 0; i < figures.Now.BySize.Length; i++) Assert.Equal(figures.Now.BySize[i], (await app.RunAsync(app.Boss, new ListRooms(new RoomSelection(span, department, Size: i), new PageRequest()))).Value!.Total);
        }
    }

    [Fact]
    public async Task Meetings_behind_a_figure_come_page_by_page_in_order_and_each_once()
    {
        await app.SettledAsync();
        var today = DayClock.Of(null).DayOf(TimeProvider.System.GetUtcNow());
        var span = new Period(today.AddDays(-40), today);
        foreach (var department in app.Departments.Select(d => (Guid?)d.Id.Value).Prepend(null))
        {
            foreach (var (duration, descending) in new (int?, bool)[] { (null, true), (null, false), (2, true) })
            {
                var of = new RoomSelection(span, department, Duration: duration);
                var first = (await app.RunAsync(app.Boss, new ListRooms(of, new PageRequest(1, 10, "opened", descending)))).Value!;
                var all = first.Rows.ToList();
                for (var page = 2; all.Count < first.Total && page < 100; page++) all.AddRange((await app.RunAsync(app.Boss, new ListRooms(of, new PageRequest(page, 10, "opened", descending)))).Value!.Rows);
                Assert.Equal(first.Total, all.Count);
                Assert.Equal(all.Count, all.Select(r => r.Id).Distinct().Count());
                Assert.Equal(descending ? all.OrderByDescending(r => r.OpenedAt).Select(r => r.OpenedAt) : all.OrderBy(r => r.OpenedAt).Select(r => r.OpenedAt), all.Select(r => r.OpenedAt));
            }
        }
    }

    [Fact]
    public async Task Departments_beside_each_other_show_what_each_shows_by_itself()
    {
        await app.SettledAsync();
        await app.Services.GetRequiredService<LongSpans>().MakeMissingAsync(Stop);
        var today = DayClock.Of(null).DayOf(TimeProvider.System.GetUtcNow());
        var seen = new List<Totals>();
        // Ends within thirds of months, and whole ones in between.
        foreach (var span in new[] { new Period(today.AddDays(-55), today.AddDays(-3)), new Period(today.AddDays(-24), today), new Period(today.AddDays(-17), today.AddDays(-15)) })
        {
            foreach (var above in app.Departments.Select(d => (Guid?)d.Id.Value).Prepend(null))
            {
                foreach (var line in (await app.RunAsync(app.Boss, new GetDepartmentFigures(span, above))).Value!)
                {
                    var own = (await app.RunAsync(app.Boss, new GetFigures(span, line.Id, TrendStep.Day))).Value!.Now;
                    Assert.Equal((own.Meetings, own.Attendances, own.Micros, own.Shares), (line.Totals.Meetings, line.Totals.Attendances, line.Totals.Micros, line.Totals.Shares));
                    seen.Add(line.Totals);
                }
            }
        }

        Assert.Contains(seen, t => t is { Meetings: > 0, Shares: > 0 });
    }

    [Fact]
    public async Task Everybody_is_counted_once_in_each_department_above_them()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
        var people = (await scope.ServiceProvider.GetRequiredService<IRoster>().ReadAsync(Stop)).Where(p => p.Status != RosterStatus.Deleted).ToList();
        var tree = (await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(Stop)).ToDictionary(d => d.Id);
        var day = new DateOnly(2001, 2, 3);
        await app.Services.GetRequiredService<Upkeep>().CountPeopleAsync(app.Tenant, day, Stop);
        foreach (var department in tree.Keys.Select(d => (DepartmentId?)d).Prepend(null))
        {
            var own = people.Where(p => department is null || Above(p.Department).Contains(department.Value)).ToList();
            var counted = await app.AskAsync<string>("select coalesce((select headcount || ' ' || activated from insights.census where tenant_id = $1 and department = $2 and day = $3), '0 0')", app.Tenant.Value, department?.Value ?? Guid.Empty, day);
            Assert.Equal($"{own.Count} {own.Count(p => p.Status != RosterStatus.NotActivated)}", counted);
        }

        Assert.Contains(people, p => p.Department is not null);

        IEnumerable<DepartmentId> Above(DepartmentId? of)
        {
            for (; of is { } at; of = tree[at].Parent) yield return at;
        }
    }

    [Fact]
    public async Task A_false_figure_and_a_lost_fact_are_found_named_and_mended()
    {
        await app.SettledAsync();
        Assert.Empty((await Reconciliation.RunAsync(app.Tenant, null, null, false, Stop)).Differences);
        var day = await app.AskAsync<DateOnly>("select day from insights.day where tenant_id = $1 and department = $2 and meetings > 3 order by day limit 1", app.Tenant.Value, Guid.Empty);
        await app.DoAsync("update insights.day set meetings = meetings + 1 where tenant_id = $1 and department = $2 and day = $3", app.Tenant.Value, Guid.Empty, day);
        await app.DoAsync("delete from insights.stay where ctid = (select ctid from insights.stay where tenant_id = $1 and first_day > $2 limit 1)", app.Tenant.Value, day);

        var found = await Reconciliation.RunAsync(app.Tenant, null, null, false, Stop);
        Assert.Contains(found.Differences, d => d.Day == day && d is { Figure: "meetings", Cause: "altered", Repaired: false });
        Assert.Contains(found.Differences, d => d is { Figure: "stay", Cause: "fact_missing" });
        var standing = (await app.RunAsync(app.Boss, new GetToday(null))).Value!.Standing;
        Assert.True(standing.Differences > 0);
        Assert.Contains((await app.RunAsync(app.Boss, new ListDifferences(new PageRequest(1, 100)))).Value!.Rows, d => d.Day == day && d.RepairedAt is null);

        Assert.True((await Reconciliation.RunAsync(app.Tenant, null, null, true, Stop)).Differences.All(d => d.Repaired));
        Assert.Empty((await Reconciliation.RunAsync(app.Tenant, null, null, false, Stop)).Differences);
        Assert.All((await app.RunAsync(app.Boss, new ListDifferences(new PageRequest(1, 100)))).Value!.Rows, d => Assert.NotNull(d.RepairedAt));
        await AgreesAsync("Asia/Shanghai", 6, 3);
    }

    [Fact]
    public async Task A_false_figure_of_a_longer_part_is_found_and_mended()
    {
        await app.SettledAsync();
        await app.Services.GetRequiredService<LongSpans>().MakeMissingAsync(Stop);
        Assert.Empty((await Reconciliation.RunAsync(app.Tenant, null, null, false, Stop)).Differences);
        var first = await app.AskAsync<DateOnly>("select first from insights.span where tenant_id = $1 and department = $2 and users > 3 and last - first < 11 order by first limit 1", app.Tenant.Value, Guid.Empty);
        await app.DoAsync("update insights.span set users = users + 1 where tenant_id = $1 and department = $2 and first = $3 and last - first < 11", app.Tenant.Value, Guid.Empty, first);
        await app.DoAsync("delete from insights.span where ctid = (select ctid from insights.span where tenant_id = $1 and department <> $2 and last - first > 26 limit 1)", app.Tenant.Value, Guid.Empty);

        var found = (await Reconciliation.RunAsync(app.Tenant, null, null, false, Stop)).Differences;
        Assert.Contains(found, d => d.Stored.StartsWith(first.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) && d is { Figure: "span", Cause: "altered", Repaired: false });
        Assert.Contains(found, d => d is { Figure: "span", Cause: "missing" });
        Assert.All(found, d => Assert.Equal("span", d.Figure));

        Assert.Equal(found.Count, (await Reconciliation.RunAsync(app.Tenant, null, null, true, Stop)).DifferenceCount);
        Assert.Empty((await Reconciliation.RunAsync(app.Tenant, null, null, false, Stop)).Differences);
        await AgreesAsync("Asia/Shanghai", 6, 5);
    }

    [Fact]
    public async Task A_roll_up_that_is_killed_half_way_leaves_figures_right_after_a_restart()
    {
        await app.SettledAsync();
        var day = await app.AskAsync<DateOnly>("select max(day) from insights.room where tenant_id = $1", app.Tenant.Value);
        await using (var blocker = new NpgsqlConnection(app.Database))
        {
            await blocker.OpenAsync(Stop);
            await using var transaction = await blocker.BeginTransactionAsync(Stop);
            // The roll-up has taken the old figures of the day away when it comes to those of the hours: there it has to stop.
            await using (var hold = new NpgsqlCommand("lock table insights.hour in share mode", blocker)) await hold.ExecuteNonQueryAsync(Stop);
            await app.DoAsync("insert into insights.dirty(tenant_id, day, at) values ($1, $2, now())", app.Tenant.Value, day);
            await app.UntilAsync("select exists (select 1 from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'hour' and not l.granted)");
            await app.DoAsync("select pg_terminate_backend(l.pid) from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'hour' and not l.granted");
        }

        await app.RestartAsync();
        await app.SettledAsync();
        Assert.Empty((await Reconciliation.RunAsync(app.Tenant, null, null, false, Stop)).Differences);
        await AgreesAsync("Asia/Shanghai", 6, 4);
    }

    [Fact]
    public async Task Facts_told_twice_late_corrected_and_in_any_order_come_to_the_same()
    {
        await app.SettledAsync();
        var clock = DayClock.Of(null);
        // Before anything of the demo company, and not so long ago that what has no end yet concerns many days.
        var month = clock.DayOf(TimeProvider.System.GetUtcNow()).AddMonths(-2);
        month = month.AddDays(1 - month.Day);
        var (day, whole) = (month.AddDays(6), new Period(month, month.AddMonths(1).AddDays(-1)));
        var night = clock.StartOf(day.AddDays(1));
        var (meeting, room, stay) = (new MeetingId(Ids.New(TimeProvider.System)), new MediaRoomId(Ids.New(TimeProvider.System)), new ParticipationId(Ids.New(TimeProvider.System)));
        var (user, ordinal, department) = await SomebodyAsync();
        var facts = new RoomFacts(room, meeting, "夜间割接", "123456789", "oneoff", user, "某人", night.AddHours(-1), night.AddHours(2));
        var first = new StayFacts(stay, room, user.ToString(), user, department, "pc", night.AddHours(-1), night.AddHours(1));
        var corrected = first with { LeftAt = night.AddHours(2) };
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
        var handlers = ActivatorUtilities.CreateInstance<FactHandlers>(scope.ServiceProvider);

        // The end is heard of before the beginning, everything twice, and at last a correction.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await handlers.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new ParticipantLeft(room, stay, user, first.LeftAt!.Value, "left", first), Stop);
            await handlers.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new MediaRoomClosed(meeting, room, facts.OpenedAt, facts.ClosedAt!.Value, facts), Stop);
            await handlers.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new ParticipantJoined(room, stay, user, first.JoinedAt, first with { LeftAt = null }), Stop);
            await handlers.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new MediaRoomOpened(meeting, room, facts.OpenedAt, facts with { ClosedAt = null }), Stop);
        }

        await app.SettledAsync();
        Assert.Equal((1, 1, 3_600_000_000L, 1), Of(await DayAsync(day)));
        Assert.Equal((0, 0, 3_600_000_000L, 1), Of(await DayAsync(day.AddDays(1))));
        await handlers.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new ParticipantLeft(room, stay, user, corrected.LeftAt!.Value, "left", corrected), Stop);
        await app.SettledAsync();
        Assert.Equal((1, 1, 3_600_000_000L, 1), Of(await DayAsync(day)));
        Assert.Equal((0, 0, 7_200_000_000L, 1), Of(await DayAsync(day.AddDays(1))));
        Assert.Equal((1, 1), ((await DayAsync(day)).PeakMeetings, (await DayAsync(day)).PeakPeople));
        // Somebody who was there on both days is one person of the month, whether the month was made or not.
        var store = app.Services.GetRequiredService<FigureStore>();
        var weeks = whole.Cut(TrendStep.Week);
        async Task<int> SeenAsync() => (await store.AskAsync(store.DistinctByPoint(app.Tenant, Guid.Empty, weeks), Stop)).Sum(d => d.Users);
        foreach (var made in new[] { false, true })
        {
            if (made) await app.Services.GetRequiredService<LongSpans>().MakeMissingAsync(Stop);
            Assert.Equal([ordinal], (await store.AskAsync(await store.SumsAsync(app.Tenant, Guid.Empty, whole, Stop), Stop)).People.Select(p => p.Key));
            Assert.Equal([1, 1], (await store.AskAsync(store.People(app.Tenant, Guid.Empty, whole, new Period(day, day)), Stop)).Select(d => d.Users));
            // And one of each week: counted, and known from then on.
            foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal(weeks.Count(w => w.From <= day.AddDays(1) && w.To >= day), await SeenAsync());
        }

        await app.DoAsync("delete from insights.stay where id = $1", stay.Value);
        await app.DoAsync("delete from insights.room where id = $1", room.Value);
        foreach (var d in new[] { day, day.AddDays(1) }) await app.Services.GetRequiredService<Rollups>().RollUpAsync(app.Tenant, d, whole: true, Stop);
        foreach (var made in new[] { false, true })
        {
            if (made) await app.Services.GetRequiredService<LongSpans>().MakeMissingAsync(Stop);
            Assert.Equal(0, await SeenAsync());
        }

        static (int, int, long, int) Of(Totals t) => (t.Meetings, t.Attendances, t.Micros, t.Users);
    }

    [Fact]
    public async Task Each_single_fact_of_a_day_already_rolled_up_reaches_every_department_it_concerns()
    {
        await app.SettledAsync();
        var random = new Random(20_261_126);
        var clock = DayClock.Of(null);
        var day = clock.DayOf(TimeProvider.System.GetUtcNow()).AddDays(-3);
        var from = clock.StartOf(day);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
        var facts = ActivatorUtilities.CreateInstance<FactHandlers>(scope.ServiceProvider);
        var people = (await scope.ServiceProvider.GetRequiredService<IRoster>().ReadAsync(Stop)).Where(p => p.Department is not null).ToList();
        var (rooms, stays, signIns) = (new List<RoomFacts>(), new List<StayFacts>(), new List<Guid>());
        for (var i = 0; i < 120; i++)
        {
            var who = people[random.Next(people.Count)];
            // Some meetings run over midnight.
            var at = from.AddMinutes(random.Next(24 * 60)).AddMicroseconds(random.Next(1_000_000));
            switch (random.Next(6))
            {
                case 0 or 1 when rooms.Count < 8:
                    rooms.Add(new RoomFacts(new(Ids.New(TimeProvider.System)), new(Ids.New(TimeProvider.System)), "例会", "987654321", "quick", who.Id, "某人", at, null));
                    await facts.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new MediaRoomOpened(rooms[^1].Meeting, rooms[^1].Room, at, rooms[^1]), Stop);
                    break;
                case 1 or 2 or 3 when rooms.Count > 0:
                    var guest = random.Next(5) == 0;
                    var into = rooms[random.Next(rooms.Count)];
                    stays.Add(new StayFacts(new(Ids.New(TimeProvider.System)), into.Room, guest ? "guest" + i : who.Id.ToString(), guest ? null : who.Id, guest ? null : who.Department?.Value, "pc", into.OpenedAt.AddMinutes(random.Next(200)), null));
                    await facts.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new ParticipantJoined(into.Room, stays[^1].Participation, stays[^1].User, stays[^1].JoinedAt, stays[^1]), Stop);
                    break;
                case 4 when stays.Count > 0:
                    var stay = stays[random.Next(stays.Count)];
                    stay = stay with { LeftAt = stay.JoinedAt.AddSeconds(random.Next(20_000)) };
                    await facts.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new ParticipantLeft(stay.Room, stay.Participation, stay.User, stay.LeftAt!.Value, "left", stay), Stop);
                    break;
                case 5 when rooms.Count > 0 && random.Next(2) == 0:
                    var room = rooms[random.Next(rooms.Count)];
                    room = room with { ClosedAt = room.OpenedAt.AddSeconds(random.Next(30_000)) };
                    await facts.HandleAsync(Ids.New(TimeProvider.System), app.Tenant, new MediaRoomClosed(room.Meeting, room.Room, room.OpenedAt, room.ClosedAt!.Value, room), Stop);
                    break;
                default:
                    signIns.Add(Ids.New(TimeProvider.System));
                    await facts.HandleAsync(signIns[^1], app.Tenant, new SignedIn(who.Id, signIns[^1], who.Department, at), Stop);
                    break;
            }

            if (i % 3 == 0) await app.SettledAsync();
        }

        await app.SettledAsync();
        try
        {
            var found = await Reconciliation.RunAsync(app.Tenant, day, day.AddDays(3), false, Stop);
            Assert.Empty(found.Differences);
            Assert.True(found.Figures > 1000, $"only {found.Figures} compared");
            Assert.True((await DayAsync(day)) is { Meetings: > 3, Attendances: > 20, SignIns: > 10 });
        }
        finally
        {
            await app.DoAsync("delete from insights.stay where room_id = any($1)", rooms.Select(r => r.Room.Value).ToArray());
            await app.DoAsync("delete from insights.room where id = any($1)", rooms.Select(r => r.Room.Value).ToArray());
            await app.DoAsync("delete from insights.moment where id = any($1)", signIns.ToArray());
            for (var d = day; d <= day.AddDays(3); d = d.AddDays(1)) await app.Services.GetRequiredService<Rollups>().RollUpAsync(app.Tenant, d, whole: true, Stop);
        }
    }

    [Fact]
    public async Task Days_are_cut_anew_when_the_enterprise_moves_to_another_zone()
    {
        await app.SettledAsync();
        try
        {
            await MoveAsync("America/St_Johns");
            await AgreesAsync("America/St_Johns", 8, 5);
        }
        finally
        {
            await MoveAsync("Asia/Shanghai");
        }

        async Task MoveAsync(string zone)
        {
            await app.DoAsync("insert into policies.policy(tenant_id, type, value, changed_at, version) values ($1, $2, $3::jsonb, now(), 0) on conflict (tenant_id, type) do update set value = excluded.value", app.Tenant.Value, typeof(EnterpriseClock).FullName!, $$"""{"zone":"{{zone}}"}""");
            var clocks = app.Services.GetRequiredService<Clocks>();
            clocks.Forget();
            await app.Services.GetRequiredService<Upkeep>().CutAnewAsync(app.Tenant, await clocks.OfAsync(app.Tenant, Stop), Stop);
            await app.SettledAsync();
        }
    }

    [Fact]
    public async Task Nobody_sees_figures_without_the_right_to_and_nobody_sees_another_enterprises()
    {
        var span = new Period(new(2026, 1, 1), new(2026, 1, 31));
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(app.Boss with { IsSuperAdmin = false }, new GetFigures(span, null, TrendStep.Day))).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(app.Boss with { IsSuperAdmin = false, Permissions = new HashSet<string> { InsightsPermissions.Read } }, new Reconcile(true))).Error!.Kind);
        var other = app.Boss with { Tenant = new TenantId(app.Tenant.Value + 1) };
        Assert.Equal(CommonErrors.NotFound, (await app.RunAsync(other, new GetFigures(span, app.Departments[0].Id.Value, TrendStep.Day))).Error);
        var today = DayClock.Of(null).DayOf(TimeProvider.System.GetUtcNow());
        Assert.Equal(0, (await app.RunAsync(other, new GetFigures(new Period(today.AddDays(-40), today), null, TrendStep.Day))).Value!.Now.Meetings);
        Assert.Equal("insights.reversed", (await app.RunAsync(app.Boss, new GetFigures(new Period(span.To, span.From), null, TrendStep.Day))).Error!.Code);
        Assert.Equal("insights.too_long", (await app.RunAsync(app.Boss, new GetFigures(new Period(span.From, span.From.AddDays(366)), null, TrendStep.Day))).Error!.Code);
    }

    private async Task AgreesAsync(string zone, int times, int seed)
    {
        var raw = new RawFigures(app, zone);
        var random = new Random(seed);
        var today = DayClock.Of(zone).DayOf(TimeProvider.System.GetUtcNow());
        for (var i = 0; i < times; i++)
        {
            var from = today.AddDays(-random.Next(0, 34));
            var span = new Period(from, from.AddDays(random.Next(0, today.DayNumber - from.DayNumber + 1)));
            var department = i % 4 == 0 ? (Guid?)null : app.Departments[random.Next(app.Departments.Count)].Id.Value;
            var now = (await app.RunAsync(app.Boss, new GetFigures(span, department, (TrendStep)random.Next(3)))).Value!.Now;
            var (t, f, u) = (app.Tenant.Value, span.From, span.To);
            Assert.Equal(
                (await raw.MeetingsAsync(t, f, u, department), await raw.AttendancesAsync(t, f, u, department), await raw.GuestsAsync(t, f, u, department), await raw.MicrosAsync(t, f, u, department), await raw.UsersAsync(t, f, u, department),
                 await raw.PeakPeopleAsync(t, f, u, department), await raw.LongMeetingsAsync(t, f, u, department), await raw.MacsAsync(t, f, u, department)),
                (now.Meetings, now.Attendances, now.Guests, now.Micros, now.Users, now.PeakPeople, now.ByDuration.ElementAtOrDefault(2), now.ByDevice.ElementAtOrDefault(1)));
        }
    }

    private async Task<Totals> DayAsync(DateOnly day) =>
        (await app.Services.GetRequiredService<FigureStore>().AskAsync(FigureStore.Days(app.Tenant, Guid.Empty, new Period(day, day)), Stop)) is [{ } found] ? found.Totals : new Totals();

    private async Task<(UserId User, int Ordinal, Guid? Department)> SomebodyAsync()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(app.Tenant);
        var person = (await scope.ServiceProvider.GetRequiredService<IRoster>().ReadAsync(Stop)).First(p => p.Department is not null);
        return (person.Id, person.Ordinal, person.Department?.Value);
    }
}
