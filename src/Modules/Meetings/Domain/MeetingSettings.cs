namespace Huitang.Meetings;

/// <summary>Whether people arrive muted.</summary>
internal enum MuteOnEntry
{
    /// <summary>Nobody is muted on entry.</summary>
    Off = 0,

    /// <summary>Everybody but hosts is.</summary>
    On = 1,

    /// <summary>Everybody but hosts is, once more than six are in.</summary>
    AutoOverSix = 2,
}

/// <summary>Who may enter.</summary>
internal enum JoinLimit
{
    /// <summary>Anyone with code and password.</summary>
    All = 1,

    /// <summary>Invited people only.</summary>
    Invited = 2,

    /// <summary>Members of the enterprise only.</summary>
    Internal = 3,
}

/// <summary>Who may write to whom.</summary>
internal enum ChatRule
{
    /// <summary>To all and privately.</summary>
    Free = 0,

    /// <summary>To all only.</summary>
    PublicOnly = 1,

    /// <summary>Privately to hosts only.</summary>
    HostOnly = 2,

    /// <summary>Only hosts may write.</summary>
    Off = 3,
}

/// <summary>Watermark over the pictures, with the viewer's name.</summary>
internal enum WatermarkStyle
{
    /// <summary>None.</summary>
    Off = 0,

    /// <summary>One line.</summary>
    Single = 1,

    /// <summary>Repeated over the whole picture.</summary>
    Multi = 2,
}

/// <summary>The rules of a meeting: set when it is booked, changed by hosts and the console while it runs.</summary>
[GenerateSerializer, Immutable]
internal sealed record MeetingSettings
{
    /// <summary>Arrivals wait until a host admits them. Default off.</summary>
    [Id(0)] public bool WaitingRoom { get; init; }

    /// <summary>People may enter before a host is there. Default on.</summary>
    [Id(1)] public bool JoinBeforeHost { get; init; } = true;

    /// <summary>Microphones of arrivals.</summary>
    [Id(2)] public MuteOnEntry MuteOnEntry { get; init; } = MuteOnEntry.AutoOverSix;

    /// <summary>People whom a host muted may unmute themselves. Default on.</summary>
    [Id(3)] public bool SelfUnmute { get; init; } = true;

    /// <summary>Who may enter.</summary>
    [Id(4)] public JoinLimit JoinLimit { get; init; } = JoinLimit.All;

    /// <summary>People may rename themselves. Default on.</summary>
    [Id(5)] public bool AllowRename { get; init; } = true;

    /// <summary>Chat rule.</summary>
    [Id(6)] public ChatRule Chat { get; init; } = ChatRule.Free;

    /// <summary>Everybody may share the screen; otherwise hosts only. Default on.</summary>
    [Id(7)] public bool ShareByAll { get; init; } = true;

    /// <summary>Everybody may turn the camera on; otherwise hosts only. Default on.</summary>
    [Id(8)] public bool CameraByAll { get; init; } = true;

    /// <summary>People may raise a hand. Default on.</summary>
    [Id(9)] public bool RaiseHand { get; init; } = true;

    /// <summary>Watermark.</summary>
    [Id(10)] public WatermarkStyle Watermark { get; init; }

    /// <summary>Code, link and password are not shown in the meeting. Default off.</summary>
    [Id(11)] public bool HideCode { get; init; }
}
