using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huitang.Bench.Crowd;
using Huitang.Kernel;
using Huitang.Meetings;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Huitang.Bench.Server;

/// <summary>Meetings people can come to at once.</summary>
internal static class PlannedMeetings
{
    /// <summary>A meeting, and a ticket for everybody who will come: written straight into the table, so that the join request is not part of what is measured.</summary>
    /// <param name="services">The product's.</param>
    /// <param name="creator">Whose meeting it is, and who comes first.</param>
    /// <param name="code">Its number.</param>
    /// <param name="people">How many will come, guests but for the first.</param>
    public static async Task<MeetingPlan> AddAsync(IServiceProvider services, Actor creator, string code, int people)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = creator;
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var meeting = Meeting.Quick(new MeetingSettings(), "Asia/Shanghai", creator, code, services.GetRequiredService<TimeProvider>());
        db.Meetings.Add(meeting);
        await db.SaveChangesAsync();
        var plan = (await scope.ServiceProvider.GetRequiredService<IMeetingPlans>().FindAsync(meeting.Id, CancellationToken.None))!;
        var (hashes, arrivals) = (new List<string>(), new List<string>());
        for (var i = 0; i < people; i++)
        {
            var who = new Arrival
            {
                User = i == 0 ? plan.Creator : null, Tenant = i == 0 ? creator.Tenant : default, Name = i == 0 ? plan.CreatorName : $"与会者 {i}", GuestKey = i == 0 ? null : $"{i:D32}",
                Client = new ClientInfo("web", "", "unknown", "zh-CN"),
            };
            hashes.Add(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Member.Ticket(plan.Id.Value, i)))));
            arrivals.Add(JsonSerializer.Serialize(who, JsonSerializerOptions.Web));
        }

        await using var insert = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("insert into meetings.join_ticket(hash, meeting_id, arrival, expires_at) select h, $2, a::jsonb, now() + interval '15 minutes' from unnest($1::text[], $3::text[]) as t(h, a)");
        insert.Parameters.AddWithValue(hashes.ToArray());
        insert.Parameters.AddWithValue(plan.Id.Value);
        insert.Parameters.AddWithValue(arrivals.ToArray());
        await insert.ExecuteNonQueryAsync();
        return plan;
    }
}
