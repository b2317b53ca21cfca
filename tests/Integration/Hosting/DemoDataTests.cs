using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Users;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Data;
using Huitang.Meetings.Features.Upcoming;
using Huitang.Meetings.Live;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Hosting;

public class DemoDataTests(PostgresFixture postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Demo_data_come_once_fill_the_lists_and_hold_together()
    {
        await using var app = new Product(postgres);
        await app.InitializeAsync();
        var said = await SeedAsync(app);
        Assert.Contains(said, line => line.Contains("demo-admin", StringComparison.Ordinal));

        var tenant = (await app.Services.GetRequiredService<IEnterprises>().DefaultAsync(Stop))!.Id;
        Assert.True(await app.Services.GetRequiredService<IEnterpriseName>().IsDemoAsync(tenant, Stop));
        var boss = new Actor { Kind = ActorKind.User, Tenant = tenant, User = Ids.New<UserId>(TimeProvider.System), Name = "x", IsSuperAdmin = true };
        Assert.Equal(200, (await app.RunAsync(boss, new ListUsers(new PeopleFilter(), new PageRequest()))).Value!.Total);
        Assert.InRange((await app.RunAsync(boss, new ListUpcoming(new UpcomingFilter(), new PageRequest()))).Value!.Total, 30, 50);

        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var rooms = await db.MediaRooms.AsNoTracking().ToListAsync(Stop);
        var stretches = await db.Participations.AsNoTracking().ToListAsync(Stop);
        Assert.InRange(rooms.Count, 300, 450);
        var now = TimeProvider.System.GetUtcNow();
        Assert.All(rooms, room => Assert.True(room.OpenedAt < room.ClosedAt && room.ClosedAt < now && room.OpenedAt > now.AddDays(-31)));
        Assert.All(stretches, s => Assert.True(s.JoinedAt < s.LeftAt && s.Reason != LeaveReason.None));
        Assert.Contains(stretches.GroupBy(s => (s.MediaRoomId, s.ParticipantId)), g => g.Count() > 1);
        // Nobody is in two meetings at once, nor twice in one.
        foreach (var own in stretches.Where(s => s.UserId is not null).GroupBy(s => s.UserId))
        {
            var inOrder = own.OrderBy(s => s.JoinedAt).ToList();
            foreach (var (one, next) in inOrder.Zip(inOrder.Skip(1))) Assert.True(one.LeftAt <= next.JoinedAt, $"{one.Name} {one.JoinedAt:u}–{one.LeftAt:u} and {next.JoinedAt:u}");
        }

        foreach (var room in rooms)
        {
            var inside = stretches.Where(s => s.MediaRoomId == room.Id).ToList();
            Assert.Equal((room.OpenedAt, room.ClosedAt), (inside.Min(s => s.JoinedAt), inside.Max(s => s.LeftAt)));
        }

        Assert.True(stretches.Count(s => s.Quality is not null && s.Grade > 0) > stretches.Count * 0.9);
        Assert.Contains(stretches, s => s.Grade == 4);
        var chunk = await db.QualityChunks.AsNoTracking().OrderByDescending(q => q.Samples).FirstAsync(Stop);
        Assert.Equal(chunk.Samples, SamplePack.Read(chunk.Body, chunk.From).Count);

        var before = (await db.Users.CountAsync(Stop), await db.Meetings.CountAsync(Stop), stretches.Count);
        var again = await SeedAsync(app);
        Assert.DoesNotContain(again, line => line.Contains("demo-admin", StringComparison.Ordinal));
        Assert.Equal(before, (await db.Users.CountAsync(Stop), await db.Meetings.CountAsync(Stop), await db.Participations.CountAsync(Stop)));
    }

    [Fact]
    public async Task A_real_enterprise_gets_no_demo_data()
    {
        await using var app = new Product(postgres);
        await app.InitializeAsync();
        var tenant = await app.Services.GetRequiredService<IPeopleSeeder>().CreateEnterpriseAsync("远山", "yuanshan", Stop);
        Assert.Single(await SeedAsync(app));

        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        Assert.Equal(0, await db.Users.IgnoreQueryFilters().CountAsync(Stop) + await db.Meetings.IgnoreQueryFilters().CountAsync(Stop));
        Assert.Equal(1, await db.Enterprises.CountAsync(Stop));
    }

    private static async Task<List<string>> SeedAsync(AppFixture app)
    {
        var said = new List<string>();
        foreach (var part in app.Services.GetServices<IDemoData>().OrderBy(p => p.Order))
        {
            await foreach (var line in part.SeedAsync(Stop)) said.Add(line);
        }

        return said;
    }

    private sealed class Product(PostgresFixture postgres) : AppFixture(postgres), IAsyncDisposable;
}
