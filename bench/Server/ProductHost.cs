using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huitang.Bench.Crowd;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Live.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huitang.Bench.Server;

/// <summary>The whole product, put together as <c>huitang serve</c> does it, in a process that also answers the bench's orders.</summary>
internal static class ProductHost
{
    /// <summary>The enterprise everything happens in.</summary>
    public static readonly TenantId Tenant = new(1);

    public static async Task<int> RunAsync(string database, bool media)
    {
        var folder = Directory.CreateTempSubdirectory("htbench").FullName;
        try
        {
            await using var app = HuitangApp.Build(new HuitangOptions { Database = database, DataFolder = folder, LocalMedia = media }, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
            await app.StartAsync();
            var plans = new List<MeetingPlan>();
            await Child.ServeAsync(app.Urls.First(), async order => order switch
            {
                ["meetings", var count, var people] => await PlanAsync(app, plans, Whole(count), Whole(people)),
                ["control", var meeting, var rounds] => await ControlSide.RunAsync(app.Services, new(Guid.Parse(meeting)), Whole(rounds)),
                ["consoles", var count, var meeting] => await ConsoleSide.OpenAsync(app.Services, Whole(count), plans.Single(p => p.Id.Value == Guid.Parse(meeting))),
                ["consoles-close"] => await ConsoleSide.CloseAsync(),
                ["ages", var seconds] => await ListSide.RunAsync(app.Services, plans, Whole(seconds)),
                _ => throw new ArgumentException(string.Join(' ', order)),
            });
            await app.StopAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    /// <summary>The creator, with every right.</summary>
    public static Actor Administrator(MeetingPlan plan) => new() { Kind = ActorKind.User, Tenant = Tenant, User = plan.Creator, Name = plan.CreatorName, IsSuperAdmin = true, Ip = "127.0.0.1" };

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Meetings, and a ticket for everybody who will come: written straight into the table, so that the join request is not part of what is measured.</summary>
    private static async Task<Guid[]> PlanAsync(WebApplication app, List<MeetingPlan> plans, int count, int people)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        var first = plans.Count;
        for (var i = 0; i < count; i++)
        {
            var creator = new Actor { Kind = ActorKind.User, Tenant = Tenant, User = new UserId(Ids.New(time)), Name = "主持人" };
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = creator;
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var meeting = Meeting.Quick(new MeetingSettings(), "Asia/Shanghai", creator, (100_000_000 + first + i).ToString(CultureInfo.InvariantCulture), time);
            db.Meetings.Add(meeting);
            await db.SaveChangesAsync();
            plans.Add((await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(meeting.Id, CancellationToken.None))!);
        }

        var data = app.Services.GetRequiredService<NpgsqlDataSource>();
        foreach (var plan in plans.Skip(first))
        {
            var (hashes, arrivals) = (new List<string>(), new List<string>());
            for (var i = 0; i < people; i++)
            {
                var who = new Arrival
                {
                    User = i == 0 ? plan.Creator : null, Tenant = i == 0 ? Tenant : default, Name = i == 0 ? plan.CreatorName : $"与会者 {i}", GuestKey = i == 0 ? null : $"{i:D32}",
                    Client = new ClientInfo("web", "", "unknown", "zh-CN"),
                };
                hashes.Add(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Member.Ticket(plan.Id.Value, i)))));
                arrivals.Add(JsonSerializer.Serialize(who, JsonSerializerOptions.Web));
            }

            await using var insert = data.CreateCommand("insert into meetings.join_ticket(hash, meeting_id, arrival, expires_at) select h, $2, a::jsonb, now() + interval '15 minutes' from unnest($1::text[], $3::text[]) as t(h, a)");
            insert.Parameters.AddWithValue(hashes.ToArray());
            insert.Parameters.AddWithValue(plan.Id.Value);
            insert.Parameters.AddWithValue(arrivals.ToArray());
            await insert.ExecuteNonQueryAsync();
        }

        return [.. plans.Skip(first).Select(p => p.Id.Value)];
    }
}
