using Huitang.Kernel;

namespace Huitang.Meetings;

/// <summary>What an enterprise lays down for planning meetings: the values a booking form starts with.</summary>
internal sealed record MeetingPolicy : IPolicyRecord
{
    /// <summary>Rules a new meeting starts with.</summary>
    public MeetingSettings Settings { get; init; } = new();

    /// <summary>Length proposed, in minutes, 5–1440.</summary>
    public int Minutes { get; init; } = 60;

    /// <summary>Whether a password is proposed.</summary>
    public bool ProposePassword { get; init; }
}
