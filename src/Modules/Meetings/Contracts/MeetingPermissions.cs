namespace Huitang.Meetings.Contracts;

/// <summary>Permissions of this module.</summary>
public static class MeetingPermissions
{
    /// <summary>See all meetings of the enterprise.</summary>
    public const string List = "meetings.list";

    /// <summary>Change and cancel meetings of others.</summary>
    public const string Manage = "meetings.manage";

    /// <summary>See the subjects of meetings one is not in.</summary>
    public const string Subject = "meetings.subject";

    /// <summary>Control running meetings without being in them.</summary>
    public const string Control = "meetings.control";
}
