using Huitang.Kernel;
using Huitang.Media;
using Huitang.Meetings.Contracts;
using Microsoft.Extensions.Logging;

namespace Huitang.Meetings.Live;

/// <summary>Carries what the rules decided to the media server. A media server that is down never fails a rule: what it should block is blocked when people publish again.</summary>
internal sealed class MediaControl(IMediaServer media, ILogger<MediaControl> log)
{
    public static readonly Error NoMedia = new("meeting.no_media", ErrorKind.Unavailable);

    private static readonly string[] Nothing = [];

    /// <summary>Which kinds of streams of a leg must be blocked before anything flows. A camera that is off is not among them: nobody can receive it, and a line blocked from the start would lose its simulcast layers.</summary>
    public static IReadOnlyList<string> Blocked(Participant person, string leg) => leg == "main" && !person.Microphone ? ["audio"] : Nothing;

    /// <summary>Performs the media effects in parallel; returns how many streams or people were reached.</summary>
    public async Task<int> PerformAsync(MediaPlace place, LiveMeeting live, IReadOnlyList<Effect> effects)
    {
        var room = place.ToRoom();
        var done = await Task.WhenAll(effects.Select(effect => effect switch
        {
            Effect.Block e when live.Find(e.Who) is { } p && LineOf(p.Feeds, e.Kind) is { } line => GuardAsync(media.BlockAsync(room, line, e.On, CancellationToken.None)),
            Effect.Out e => KickAsync(room, e.Who.Feeds),
            _ => Task.FromResult(false),
        }));
        return done.Count(d => d);
    }

    /// <summary>Blocks what must be blocked of a leg that was just published.</summary>
    public async Task BlockAsync(MediaPlace place, Participant person, IReadOnlyList<string> kinds)
    {
        foreach (var kind in kinds)
        {
            if (LineOf(person.Feeds, kind == "audio" ? MediaKind.Audio : MediaKind.Camera) is { } line)
                await GuardAsync(media.BlockAsync(place.ToRoom(), line, true, CancellationToken.None));
        }
    }

    /// <summary>Throws out what somebody had published on a former socket.</summary>
    public Task DropFeedsAsync(MediaPlace place, Feeds feeds) => KickAsync(place.ToRoom(), feeds);

    public async Task CloseRoomAsync(MediaPlace place)
    {
        try
        {
            await media.CloseRoomAsync(place.ToRoom(), CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogInformation(e, "Media room {Room} could not be closed", place.Room);
        }
    }

    private async Task<bool> KickAsync(MediaRoom room, Feeds feeds)
    {
        var main = feeds.Main is { } m && await GuardAsync(media.KickAsync(room, m, CancellationToken.None));
        if (feeds.Screen is { } s) await GuardAsync(media.KickAsync(room, s, CancellationToken.None));
        return main;
    }

    private async Task<bool> GuardAsync(Task<bool> act)
    {
        try
        {
            return await act;
        }
        catch (Exception e)
        {
            log.LogInformation(e, "The media server did not answer; the rule stands and is applied when people publish again");
            return false;
        }
    }

    private static StreamRef? LineOf(Feeds feeds, MediaKind kind) => kind switch
    {
        MediaKind.Audio when feeds is { Main: { } f, AudioMid: { } m } => new StreamRef(f, m),
        MediaKind.Camera when feeds is { Main: { } f, CameraMid: { } m } => new StreamRef(f, m),
        MediaKind.Screen when feeds is { Screen: { } f, ScreenMid: { } m } => new StreamRef(f, m),
        _ => null,
    };
}
