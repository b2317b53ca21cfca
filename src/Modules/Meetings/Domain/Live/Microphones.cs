namespace Huitang.Meetings;

/// <summary>Who may be heard. A microphone that is not open is blocked in the media server, so a changed client gains nothing.</summary>
internal static class Microphones
{
    private const int Crowd = 6;

    /// <summary>Whether somebody arrives muted.</summary>
    public static bool MutedOnEntry(MeetingSettings rules, MeetingRole role, int alreadyIn) => role == MeetingRole.Member && rules.MuteOnEntry switch
    {
        MuteOnEntry.On => true,
        MuteOnEntry.AutoOverSix => alreadyIn >= Crowd,
        _ => false,
    };

    /// <summary>Whether a press of unmute is granted.</summary>
    public static bool MayUnmute(Participant who, MeetingSettings rules) => who.IsHost || !who.MutedByHost || who.AskedToUnmute || rules.SelfUnmute;

    /// <summary>Opens or closes by the person themselves.</summary>
    public static Participant Set(Participant who, bool on) => on
        ? who with { Microphone = true, MutedByHost = false, AskedToUnmute = false }
        : who with { Microphone = false };

    /// <summary>Closed by a host.</summary>
    public static Participant MuteByHost(Participant who) => who with { Microphone = false, MutedByHost = true, AskedToUnmute = false };

    /// <summary>Asked by a host: the next press is granted.</summary>
    public static Participant Ask(Participant who) => who with { AskedToUnmute = true };
}
