using Huitang.Kernel;
using Huitang.Meetings.Live;

namespace Huitang.Meetings;

/// <summary>Who shares the screen, and what somebody publishes.</summary>
internal static class Sharing
{
    /// <summary>Why somebody may not share now: hosts only, or somebody else does; a host takes over only after stopping them.</summary>
    public static Error? Refuse(Participant who, LiveMeeting meeting)
    {
        if (!meeting.Rules.ShareByAll && !who.IsHost) return LiveErrors.ShareByHosts;
        return meeting.People.Any(p => p.Sharing && p.Id != who.Id) ? LiveErrors.AnotherShares : null;
    }

    /// <summary>Notes what a leg carries now; a null feed ends the leg.</summary>
    public static Participant Published(Participant who, string leg, string? feed, IReadOnlyList<PublishedLine> lines)
    {
        var audio = feed is null ? null : lines.FirstOrDefault(l => l.Kind == "audio")?.Mid;
        var video = feed is null ? null : lines.FirstOrDefault(l => l.Kind == "video")?.Mid;
        return leg == "screen"
            ? who with { Sharing = feed is not null, SharingAudio = audio is not null, Feeds = who.Feeds with { Screen = feed, ScreenMid = video, ScreenAudioMid = audio } }
            : who with { Feeds = who.Feeds with { Main = feed, AudioMid = audio, CameraMid = video } };
    }
}
