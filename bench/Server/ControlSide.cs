using System.Diagnostics;
using Huitang.Kernel;
using Huitang.Media;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Control;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Bench.Server;

/// <summary>Times in milliseconds: the console's use case, the same command at the meeting, and the bare requests at the media server.</summary>
internal sealed record ControlTimes(int Streams, double[] AllByConsole, double[] AllByMeeting, double[] AllBare, double[] OneByConsole, double[] OneByMeeting, double[] OneBare);

/// <summary>Measures control from where the console's commands begin until the media server has acknowledged everything.</summary>
internal static class ControlSide
{
    // As many requests as the product has under way at a time.
    private const int Parallel = 64;
    private const int Warm = 3;

    public static async Task<ControlTimes> RunAsync(IServiceProvider services, MeetingId meeting, int rounds)
    {
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<IMeetingGrain>(meeting.Value);
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var media = services.GetRequiredService<IMediaServer>();
        using var watch = await services.GetRequiredService<LiveNode>().WatchAsync(meeting);
        var now = watch.Replica.Current!;
        var administrator = ProductHost.Administrator(now.Plan);
        var members = now.People.Where(p => p.View.Role == "member" && p.Feeds is { Main: not null, AudioMid: not null }).ToList();
        var place = (await grain.PlaceAsync(members[0].Id)).Value!;
        using var bare = await RawJanus.ConnectAsync(services.GetRequiredService<LocalMediaNode>().Supervisor!.Address);
        List<byte[]> Requests(bool mute) => [.. members.Select(p => bare.Moderate(place.Room, place.Secret, p.Feeds.Main!, p.Feeds.AudioMid!, mute))];
        var (close, open) = (Requests(true), Requests(false));

        async Task QuietAsync()
        {
            // An answer that comes after everything that was still on its way.
            await media.FeedsAsync(place.ToRoom(), CancellationToken.None);
            await Task.Delay(150);
            await media.FeedsAsync(place.ToRoom(), CancellationToken.None);
        }

        async Task OpenAsync()
        {
            // People open their own microphones, one after the other; what the media server tells everybody of it is waited for.
            foreach (var member in members) (await grain.CommandAsync(member.Id, new Command.SetMicrophone(true))).OrThrow();
            await QuietAsync();
        }

        async Task<double> TimeAsync(Func<Task<int>> act, int expected)
        {
            var start = Stopwatch.GetTimestamp();
            var reached = await act();
            var ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (reached < expected) throw new InvalidOperationException($"Only {reached} of {expected} streams were blocked.");
            return ms;
        }

        var (console, direct, bareAll) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -Warm; round < rounds; round++)
        {
            await OpenAsync();
            var byConsole = await TimeAsync(async () => (await UseCaseRunner.RunAsync(scopes, new MuteEveryone(meeting, true), administrator)).OrThrow().Affected, members.Count);
            await OpenAsync();
            var byMeeting = await TimeAsync(async () => (await grain.ControlAsync(administrator.Name, new Command.MuteAll(true))).OrThrow().Affected, members.Count);
            await OpenAsync();
            var byNobody = await bare.RunAsync(close, Parallel);
            await bare.RunAsync(open, Parallel);
            if (round < 0) continue;
            console.Add(byConsole);
            direct.Add(byMeeting);
            bareAll.Add(byNobody);
        }

        var (oneConsole, oneDirect, oneBare) = (new List<double>(), new List<double>(), new List<double>());
        await OpenAsync();
        for (var i = 0; i < members.Count - 2; i += 3)
        {
            var (a, b, c) = (members[i], members[i + 1], i + 2);
            oneConsole.Add(await TimeAsync(async () => (await UseCaseRunner.RunAsync(scopes, new MuteParticipants(meeting, [a.Id.ToString()]), administrator)).OrThrow().Count(r => r.Error is null), 1));
            await QuietAsync();
            oneDirect.Add(await TimeAsync(async () => (await grain.ControlAsync(administrator.Name, new Command.Mute(b.Id.ToString()))).OrThrow().Affected, 1));
            await QuietAsync();
            oneBare.Add(await bare.RunAsync([close[c]], 1));
            await QuietAsync();
        }

        return new ControlTimes(members.Count, [.. console], [.. direct], [.. bareAll], [.. oneConsole], [.. oneDirect], [.. oneBare]);
    }

    private static T OrThrow<T>(this Result<T> result) => result.Error is { } error ? throw new InvalidOperationException(error.Code) : result.Value!;
}
