using System.Globalization;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.Meetings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

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

    private static async Task<Guid[]> PlanAsync(WebApplication app, List<MeetingPlan> plans, int count, int people)
    {
        var first = plans.Count;
        for (var i = 0; i < count; i++)
        {
            var creator = new Actor { Kind = ActorKind.User, Tenant = Tenant, User = new UserId(Ids.New(TimeProvider.System)), Name = "主持人" };
            plans.Add(await PlannedMeetings.AddAsync(app.Services, creator, (100_000_000 + first + i).ToString(CultureInfo.InvariantCulture), people));
        }

        return [.. plans.Skip(first).Select(p => p.Id.Value)];
    }
}
